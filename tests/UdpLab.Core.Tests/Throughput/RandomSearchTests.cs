namespace UdpLab.Tests;

/// <summary>Searches of random goals on random paths with random generators: whatever they do, a search ends and says why.</summary>
public class RandomSearchTests
{
    private const int Most = 2_500;

    [Fact]
    public void EverySearchEndsAndKeepsItsPromises()
    {
        Dictionary<ThroughputEnd, int> ends = [];
        for (int seed = 0; seed < 600; seed++)
        {
            Trial trial = new(seed);
            ThroughputSearch search = new(trial.Request);
            search.Run(trial.Measure);
            Assert.True(search.StoppedBy is SearchEnd.Finished or SearchEnd.TrialFailed, $"seed {seed}");
            foreach (GoalResult result in search.Results)
            {
                ends[result.StoppedBy] = ends.GetValueOrDefault(result.StoppedBy) + 1;
                Assert.True(result.StoppedBy != ThroughputEnd.Unfinished || search.StoppedBy == SearchEnd.TrialFailed, $"seed {seed}");
                Assert.True(!result.IsRegular || 1 - (result.Lower!.Load / result.Upper!.Load) <= result.Goal.Width * (trial.IsSnapped ? 2 : 1 + 1e-9), $"seed {seed}");
                Assert.True(result.Lower is null || result.ConditionalThroughput >= result.Lower.OfferedLoad * (1 - result.Goal.LossRatio) * (1 - 1e-9), $"seed {seed}");
            }
        }

        Assert.Empty(Enum.GetValues<ThroughputEnd>().Except(ends.Keys));
        Assert.True(ends[ThroughputEnd.Width] > 300);
    }

    private sealed class Trial
    {
        private readonly SweepRandom _random;
        private readonly double _capacity, _noise, _most, _jitter, _gap, _failures;
        private int _trials;

        public Trial(int seed)
        {
            _random = new((ulong)seed);
            _capacity = 5e3 * Math.Pow(10, 3.5 * Uniform());
            _noise = Pick(0, 0.01, 0.05);
            _most = Pick(double.PositiveInfinity, double.PositiveInfinity, 1e5 * Math.Pow(10, 2 * Uniform()));
            _jitter = Pick(0, 0.001, 0.02);
            _gap = Pick(0, 0, 1e-8, 1e-7);
            _failures = Pick(0, 0.05);
            IsSnapped = _gap > 0 && Pick(0, 1) == 1;
            Request = new()
            {
                Goals = [.. Enumerable.Range(0, 1 + _random.Below(3)).Select(_ => Goal())],
                MinimumLoad = 1e4,
                MaximumLoad = 1e7,
                Snap = IsSnapped ? Snap : null,
            };
        }

        public SearchRequest Request { get; }

        public bool IsSnapped { get; }

        public SearchTrial Measure(TrialInput input)
        {
            Assert.InRange(input.Load, 1e4, 1e7);
            Assert.True(++_trials < Most);
            double offered = Math.Min(_most, Snap(input.Load)) * (1 - (_jitter * Uniform()));
            double capacity = _capacity * (1 - (_noise * Uniform()));
            return new()
            {
                Load = input.Load,
                Seconds = input.Seconds,
                OfferedLoad = offered,
                LossRatio = Math.Max(0, offered - capacity) / offered,
                Failure = Uniform() < _failures ? "by chance" : null,
            };
        }

        private SearchGoal Goal()
        {
            double first = Pick(0.5, 1), last = first * Pick(1, 5);
            return new()
            {
                LossRatio = Pick(0, 0.001, 0.1),
                ExceedRatio = Pick(0, 0.2, 0.5),
                Width = Pick(0.003, 0.005, 0.02, 0.1),
                InitialSeconds = first,
                FinalSeconds = last,
                DurationSum = last * Pick(1, 4, 21),
                CoarseStages = _random.Below(4),
            };
        }

        private double Snap(double load) => _gap == 0 ? load : 1 / (_gap * Math.Max(1, Math.Round(1 / (load * _gap))));

        private double Uniform() => (_random.Next() >> 11) / 9007199254740992.0;

        private double Pick(params double[] values) => values[_random.Below(values.Length)];
    }
}
