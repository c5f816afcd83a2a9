namespace UdpLab.Parameters;

/// <summary>Which host of a testbed a parameter for hosts means.</summary>
public enum TestbedEnd
{
    /// <summary>Both, the generator first.</summary>
    Both,

    /// <summary>The one that sends.</summary>
    Generator,

    /// <summary>The one that receives.</summary>
    Sink,
}
