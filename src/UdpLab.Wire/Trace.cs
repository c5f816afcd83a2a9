namespace UdpLab.Wire;

/// <summary>What was seen of a sink from inside the kernel.</summary>
internal sealed record TraceFindings
{
    /// <summary>Packets dropped on their way to the sink's port, by cause.</summary>
    public DropFindings[] Drops { get; set; } = [];

    /// <summary>What each of the sink's threads did.</summary>
    public ReaderFindings[] Readers { get; set; } = [];

    /// <summary>Which threads had the CPUs that the sink's threads waited for, the longest first.</summary>
    public HolderFindings[] Holders { get; set; } = [];

    /// <summary>What happened when.</summary>
    public AxisFindings? Axis { get; set; }
}

/// <summary>Packets that the kernel dropped for one cause.</summary>
internal sealed record DropFindings
{
    /// <summary>The kernel's reason, such as SOCKET_RCVBUFF; null before Linux 5.17.</summary>
    public string? Reason { get; set; }

    /// <summary>The function that dropped them; null if addresses are hidden from this user.</summary>
    public string? Function { get; set; }

    /// <summary>Freed buffers.</summary>
    public long Frames { get; set; }

    /// <summary>Packets in them whose reader had not been seen yet, or is not known.</summary>
    public long Unknown { get; set; }

    /// <summary>Packets dropped while the reader had its CPU.</summary>
    public long Running { get; set; }

    /// <summary>Packets dropped while it was preempted.</summary>
    public long Preempted { get; set; }

    /// <summary>Packets dropped while it was woken and waited for a CPU.</summary>
    public long Waiting { get; set; }

    /// <summary>Packets dropped while it slept.</summary>
    public long Asleep { get; set; }
}

/// <summary>What happened when, in slots of one length. Times are nanoseconds.</summary>
internal sealed record AxisFindings
{
    /// <summary>When the first slot begins, CLOCK_MONOTONIC.</summary>
    public long BeginNanoseconds { get; set; }

    /// <summary>When it was read: the last slot is cut off there.</summary>
    public long EndNanoseconds { get; set; }

    /// <summary>Length of a slot.</summary>
    public long SlotNanoseconds { get; set; }

    /// <summary>Of the host's CPUs in the receiving softirq.</summary>
    public long[] Softirq { get; set; } = [];

    /// <summary>Polls of NAPI on the host.</summary>
    public long[] Polls { get; set; } = [];

    /// <summary>Packets that these handled.</summary>
    public long[] Polled { get; set; } = [];

    /// <summary>Packets the sink received.</summary>
    public long[] Received { get; set; } = [];

    /// <summary>Of the sink's threads with a CPU.</summary>
    public long[] Running { get; set; } = [];

    /// <summary>Of those that lost it.</summary>
    public long[] Preempted { get; set; } = [];

    /// <summary>Of those that were woken and waited for one.</summary>
    public long[] Waiting { get; set; } = [];

    /// <summary>Of those that slept.</summary>
    public long[] Asleep { get; set; } = [];

    /// <summary>Lost packets, by slot and reason.</summary>
    public SlotLosses[] Losses { get; set; } = [];

    /// <summary>Some of them did not fit.</summary>
    public bool LossesFull { get; set; }
}

/// <summary>Packets lost in a slot for one reason.</summary>
internal sealed record SlotLosses
{
    /// <summary>The slot.</summary>
    public int Slot { get; set; }

    /// <summary>The kernel's reason; null before Linux 5.17.</summary>
    public string? Reason { get; set; }

    /// <summary>Those whose reader had not been seen yet, or is not known.</summary>
    public long Unknown { get; set; }

    /// <summary>Those dropped while the reader had its CPU.</summary>
    public long Running { get; set; }

    /// <summary>Those dropped while it was preempted.</summary>
    public long Preempted { get; set; }

    /// <summary>Those dropped while it was woken and waited for a CPU.</summary>
    public long Waiting { get; set; }

    /// <summary>Those dropped while it slept.</summary>
    public long Asleep { get; set; }
}

/// <summary>A thread that had a CPU for which the sink waited.</summary>
internal sealed record HolderFindings
{
    /// <summary>Its name (comm).</summary>
    public required string Name { get; set; }

    /// <summary>How long it had the CPU meanwhile; threads of one name are summed.</summary>
    public double Seconds { get; set; }
}

/// <summary>Seconds that a sink's thread was in each state.</summary>
internal sealed record ReaderFindings
{
    /// <summary>It had its CPU, interrupts and softirqs there included.</summary>
    public double Running { get; set; }

    /// <summary>It had lost its CPU to something else.</summary>
    public double Preempted { get; set; }

    /// <summary>It was woken and waited for a CPU.</summary>
    public double Waiting { get; set; }

    /// <summary>It waited for packets.</summary>
    public double Asleep { get; set; }
}
