namespace UdpLab.Wire;

/// <summary>What was seen of a sink from inside the kernel.</summary>
internal sealed record TraceFindings
{
    /// <summary>Packets dropped on their way to the sink's port, by cause.</summary>
    public DropFindings[] Drops { get; set; } = [];

    /// <summary>What each of the sink's threads did.</summary>
    public ReaderFindings[] Readers { get; set; } = [];
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
