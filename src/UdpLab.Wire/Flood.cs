namespace UdpLab.Wire;

/// <summary>Resolves and checks a flood without sending a packet; answered by <see cref="FloodReady"/>.</summary>
internal sealed record OpenFlood : Request
{
    /// <summary>The requested backend.</summary>
    public FloodBackend Backend { get; set; }

    /// <summary>Destination; null for the sink's address that is nearest by this host's routes.</summary>
    public string? Destination { get; set; }

    /// <summary>The destination may be a multicast or broadcast address, 0.0.0.0 or ::.</summary>
    public bool AllowSpecialAddress { get; set; }

    /// <summary>Only report what would be sent: nothing is loaded, added or probed, and no flood is open afterwards.</summary>
    public bool Preview { get; set; }

    /// <summary>UDP destination port.</summary>
    public int Port { get; set; }

    /// <summary>Source address; null for the route's.</summary>
    public string? Source { get; set; }

    /// <summary>Destination MAC as aa:bb:cc:dd:ee:ff; null to resolve it.</summary>
    public string? DestinationMac { get; set; }

    /// <summary>The sink's addresses and their MACs, as <see cref="SinkReady.Addresses"/> has them.</summary>
    public InterfaceAddress[] SinkAddresses { get; set; } = [];

    /// <summary>Generator and sink are on one machine: a sink address behind a gateway belongs to another machine.</summary>
    public bool SameMachine { get; set; }

    /// <summary>Interface to send from (Socket: SO_BINDTODEVICE) or to inject into (Xdp and Pktgen with <see cref="Inject"/>).</summary>
    public string? Interface { get; set; }

    /// <summary>Bytes of the Ethernet frame without FCS.</summary>
    public int PacketSize { get; set; } = 60;

    /// <summary>Number of UDP source ports in use at once.</summary>
    public int Flows { get; set; } = 1;

    /// <summary>Sending threads, null for the backend's default.</summary>
    public int? Threads { get; set; }

    /// <summary>CPUs of the threads, used in turn.</summary>
    public int[] Cpus { get; set; } = [];

    /// <summary>Packets sent back to back (trains, with <see cref="Gso"/>); null for the backend's choice.</summary>
    public int? Burst { get; set; }

    /// <summary>Packets per second of all threads together; null for unlimited.</summary>
    public double? RatePps { get; set; }

    /// <summary>Rates of a ramp, each for an equal part of <see cref="Duration"/>, in place of <see cref="RatePps"/>; empty for none.</summary>
    public double[] StepRates { get; set; } = [];

    /// <summary>Seconds to send, null for no limit.</summary>
    public double? Duration { get; set; }

    /// <summary>Total packets to send; null for no limit.</summary>
    public long? Count { get; set; }

    /// <summary>Segments per UDP_SEGMENT send (Socket); null for none.</summary>
    public int? Gso { get; set; }

    /// <summary>Hand the frames to the receive path of <see cref="Interface"/> (Xdp).</summary>
    public bool Inject { get; set; }

    /// <summary>Payloads that the packets carry in turn, each in a packet of its own size; empty for zeros up to <see cref="PacketSize"/>.</summary>
    public byte[][] Payloads { get; set; } = [];

    /// <summary>Write pktgen's header over the start of each of <see cref="Payloads"/>; packets without them always have it.</summary>
    public bool PayloadHeader { get; set; }

    /// <summary>Count what the flood's sockets receive (Socket).</summary>
    public bool CountReplies { get; set; }

    /// <summary>Further pktgen commands for every device, in the kernel's syntax.</summary>
    public string[] Pktgen { get; set; } = [];

