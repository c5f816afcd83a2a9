namespace UdpLab;

/// <summary>The role of a host in an experiment.</summary>
public enum HostRole : long
{
    /// <summary>It sends the flood.</summary>
    Generator,

    /// <summary>It receives: the device under test.</summary>
    Sink,
}
