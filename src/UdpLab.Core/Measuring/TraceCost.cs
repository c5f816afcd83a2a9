using System.Globalization;

namespace UdpLab;

/// <summary>What a trace costs the sink: two measurements of the same flood, one after the other.</summary>
/// <param name="PpsWithout">Packets received per second without it.</param>
/// <param name="PpsWith">Packets received per second with it.</param>
/// <param name="CpuNsWithout">The sink's CPU time per packet without it, in nanoseconds; null if unknown.</param>
/// <param name="CpuNsWith">The same with it.</param>
public sealed record TraceCost(double PpsWithout, double PpsWith, double? CpuNsWithout, double? CpuNsWith)
{
    /// <summary>Rate lost to the trace, in percent of the rate without it; below 0 if the noise exceeds the cost.</summary>
    public double CostPercent => PpsWithout > 0 ? 100 * (1 - (PpsWith / PpsWithout)) : 0;

    /// <summary>Both rates and CPU times.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PpsWithout:N0} pps without, {PpsWith:N0} with: {CostPercent:F1}%; CPU {CpuNsWithout:N0} and {CpuNsWith:N0} ns a packet");
}
