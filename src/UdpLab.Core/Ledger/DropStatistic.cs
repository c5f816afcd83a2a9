using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>The side of a device a statistic is about.</summary>
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
    /// <summary>The drivers that have it, as ethtool -i names them.</summary>
    public required string[] Drivers { get; init; }

    /// <summary>What a person calls it, N standing for every queue.</summary>
    public required string Name { get; init; }

    /// <summary>Matches its names, all queues'.</summary>
    public required Regex Pattern { get; init; }

    /// <summary>Receiving or transmitting.</summary>
    public DeviceSide Side { get; init; }

    /// <summary>
    /// The files of /sys/class/net/X/statistics that may include it already. Which one does differs between kernels, so
    /// it is taken out of the first of them that moved.
    /// </summary>
    public string[] PartOf { get; init; } = [];

    /// <summary>It overlaps other statistics or counts delayed packets too: worth reading, not worth summing.</summary>
    public bool InformationOnly { get; init; }

    /// <summary>What happened to these packets.</summary>
    public required string Meaning { get; init; }

    /// <summary>Where the driver counts it.</summary>
    public required string Origin { get; init; }
}
