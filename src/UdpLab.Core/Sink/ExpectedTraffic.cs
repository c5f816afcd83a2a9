using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a sink needs to know about the generators it will receive from.</summary>
internal sealed record ExpectedTraffic
{
    /// <summary>How to distinguish the generators' threads by source port; empty if their packets carry tags, or if one thread sends all.</summary>
    public StreamSource[] Streams { get; init; } = [];

    /// <summary>Whether every packet has a unique number.</summary>
    public bool Numbered { get; init; }

    /// <summary>Whether the packets carry a time stamp.</summary>
    public bool Timed { get; init; }

    /// <summary>Whether the floods' rate changes, so that packets are counted by step.</summary>
    public bool Steps { get; init; }

    /// <summary>Boot ids of the generators' machines: the clock is shared if the sink's machine has the same one.</summary>
    public string[] BootIds { get; init; } = [];

    /// <summary>Interfaces of the sink's host that the packets arrive on.</summary>
    public string[] Interfaces { get; init; } = [];
}
