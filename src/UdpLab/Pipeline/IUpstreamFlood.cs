namespace UdpLab.Pipeline;

/// <summary>A flood, as the sink downstream of it sees it.</summary>
internal interface IUpstreamFlood
{
    /// <summary>It has begun, and nothing more: what begins now is downstream of it.</summary>
    bool HasOnlyBegun { get; }

    /// <summary>Where it will send to, as far as it was said.</summary>
    SenderHints Hints { get; }
}
