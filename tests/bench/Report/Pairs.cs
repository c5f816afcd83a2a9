using UdpLab.Bench.Lab;

namespace UdpLab.Bench.Report;

/// <summary>Alternating measurements A,B,A,B..., and their ratios.</summary>
internal sealed class Pairs
{
    private readonly List<(Sample A, Sample B)> _taken = [];

    /// <summary>Pairs that were repeated because other programs used the machine or one of the two failed.</summary>
    public int Redone { get; private set; }

    public double MedianA => Statistics.Median(_taken.Select(p => p.A.Value));

    public double MedianB => Statistics.Median(_taken.Select(p => p.B.Value));

    public double Ratio => Statistics.Median(Ratios);

    public double Lowest => Ratios.Min();

    public double Highest => Ratios.Max();

    private IEnumerable<double> Ratios => _taken.Select(p => p.A.Value / p.B.Value);

    /// <summary>The same pairs, comparing another value.</summary>
    public Pairs By(Func<Sample, double> value)
    {
        Pairs pairs = new() { Redone = Redone };
        pairs._taken.AddRange(_taken.Select(p => (p.A with { Value = value(p.A) }, p.B with { Value = value(p.B) })));
        return pairs;
    }

    public double Median(Func<Sample, double> of, bool first) => Statistics.Median(_taken.Select(p => of(first ? p.A : p.B)));

    /// <summary>Measures <paramref name="count"/> pairs; disturbed ones are repeated, up to as many again.</summary>
    public static Pairs Take(int count, QuietWatch watch, Func<Sample> a, Func<Sample> b)
    {
        Pairs pairs = new();
        while (pairs._taken.Count < count)
        {
            watch.WaitForQuiet();
            Sample first = default, second = default;
            bool again;
            try
            {
                again = QuietWatch.Disturbed(() => (first, second) = (a(), b()));
            }
            catch (Exception e) when (e is TimeoutException or InvalidOperationException or LabException && pairs.Redone < count)
            {
                again = true;
            }

            if (again && pairs.Redone < count)
            {
                pairs.Redone++;
                continue;
            }

            pairs._taken.Add((first, second));
        }

        return pairs;
    }

    /// <summary>Measures pairs of values that other work on the machine does not affect.</summary>
    public static Pairs TakeAll(int count, Func<Sample> a, Func<Sample> b)
    {
        Pairs pairs = new();
        for (int i = 0; i < count; i++)
        {
            pairs._taken.Add((a(), b()));
        }

        return pairs;
    }
}
