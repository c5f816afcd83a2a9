using System.Globalization;

namespace UdpLab;

/// <summary>An interval of about a quarter of a second of a flood; one ends where the rate changes. Together they have all that was sent.</summary>
public sealed record FloodInterval
{
    /// <summary>Its end, seconds after the flood's start.</summary>
    public double Seconds { get; init; }

    /// <summary>Packets per second asked for in it; null for as fast as it goes, and where it changed meanwhile because a busy machine was late to look.</summary>
    public double? RatePps { get; init; }

    /// <summary>Packets sent in it.</summary>
    public long Packets { get; init; }

    /// <summary>Packets sent per second.</summary>
    public double Pps { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.00} s: {Packets:N0} packets, {Pps:N0} pps{(RatePps is double rate ? string.Create(CultureInfo.InvariantCulture, $" of {rate:N0}") : "")}");
}
