using System.Globalization;

namespace UdpLab;

/// <summary>
/// Numbers of stacks in formats with one number per stack that do not say what it counts. Numbers with a large common divisor
/// are events of samples with a fixed period (cpu-clock, or -c), so the samples can be calculated. Fractions are allowed and kept
/// as whole numbers of the smallest decimal place.
/// </summary>
/// <param name="samples">The profile they are added to.</param>
/// <param name="areEvents">The numbers are certainly events: nanoseconds, bytes.</param>
internal sealed class StackWeights(PerfProfileBuilder samples, bool areEvents)
{
    private const ulong LeastPeriod = 1000;
    private const int MostDecimals = 9;
    private ulong _divisor;
    private ulong _power = 1;
    private decimal _total;

    /// <summary>Adds a stack.</summary>
    /// <param name="command">The command's token.</param>
    /// <param name="leafFirst">The frames' tokens, innermost first.</param>
    /// <param name="weight">Its number, above 0.</param>
    /// <param name="count">Number of samples, if the numbers are events.</param>
    public void Add(int command, ReadOnlySpan<int> leafFirst, ulong weight, long count = 1)
    {
        if (_power > 1)
        {
            Add(command, leafFirst, (decimal)weight, count);
            return;
        }

        _total += weight;
        Keep(command, leafFirst, weight, count);
    }

    /// <summary>Adds a stack whose number may be a fraction.</summary>
    public void Add(int command, ReadOnlySpan<int> leafFirst, decimal weight, long count = 1)
    {
        _total += weight;
        while (!areEvents && weight * _power % 1 != 0 && samples.Decimals < MostDecimals && _total <= (decimal)ulong.MaxValue / (_power * 10))
        {
            _power *= 10;
            samples.Decimals++;
            _divisor *= 10;
            samples.Stacks.Change((counted, period) => (counted, period * 10));
        }

        // Rounding must not remove a stack.
        decimal scaled = Math.Max(1, Math.Round(weight * _power, MidpointRounding.AwayFromZero));
        Keep(command, leafFirst, scaled >= ulong.MaxValue ? ulong.MaxValue : (ulong)scaled, count);
    }

    /// <summary>Decides whether the numbers are samples or events.</summary>
    public void Finish(TextFacts facts)
    {
        if (samples.Decimals > 0)
        {
            // Round the sums, not the numbers, so that the rounded ones add up to the rounded total.
            decimal sum = 0;
            samples.Stacks.Change((_, period) =>
            {
                decimal before = Math.Round(sum / _power, MidpointRounding.AwayFromZero);
                sum += period;
                return ((long)(Math.Round(sum / _power, MidpointRounding.AwayFromZero) - before), period);
            });
            samples.HasSharesOnly = true;
            facts.Notes.Add(new PerfNote(PerfNoteCode.SamplesRounded, string.Create(CultureInfo.InvariantCulture, $"The counts are fractions that add up to {sum / _power}: samples were rounded to whole numbers; shares and exported numbers were not.")));
        }
        else if (_divisor >= LeastPeriod && !HasCounts)
        {
            samples.Stacks.Change((_, period) => ((long)(period / _divisor), period));
            facts.Notes.Add(new PerfNote(PerfNoteCode.PeriodInferred, $"The numbers are multiples of {_divisor}: they were taken as events, {_divisor} per sample."));
        }
        else if (!areEvents && !HasCounts && _total <= long.MaxValue)
        {
            samples.Stacks.Change((_, period) => ((long)period, 0));
        }
    }

    /// <summary>The sample counts come from the source.</summary>
    public bool HasCounts { get; set; }

    private void Keep(int command, ReadOnlySpan<int> leafFirst, ulong weight, long count)
    {
        samples.Add(command, leafFirst, count, weight);
        for (ulong rest = weight; rest != 0;)
        {
            (_divisor, rest) = (rest, _divisor % rest);
        }
    }
}
