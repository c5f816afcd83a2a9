namespace UdpLab.Agent.Sink;

/// <summary>What the threads of a sink do with received packets. Phases only move forward.</summary>
internal enum SinkPhase
{
    /// <summary>No packet yet, or warming up: received but not measured.</summary>
    Waiting,

    /// <summary>The measured window.</summary>
    Measuring,

    /// <summary>The window is over, though perhaps not the flood.</summary>
    Draining,

    /// <summary>Threads end.</summary>
    Stopping,
}
