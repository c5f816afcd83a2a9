using System.Globalization;

namespace UdpLab;

/// <summary>A step of a flood whose rate changes. A packet belongs to the step it was sent in: the steps' packets add up to the flood's.</summary>
public sealed record FloodStep
{
    /// <summary>Packets per second, as given.</summary>
    public double RatePps { get; init; }

    /// <summary>Packets sent back to back, as in <see cref="UdpFlood.Burst"/>.</summary>
    public int Burst { get; init; }

    /// <summary>Its duration in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Packets sent in it; null if unknown.</summary>
    public long? Sent { get; init; }

    /// <summary>Packets sent per second; null if <see cref="Sent"/> is.</summary>
    public double? Pps => Sent is long sent ? Seconds > 0 ? sent / Seconds : 0 : null;

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RatePps:N0} pps for {Seconds:0.##} s: {(Sent is long sent ? string.Create(CultureInfo.InvariantCulture, $"{sent:N0} packets, {Pps:N0} pps") : "an unknown number of packets")}");
}
