using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>The direction a statistic counts.</summary>
internal enum DeviceSide
{
    /// <summary>Receiving.</summary>
    Rx,

    /// <summary>Transmitting.</summary>
    Tx,
}

/// <summary>An ethtool -S statistic that counts lost packets.</summary>
internal sealed record DropStatistic
{
    /// <summary>Drivers that report it, by their ethtool -i names.</summary>
    public required string[] Drivers { get; init; }

    /// <summary>Name to show; N stands for any queue number.</summary>
    public required string Name { get; init; }

    /// <summary>Matches its names for all queues.</summary>
    public required Regex Pattern { get; init; }

    /// <summary>Receiving or transmitting.</summary>
    public DeviceSide Side { get; init; }

    /// <summary>
    /// The files of /sys/class/net/X/statistics that may already include it. Which one does depends on the kernel, so it is
    /// subtracted from the first one that changed.
    /// </summary>
    public string[] PartOf { get; init; } = [];

    /// <summary>It overlaps other statistics or also counts packets that were only delayed, so it is shown but not added up.</summary>
    public bool InformationOnly { get; init; }

    /// <summary>What happened to these packets.</summary>
    public required string Meaning { get; init; }

    /// <summary>Where the driver's source counts it.</summary>
    public required string Origin { get; init; }
}
