namespace UdpLab.Agent.Sink;

/// <summary>What an engine received at one go.</summary>
internal unsafe struct Received
{
    /// <summary>How much.</summary>
    public Tally Tally;

    /// <summary>The newest payload, null when the last call returned none.</summary>
    public byte* Newest;

    /// <summary>Length of the newest payload, or -errno of the last call.</summary>
    public nint Result;
}
