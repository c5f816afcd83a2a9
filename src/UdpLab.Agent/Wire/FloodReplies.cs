namespace UdpLab.Wire;

/// <summary>The flood can start: everything is resolved and checked.</summary>
internal sealed record FloodReady : Reply
{
    /// <summary>The backend that will send: never Auto.</summary>
    public FloodBackend Backend { get; set; }

    /// <summary>Why this backend, and why not a stronger one.</summary>
    public required string Reason { get; set; }

    /// <summary>Interface the packets leave by.</summary>
    public required string Interface { get; set; }

    /// <summary>Destination address in the packets.</summary>
    public required string Destination { get; set; }

    /// <summary>The destination is in no network this host has an address in.</summary>
    public bool Outside { get; set; }

    /// <summary>The kernel module pktgen will be loaded.</summary>
    public bool LoadsPktgen { get; set; }

    /// <summary>Source address in the packets.</summary>
    public required string Source { get; set; }

    /// <summary>Destination MAC, null for the Socket backend.</summary>
    public string? DestinationMac { get; set; }

    /// <summary>Threads that will send.</summary>
    public int Threads { get; set; }

    /// <summary>UDP source ports that will be in use.</summary>
    public int Flows { get; set; } = 1;

    /// <summary>Every packet has a number of its own; pktgen repeats one in clones and bursts.</summary>
    public bool Numbered { get; set; } = true;

    /// <summary>The packets carry the time they were made at.</summary>
    public bool Timed { get; set; } = true;

    /// <summary>First source port of the first thread, where the threads are told apart by their ports (pktgen); null where by tags.</summary>
    public int? FirstSourcePort { get; set; }

    /// <summary>How many ports each thread has from there.</summary>
    public int? SourcePortsPerThread { get; set; }

    /// <summary>What works, but not as one would think.</summary>
    public string[] Warnings { get; set; } = [];
}

/// <summary>Addresses of a name.</summary>
internal sealed record NameResolved : Reply
{
    /// <summary>The preferred first; never empty.</summary>
    public required string[] Addresses { get; set; }
}

/// <summary>The first packet is about to leave.</summary>
internal sealed record FloodStarted : Reply
{
    /// <summary>CLOCK_MONOTONIC nanoseconds.</summary>
    public long StartedNanoseconds { get; set; }
}

/// <summary>What a flood did.</summary>
internal sealed record FloodResult : Reply
{
    /// <summary>Packets handed to the kernel with success; null when it is not known of every thread.</summary>
    public long? Sent { get; set; }

    /// <summary>Packets whose send failed.</summary>
    public long Errors { get; set; }

    /// <summary>From the first packet to the last, seconds.</summary>
    public double Seconds { get; set; }

    /// <summary>It was stopped before its count or duration was reached.</summary>
    public bool Stopped { get; set; }

    /// <summary>Per thread, in order.</summary>
    public required FloodThreadFindings[] Threads { get; set; }

    /// <summary>Counters of the generator's host before the first packet.</summary>
    public required Counters Before { get; set; }

    /// <summary>Counters after the last.</summary>
    public required Counters After { get; set; }

    /// <summary>What the generator's kernel said meanwhile.</summary>
    public string[] Warnings { get; set; } = [];

    /// <summary>Why it failed, null when it did not.</summary>
    public Failure? Failure { get; set; }
}

/// <summary>One thread's share of a flood.</summary>
internal sealed record FloodThreadFindings
{
    /// <summary>CPU it was pinned to, null for none.</summary>
    public int? Cpu { get; set; }

    /// <summary>Packets sent; null when it is not known, for the device went during the run.</summary>
    public long? Sent { get; set; }

    /// <summary>Packets whose send failed.</summary>
    public long Errors { get; set; }

    /// <summary>Seconds it took.</summary>
    public double Seconds { get; set; }
}
