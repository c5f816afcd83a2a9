using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a sweep measures, and in which order.</summary>
internal sealed class SweepPlan
{
    /// <summary>More than anyone would wait for.</summary>
    public const int MostRuns = 1_000_000;

    /// <param name="factors">In order.</param>
    /// <param name="order">How the runs are ordered.</param>
    /// <param name="repeat">Runs of each cell.</param>
    /// <param name="seed">Determines the order.</param>
    /// <exception cref="LabException">There would be too many runs.</exception>
    public SweepPlan(IReadOnlyList<SweepFactor> factors, SweepOrder order, int repeat, int seed)
    {
        (Factors, Order, Repeat, Seed) = (factors, order, repeat, seed);
        double runs = factors.Aggregate((double)repeat, (product, factor) => product * factor.Values.Count);
        if (runs > MostRuns)
        {
            throw new LabException(FailureCode.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"The factors and -Repeat {repeat} make {runs:N0} runs, and a sweep has at most {MostRuns:N0}: give fewer values or repeats."), "Factor");
        }

        Cells = [.. Combinations([], 0).Select((values, i) => new SweepCell(i + 1, values))];
        Runs = Arrange();
    }

    public IReadOnlyList<SweepFactor> Factors { get; }

    public SweepOrder Order { get; }

    /// <summary>Runs of each cell.</summary>
    public int Repeat { get; }

    public int Seed { get; }

    public IReadOnlyList<SweepCell> Cells { get; }

    /// <summary>All runs, in the order in which they are made.</summary>
    public IReadOnlyList<SweepRun> Runs { get; }

    /// <summary>Whether the seed makes a difference.</summary>
    public bool IsRandom => Order != SweepOrder.Nested && Cells.Count > 1;

    /// <summary>One line: how many runs, and in which order.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Runs.Count} run{(Runs.Count == 1 ? "" : "s")}: {Cells.Count} cell{(Cells.Count == 1 ? "" : "s")}, {(Repeat == 1 ? "once" : $"{Repeat} times")} each, order {Order}{(IsRandom ? $", seed {Seed}" : "")}");

    private IReadOnlyList<SweepRun> Arrange()
    {
        SweepRandom random = new((ulong)Seed);
        IEnumerable<int> repeats = Enumerable.Range(1, Repeat);
        return Order switch
        {
            SweepOrder.Blocks => [.. repeats.SelectMany(repeat => random.Shuffle(Cells).Select(cell => new SweepRun(cell, repeat)))],
            SweepOrder.Random => random.Shuffle(repeats.SelectMany(repeat => Cells.Select(cell => new SweepRun(cell, repeat)))),
            _ => [.. Cells.SelectMany(cell => repeats.Select(repeat => new SweepRun(cell, repeat)))],
        };
    }

    private IEnumerable<KeyValuePair<string, SweepValue>[]> Combinations(KeyValuePair<string, SweepValue>[] head, int next) => next == Factors.Count
        ? [head]
        : Factors[next].Values.SelectMany(value => Combinations([.. head, KeyValuePair.Create(Factors[next].Name, value)], next + 1));
}
