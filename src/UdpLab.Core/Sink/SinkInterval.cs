using System.Globalization;

namespace UdpLab;

/// <summary>An interval of about a quarter of a second.</summary>
public sealed record SinkInterval
{
    /// <summary>Its end, seconds after the sink's first packet.</summary>
    public double Seconds { get; init; }

    /// <summary>Packets received in it.</summary>
    public long Packets { get; init; }

    /// <summary>Packets received per second.</summary>
    public double Pps { get; init; }

    /// <summary>Packets per second the floods were asked for in it; null without a limit, where it changed in the middle, after their end, and for packets from outside.</summary>
    public double? RatePps { get; init; }

    /// <summary>Packets per second the floods sent in it, from their own intervals, which end at other times: as even as those are. Null for packets from outside.</summary>
    public double? SentPps { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.00} s: {Packets:N0} packets, {Pps:N0} pps");
}
