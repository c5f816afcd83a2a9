using System.Globalization;

namespace UdpLab;

/// <summary>How much a capture slows the sink: two measurements of the same flood, one after the other.</summary>
/// <param name="PpsWithout">Packets received per second without perf.</param>
/// <param name="PpsWith">Packets received per second while perf recorded.</param>
public sealed record ProfileCost(double PpsWithout, double PpsWith)
{
    /// <summary>Rate lost to the capture, in percent of the rate without it; below 0 if the noise exceeds the cost.</summary>
    public double CostPercent => PpsWithout > 0 ? 100 * (1 - (PpsWith / PpsWithout)) : 0;

    /// <summary>Both rates.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PpsWithout:N0} pps without, {PpsWith:N0} with: {CostPercent:F1}%");
}
