namespace UdpLab.Pipeline;

/// <summary>A flood, as seen by the sink downstream.</summary>
internal interface IUpstreamFlood
{
    /// <summary>It has only begun: any cmdlet that begins now is downstream of it.</summary>
    bool HasOnlyBegun { get; }

    /// <summary>Where it will send to, as far as was given.</summary>
    SenderHints Hints { get; }
}
