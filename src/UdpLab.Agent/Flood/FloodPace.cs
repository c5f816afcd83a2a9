using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>The pace of a flood over time: one rate, none, or the steps of a ramp, which all have the same length.</summary>
/// <param name="plan">The flood.</param>
internal sealed class FloodPace(OpenFlood plan)
{
    // An interval that extends into the next step by more than a tenth has no rate.
    private const int MostOfNext = 10;

    private readonly double?[] _rates = plan.StepRates.Length > 0 ? [.. plan.StepRates.Select(r => (double?)r)] : [plan.RatePps];

    /// <summary>Number of steps; 1 if the rate is constant.</summary>
    public int Count => _rates.Length;

    /// <summary>Whether the rate changes.</summary>
    public bool IsRamp => plan.StepRates.Length > 0;

    /// <summary>Length of a step in nanoseconds; unlimited if the rate is constant.</summary>
    public long StepNanoseconds { get; } = plan.StepRates.Length > 0 ? Math.Max(1, (long)(plan.Duration!.Value * 1e9 / plan.StepRates.Length)) : long.MaxValue;

    /// <summary>Packets per second of all threads together in a step; null for unlimited.</summary>
    public double? RateOf(int step) => _rates[step];

    /// <summary>The rate of an interval that began in a step; null if it ended so late that much of it lies in the next step.</summary>
    public double? RateIn(int step, long begin, long end) =>
        step + 1 < Count && (end - StartOf(step + 1)) * MostOfNext > end - begin ? null : RateOf(step);

    /// <summary>Start of a step, nanoseconds after the flood's start.</summary>
    public long StartOf(int step) => step == 0 ? 0 : step * StepNanoseconds;

    /// <summary>The step at a time after the start; the last one after its end.</summary>
    public int At(long nanoseconds) => (int)Math.Clamp(nanoseconds / StepNanoseconds, 0, Count - 1);

    /// <summary>How long each started step lasted if the flood ended after this many seconds; empty without a ramp.</summary>
    public double[] SecondsOf(double end)
    {
        double each = StepNanoseconds / 1e9;
        return IsRamp ? [.. Enumerable.Range(0, Count).TakeWhile(step => step == 0 || end > step * each).Select(step => Math.Min(each, Math.Max(0, end - (step * each))))] : [];
    }
}
