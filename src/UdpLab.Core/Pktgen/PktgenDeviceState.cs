namespace UdpLab;

/// <summary>What a pktgen device does.</summary>
public enum PktgenDeviceState
{
    /// <summary>It has not run since it was added or last set.</summary>
    Idle,

    /// <summary>It sends.</summary>
    Running,

    /// <summary>It has run, to its count where it has one.</summary>
    Completed,

    /// <summary>It was stopped, or lost its carrier, before it had sent its count.</summary>
    Stopped,

    /// <summary>The last command or run was refused: Result says why.</summary>
    Failed,
}
