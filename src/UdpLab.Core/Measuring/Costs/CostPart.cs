using System.Globalization;

namespace UdpLab;

/// <summary>A layer's part of a packet's time.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Nanoseconds">Nanoseconds per received packet.</param>
/// <param name="Percent">Of the whole, percent 0..100.</param>
public sealed record CostPart(CostLayer Layer, double Nanoseconds, double Percent)
{
    /// <summary>Whether it is a part of the softirq, which is a row of its own.</summary>
    public bool IsOfSoftirq => Layer is > CostLayer.Softirq and < CostLayer.Wakeup;

    /// <summary>Layer, time and share.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Layer} {Nanoseconds:N0} ns ({Percent:N0}%)");
}
