namespace UdpLab.Agent.Sink;

/// <summary>What the threads of a sink do with what they receive. Phases only go forward.</summary>
internal enum SinkPhase
{
    /// <summary>No packet yet, or warming up: received and not measured.</summary>
    Waiting,

    /// <summary>The measured window.</summary>
    Measuring,

    /// <summary>The window is over, the flood perhaps not.</summary>
    Draining,

    /// <summary>Threads end.</summary>
    Stopping,
}
