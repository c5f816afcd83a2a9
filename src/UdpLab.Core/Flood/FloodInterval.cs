using System.Globalization;

namespace UdpLab;

/// <summary>
/// An interval of a flood, about a quarter of a second; it ends early where the rate changes. All intervals together contain
/// everything that was sent.
/// </summary>
public sealed record FloodInterval
{
    /// <summary>Its end, seconds after the flood's start.</summary>
    public double Seconds { get; init; }

    /// <summary>
    /// The flood's rate in it, packets per second; null for unlimited, or if it changed during the interval because a busy
    /// machine read the counter late.
    /// </summary>
    public double? RatePps { get; init; }

    /// <summary>Packets sent in it.</summary>
    public long Packets { get; init; }

    /// <summary>Packets sent per second.</summary>
    public double Pps { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.00} s: {Packets:N0} packets, {Pps:N0} pps{(RatePps is double rate ? string.Create(CultureInfo.InvariantCulture, $" of {rate:N0}") : "")}");
}
