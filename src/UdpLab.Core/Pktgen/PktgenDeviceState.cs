namespace UdpLab;

/// <summary>What a pktgen device does.</summary>
public enum PktgenDeviceState
{
    /// <summary>It has not run since it was added or last set.</summary>
    Idle,

    /// <summary>It sends.</summary>
    Running,

    /// <summary>It has run.</summary>
    Completed,

    /// <summary>The last command or run was refused: Result says why.</summary>
    Failed,
}
