using System.Globalization;

namespace UdpLab.Tests;

/// <summary>Against FD.io CSIT's library, the reference of RFC 9971, on the same 500 paths of each kind.</summary>
public class ReferenceTests(ITestOutputHelper output)
{
    private const double MostTrials = 1.2;

    private static readonly Dictionary<string, SearchGoal[]> _goals = new()
    {
        ["csit"] = [SearchGoal.Ndr, SearchGoal.Pdr],
        ["mixed"] =
        [
            new() { ExceedRatio = 0.2, Width = 0.1, FinalSeconds = 5, DurationSum = 10, CoarseStages = 1 },
            new() { LossRatio = 0.1, Width = 0.01, FinalSeconds = 5, DurationSum = 50, CoarseStages = 3 },
        ],
        ["rfc2544"] = [SearchGoal.Rfc2544],
        ["tst009"] = [SearchGoal.Tst009],
    };

    private static readonly Lazy<ILookup<string, Figures>> _reference = new(Read);

    [Theory]
    [InlineData("quiet", "csit")]
    [InlineData("noise1", "csit")]
    [InlineData("noise3", "csit")]
    [InlineData("slow2", "csit")]
    [InlineData("hiccups", "csit")]
    [InlineData("knee", "csit")]
    [InlineData("noise1", "mixed")]
    [InlineData("knee", "mixed")]
    [InlineData("quiet", "rfc2544")]
    [InlineData("quiet", "tst009")]
    [InlineData("slow2", "tst009")]
    public void BiasSpreadAndTrialsAreNoWorseThanTheReference(string path, string goals)
    {
        Figures[] reference = [.. _reference.Value[path + goals]];
        Assert.Equal(500, reference.Length);
        Figures[] ours = [.. reference.Select(figures => Run(path, goals, figures.Seed))];
        double trials = ours.Average(run => run.Trials) / reference.Average(run => run.Trials), seconds = ours.Average(run => run.Seconds) / reference.Average(run => run.Seconds);
        output.WriteLine(FormattableString.Invariant($"{path} {goals}: trials {ours.Average(run => run.Trials):F1}, {trials:F3} of the reference, seconds {seconds:F3}"));
        Assert.True(trials <= MostTrials, $"{trials}");
        Assert.True(seconds <= MostTrials, $"{seconds}");
        for (int i = 0; i < reference[0].Rates.Length; i++)
        {
            // Without noise, this load loses what the goal allows; a throughput is at most the capacity.
            double ideal = i % 2 == 0 ? 1 / (1 - _goals[goals][i / 2].LossRatio) : 1;
            (double bias, double spread) = Errors(path, ours, i, ideal);
            (double theirBias, double theirSpread) = Errors(path, reference, i, ideal);
            output.WriteLine(FormattableString.Invariant($"  rate {i}: bias {bias:P3} (reference {theirBias:P3}), spread {spread:P3} ({theirSpread:P3})"));

            // The noise of the two differs trial by trial: they are equal within two standard errors of the difference.
            double error = Math.Sqrt(((spread * spread) + (theirSpread * theirSpread)) / reference.Length);
            Assert.True(Math.Abs(bias) <= Math.Abs(theirBias) + (2 * error), $"bias {bias}, reference {theirBias}");
            Assert.True(spread <= theirSpread * (1 + (2 / Math.Sqrt(2 * reference.Length))), $"spread {spread}, reference {theirSpread}");
        }
    }

    private static Figures Run(string kind, string goals, int seed)
    {
        SimulatedPath path = new(kind, seed);
        ThroughputSearch search = new(new()
        {
            Goals = _goals[goals],
            MinimumLoad = 1e4,
            MaximumLoad = 1e7,
        });
        search.Run(path.Measure);
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.All(search.Results, result => Assert.True(result.IsRegular && result.Width <= result.Goal.Width));
        return new(seed, path.Trials, path.Seconds, [.. search.Results.SelectMany(result => new[] { result.Lower!.OfferedLoad, result.ConditionalThroughput!.Value })]);
    }

    private static (double Bias, double Spread) Errors(string kind, Figures[] runs, int rate, double ideal)
    {
        double[] errors = [.. runs.Select(run => (run.Rates[rate] / (ideal * new SimulatedPath(kind, run.Seed).Capacity)) - 1)];
        double mean = errors.Average();
        return (mean, Math.Sqrt(errors.Average(error => (error - mean) * (error - mean))));
    }

    private static ILookup<string, Figures> Read() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "throughput", "csit-reference.csv"))
            .SkipWhile(line => line.StartsWith('#')).Skip(1)
            .Select(line => line.Split(','))
            .ToLookup(
                fields => fields[0] + fields[1],
                fields =>
                {
                    double[] numbers = [.. fields.Skip(2).Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
                    return new Figures((int)numbers[0], (int)numbers[1], numbers[2], numbers[3..]);
                });

    private sealed record Figures(int Seed, int Trials, double Seconds, double[] Rates);
}
