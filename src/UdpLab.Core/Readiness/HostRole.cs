namespace UdpLab;

/// <summary>What a host does in an experiment.</summary>
public enum HostRole
{
    /// <summary>It sends the flood.</summary>
    Generator,

    /// <summary>It receives: the device under test.</summary>
    Sink,
}
