namespace UdpLab;

/// <summary>State of a pktgen device.</summary>
public enum PktgenDeviceState : long
{
    /// <summary>It has not run since it was added or last changed.</summary>
    Idle,

    /// <summary>It is sending.</summary>
    Running,

    /// <summary>Its run has ended; if it has a count, all packets were sent.</summary>
    Completed,

    /// <summary>It was stopped, or lost its carrier, before all packets were sent.</summary>
    Stopped,

    /// <summary>The last command or run failed; Result says why.</summary>
    Failed,
}
