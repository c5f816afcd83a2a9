namespace UdpLab.Agent.Trace;

/// <summary>What a sink's thread is doing.</summary>
internal enum ReaderState
{
    /// <summary>It has not been seen yet.</summary>
    Unknown,

    /// <summary>It has its CPU.</summary>
    Running,

    /// <summary>It was running and lost its CPU to something else.</summary>
    Preempted,

    /// <summary>It was woken and waits for a CPU.</summary>
    Waiting,

    /// <summary>It waits for packets, or is stopped.</summary>
    Asleep,
}
