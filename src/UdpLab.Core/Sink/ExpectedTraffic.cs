using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a sink has to know of the generators whose packets will come.</summary>
internal sealed record ExpectedTraffic
{
    /// <summary>How to tell the generators' threads apart by source port; empty where their packets bear tags, or one thread sends all.</summary>
    public StreamSource[] Streams { get; init; } = [];

    /// <summary>Every packet has a number of its own.</summary>
    public bool Numbered { get; init; }

    /// <summary>The packets carry the time they were made at.</summary>
    public bool Timed { get; init; }

    /// <summary>The rate of the floods changes: their packets are to be told apart by step.</summary>
    public bool Steps { get; init; }

    /// <summary>Boot ids of the generators' machines: those of the sink's machine share its clock.</summary>
    public string[] BootIds { get; init; } = [];

    /// <summary>Interfaces of the sink's host that the packets come by.</summary>
    public string[] Interfaces { get; init; } = [];
}
