namespace UdpLab.Parameters;

/// <summary>Which host of a testbed a host parameter uses.</summary>
public enum TestbedEnd : long
{
    /// <summary>Both, the generator first.</summary>
    Both,

    /// <summary>The sending host.</summary>
    Generator,

    /// <summary>The receiving host.</summary>
    Sink,
}