    /// <summary>Stream tag of the first thread; generators of one sink use different tags.</summary>
    public int FirstStream { get; set; }
}

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

    /// <summary>The destination is outside the networks this host has addresses in.</summary>
    public bool Outside { get; set; }

    /// <summary>The kernel module pktgen will be loaded.</summary>
    public bool LoadsPktgen { get; set; }

    /// <summary>Only a trial frame can show that backend Xdp works here, and a preview sends none.</summary>
    public bool NeedsTrial { get; set; }

    /// <summary>Source address in the packets.</summary>
    public required string Source { get; set; }

    /// <summary>Destination MAC, null for the Socket backend.</summary>
    public string? DestinationMac { get; set; }

    /// <summary>Threads that will send.</summary>
    public int Threads { get; set; }

    /// <summary>UDP source ports that will be in use.</summary>
    public int Flows { get; set; } = 1;

    /// <summary>Packets sent back to back (trains, with segmentation): for each step, or for the whole flood.</summary>
    public int[] Bursts { get; set; } = [];

    /// <summary>Every packet has a unique number; pktgen repeats numbers in clones and bursts.</summary>
    public bool Numbered { get; set; } = true;

    /// <summary>The packets carry a time stamp.</summary>
    public bool Timed { get; set; } = true;

    /// <summary>First source port of the first thread, if ports distinguish the threads (pktgen); null if tags do.</summary>
    public int? FirstSourcePort { get; set; }

    /// <summary>Number of ports per thread from there.</summary>
    public int? SourcePortsPerThread { get; set; }

    /// <summary>Warnings.</summary>
    public string[] Warnings { get; set; } = [];
}

/// <summary>Starts the opened flood; <see cref="FloodStarted"/>, <see cref="Interval"/> lines, then <see cref="FloodResult"/>.</summary>
internal sealed record StartFlood : Request
{
    /// <summary>When to send the first packet, by this host's CLOCK_MONOTONIC in nanoseconds; null for at once.</summary>
    public long? AtNanoseconds { get; set; }
}

/// <summary>The first packet is about to be sent.</summary>
internal sealed record FloodStarted : Reply
{
    /// <summary>CLOCK_MONOTONIC nanoseconds.</summary>
    public long StartedNanoseconds { get; set; }
}

/// <summary>Stops the running flood; its request still ends with <see cref="FloodResult"/>.</summary>
internal sealed record StopFlood : Request;

/// <summary>The results of a flood.</summary>
internal sealed record FloodResult : Reply
{
    /// <summary>Packets successfully handed to the kernel; null unless known for every thread.</summary>
    public long? Sent { get; set; }

    /// <summary>Packets whose send failed.</summary>
    public long Errors { get; set; }

    /// <summary>Seconds from the first packet to the last.</summary>
    public double Seconds { get; set; }

    /// <summary>It was stopped before its count or duration was reached.</summary>
    public bool Stopped { get; set; }

    /// <summary>Per thread, in order.</summary>
    public required FloodThreadFindings[] Threads { get; set; }

    /// <summary>How long each started step of a ramp lasted, in seconds; empty without a ramp.</summary>
    public double[] StepSeconds { get; set; } = [];

    /// <summary>What the sockets received; null if replies were not counted.</summary>
    public ReplyFindings? Replies { get; set; }

    /// <summary>Counters of the generator's host before the first packet.</summary>
    public required Counters Before { get; set; }

    /// <summary>Counters after the last.</summary>
    public required Counters After { get; set; }

    /// <summary>Kernel messages of the generator during the flood.</summary>
    public string[] Warnings { get; set; } = [];

    /// <summary>Why it failed; null if it did not.</summary>
    public Failure? Failure { get; set; }
}

/// <summary>What a flood's sockets received.</summary>
internal sealed record ReplyFindings
{
    /// <summary>Datagrams.</summary>
    public long Packets { get; set; }

    /// <summary>Their payload bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>Datagrams dropped at the flood's sockets; null if the kernel does not report it.</summary>
    public long? Drops { get; set; }

    /// <summary>From the flood's start to the last of them, seconds.</summary>
    public double Seconds { get; set; }
}

/// <summary>One thread's share of a flood.</summary>
internal sealed record FloodThreadFindings
{
    /// <summary>CPU it was pinned to; null for none.</summary>
    public int? Cpu { get; set; }

    /// <summary>Packets sent; null if unknown because the device was removed during the run.</summary>
    public long? Sent { get; set; }

    /// <summary>Packets whose send failed.</summary>
    public long Errors { get; set; }

    /// <summary>Seconds it took.</summary>
    public double Seconds { get; set; }

    /// <summary>CPU time of the sending thread; null where the kernel's own threads send.</summary>
    public double? CpuSeconds { get; set; }

    /// <summary>Packets sent before each started step of a ramp; empty without a ramp.</summary>
    public long[] StepStarts { get; set; } = [];

    /// <summary>How often it sent after waiting for the pace, one burst each time. Null without a pace, or if unknown.</summary>
    public long? Bursts { get; set; }
}
