using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>The pace of a flood over time: one rate or none, or the steps of a ramp, which are equally long.</summary>
/// <param name="plan">The flood.</param>
internal sealed class FloodPace(OpenFlood plan)
{
    // An interval with more than a tenth of its time in the next step has no rate of its own.
    private const int MostOfNext = 10;

    private readonly double?[] _rates = plan.StepRates.Length > 0 ? [.. plan.StepRates.Select(r => (double?)r)] : [plan.RatePps];

    /// <summary>Steps; 1 where the rate does not change.</summary>
    public int Count => _rates.Length;

    /// <summary>The rate changes.</summary>
    public bool IsRamp => plan.StepRates.Length > 0;

    /// <summary>Nanoseconds of a step, without end where the rate does not change.</summary>
    public long StepNanoseconds { get; } = plan.StepRates.Length > 0 ? Math.Max(1, (long)(plan.Duration!.Value * 1e9 / plan.StepRates.Length)) : long.MaxValue;

    /// <summary>Packets per second of all threads in a step, null for as fast as it goes.</summary>
    public double? RateOf(int step) => _rates[step];

    /// <summary>The rate of an interval that began in a step; null also where a good part of it was in the next, because its end came late.</summary>
    public double? RateIn(int step, long begin, long end) =>
        step + 1 < Count && (end - StartOf(step + 1)) * MostOfNext > end - begin ? null : RateOf(step);

    /// <summary>When a step begins, nanoseconds since the start.</summary>
    public long StartOf(int step) => step == 0 ? 0 : step * StepNanoseconds;

    /// <summary>The step at a time since the start; the last one after its end.</summary>
    public int At(long nanoseconds) => (int)Math.Clamp(nanoseconds / StepNanoseconds, 0, Count - 1);

    /// <summary>How long each step that was begun lasted, when the flood ended after so many seconds; empty for no ramp.</summary>
    public double[] SecondsOf(double end)
    {
        double each = StepNanoseconds / 1e9;
        return IsRamp ? [.. Enumerable.Range(0, Count).TakeWhile(step => step == 0 || end > step * each).Select(step => Math.Min(each, Math.Max(0, end - (step * each))))] : [];
    }
}
