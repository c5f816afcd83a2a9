namespace UdpLab.Wire;

/// <summary>
/// Watches UDP sockets of other programs in place of a sink's; answered by <see cref="SinkReady"/>. <see cref="Measure"/> and
/// <see cref="FinishMeasure"/> then measure them. One of port, process and cookie is given.
/// </summary>
internal sealed record WatchSockets : Request
{
    /// <summary>All sockets of this port, including those that are opened later; null for any.</summary>
    public int? Port { get; set; }

    /// <summary>The sockets that this process holds; null for any.</summary>
    public int? ProcessId { get; set; }

    /// <summary>The socket of this cookie; null for any.</summary>
    public ulong? Cookie { get; set; }

    /// <summary>Where a flood will send to: <see cref="SinkReady.Address"/> is an address at which the sockets receive that. Null if unknown.</summary>
    public string? Destination { get; set; }

    /// <summary>A flood will send by IPv6; null if unknown.</summary>
    public bool? Ipv6 { get; set; }

    /// <summary>How to record measurements with <see cref="Measure.Profile"/>; null for none.</summary>
    public PerfPlan? Profile { get; set; }
}

/// <summary>What is known about watched sockets' owners, and how their packets were counted.</summary>
internal sealed record WatchFindings
{
    /// <summary>Why packets are those of all UDP sockets of the host (InDatagrams); null if they were counted at the sockets.</summary>
    public string? Inexact { get; set; }

    /// <summary>The processes that hold or held them.</summary>
    public SocketHolder[] Processes { get; set; } = [];

    /// <summary>Other processes that hold the sockets of the one that is measured, and may read them.</summary>
    public SocketHolder[] Sharers { get; set; } = [];

    /// <summary>Their threads.</summary>
    public ThreadFindings[] Threads { get; set; } = [];

    /// <summary>Packets that arrived at sockets of the same ports that are not measured; null if they were not counted.</summary>
    public long? Elsewhere { get; set; }

    /// <summary>Bytes in the sockets' queues at the end.</summary>
    public long LeftBytes { get; set; }

    /// <summary>Sockets that were closed, processes that ended, and their successors, as sentences.</summary>
    public string[] Events { get; set; } = [];
}

/// <summary>What a thread of another process used in the window.</summary>
internal sealed record ThreadFindings
{
    /// <summary>Its process.</summary>
    public int ProcessId { get; set; }

    /// <summary>Its id.</summary>
    public int Id { get; set; }

    /// <summary>Its name (comm).</summary>
    public required string Name { get; set; }

    /// <summary>User CPU seconds.</summary>
    public double UserSeconds { get; set; }

    /// <summary>System CPU seconds.</summary>
    public double SystemSeconds { get; set; }

    /// <summary>Seconds on a run queue; null if the kernel does not report it.</summary>
    public double? WaitSeconds { get; set; }

    /// <summary>Voluntary context switches.</summary>
    public long Wakeups { get; set; }
}

/// <summary>A watched socket, in addition to its packets.</summary>
internal sealed record WatchedSocket
{
    /// <summary>The address it is bound to.</summary>
    public required string Address { get; set; }

    /// <summary>The port it is bound to.</summary>
    public int Port { get; set; }

    /// <summary>The kernel's number for it; null if unknown.</summary>
    public ulong? Cookie { get; set; }

    /// <summary>Its process; null if none is seen.</summary>
    public SocketHolder? Holder { get; set; }

    /// <summary>Its receive buffer as the kernel counts it, bytes; null if unknown.</summary>
    public long? ReceiveBuffer { get; set; }

    /// <summary>Largest fill of its queue, in percent of the buffer; null if unknown.</summary>
    public double? QueuePercent { get; set; }

    /// <summary>Mean fill of its queue, in percent of the buffer; null if unknown.</summary>
    public double? MeanQueuePercent { get; set; }
}
