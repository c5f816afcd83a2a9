namespace UdpLab.Tests;

/// <summary>Searches on paths without randomness, or with a fixed seed.</summary>
public class SearchTests
{
    private const double Width = 0.005;

    private static readonly SearchRequest _both = new() { Goals = [SearchGoal.Ndr, SearchGoal.Pdr], MinimumLoad = 1e4, MaximumLoad = 1e7 };

    [Fact]
    public void AllLossGoalsAreFoundInOneSearch()
    {
        SearchRequest request = _both with { Goals = [.. new[] { 0, 0.001, 0.01, 0.1 }.Select(loss => SearchGoal.Ndr with { LossRatio = loss })] };
        ThroughputSearch search = Run(request, input => Capped(input, 1_234_567));
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        foreach (GoalResult result in search.Results)
        {
            // The load of which this share exceeds the capacity.
            double exact = 1_234_567 / (1 - result.Goal.LossRatio);
            Assert.True(result.IsRegular);
            Assert.InRange(exact, result.Lower!.Load, result.Upper!.Load);
            Assert.InRange(result.Width!.Value, 0, Width);
            Assert.InRange(result.ConditionalThroughput!.Value, result.Lower.Load * (1 - result.Goal.LossRatio) * (1 - 1e-9), result.Lower.Load * (1 + 1e-9));
        }
    }

    [Fact]
    public void AMaximumThatIsNoUpperBoundIsAnIrregularResult()
    {
        ThroughputSearch search = Run(_both, input => Capped(input, 1e9));
        Assert.All(search.Results, result => Assert.Equal((ThroughputEnd.MaximumLoad, false, null), (result.StoppedBy, result.IsRegular, result.Upper)));
        Assert.All(search.Results, result => Assert.Equal(1e7, result.ConditionalThroughput!.Value, 0.1));
        Assert.Null(search.GeneratorMaximum);
    }

    [Fact]
    public void AMinimumThatIsAnUpperBoundIsAnIrregularResult()
    {
        ThroughputSearch search = Run(_both, input => Capped(input, 1e3));
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.All(search.Results, result => Assert.Equal((ThroughputEnd.MinimumLoad, false, null, null), (result.StoppedBy, result.IsRegular, result.Lower, result.ConditionalThroughput)));
    }

    /// <summary>On a busy machine the generator may not even reach the lowest rate.</summary>
    [Fact]
    public void AMinimumThatIsNotMetIsIrregularAndNoFailure()
    {
        ThroughputSearch search = Run(_both, input => Capped(input, 1e3) with { OfferedLoad = input.Load == _both.MinimumLoad ? 0.6 * input.Load : input.Load });
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.All(search.Results, result => Assert.Equal((ThroughputEnd.MinimumLoad, true), (result.StoppedBy, result.Upper!.IsOff)));
        Assert.DoesNotContain(search.Entries, entry => entry.Trial.Failure is not null);
    }

    /// <summary>One stall is repeated and marked; its packets say nothing of the minimum.</summary>
    [Fact]
    public void AStallIsIrregularAndNoFailure()
    {
        int trial = 0;
        ThroughputSearch search = Run(_both, input => ++trial % 5 == 3 ? Capped(input, 1e6) with { OfferedLoad = 5, LossRatio = 1 } : Capped(input, 1e6));
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.All(search.Results, result => Assert.Equal((ThroughputEnd.Width, true), (result.StoppedBy, result.IsRegular)));
        Assert.Contains(search.Entries, entry => entry.IsOff && entry.Trial.OfferedLoad == 5);
        Assert.DoesNotContain(search.Entries, entry => entry.Trial.Failure is not null);
    }

    [Fact]
    public void AGeneratorBelowTheMinimumIsTheLimit()
    {
        ThroughputSearch search = Run(_both, input => Capped(input, 1e9, most: 4_000));
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.Equal(4_000, search.GeneratorMaximum!.Value);
        Assert.All(search.Results, result => Assert.Equal((ThroughputEnd.GeneratorMaximum, 4_000.0, true), (result.StoppedBy, result.Lower!.OfferedLoad, result.Lower.IsOff)));
    }

    /// <summary>Bursts of a fixed size may have no rate as low as the minimum.</summary>
    [Fact]
    public void WhereTheLowestRateOfTheGeneratorLosesThatIsTheMinimum()
    {
        ThroughputSearch search = Run(_both, input => Capped(input with { Load = Math.Max(input.Load, 50_000) }, 1e3));
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.All(search.Results, result => Assert.Equal((ThroughputEnd.MinimumLoad, null), (result.StoppedBy, result.Lower)));
    }

    [Fact]
    public void AGeneratorThatCannotMakeTheRateIsTheLimit()
    {
        ThroughputSearch search = Run(_both, input => Capped(input, 1e9, most: 2_000_000));
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.Equal(2_000_000, search.GeneratorMaximum!.Value);
        Assert.All(search.Results, result => Assert.Equal((ThroughputEnd.GeneratorMaximum, false), (result.StoppedBy, result.IsRegular)));
        Assert.All(search.Results, result => Assert.Equal(2_000_000, result.Lower!.OfferedLoad, 1e4));
        Assert.Equal([true, true], search.Entries.Where(entry => entry.IsOff).Select(entry => entry.IsOff));
    }

    [Fact]
    public void AnUnsteadyGeneratorStillEndsTheSearch()
    {
        SweepRandom random = new(7);
        ThroughputSearch search = Run(_both, input => Capped(input, 1e9, most: 2_000_000 + random.Below(100_000)));
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.All(search.Results, result => Assert.Equal(ThroughputEnd.GeneratorMaximum, result.StoppedBy));
        Assert.All(search.Results, result => Assert.InRange(result.Lower!.OfferedLoad, 1_990_000, 2_110_000));
        Assert.True(search.Entries.Count < 100);
    }

    /// <summary>It sends up to 3 % less than requested, six times the width: trials are repeated, and the result reports the deviation.</summary>
    [Fact]
    public void AnUnsteadyGeneratorGivesMarkedResultsOfWhatWasSent()
    {
        SweepRandom random = new(1);
        ThroughputSearch search = Run(_both, input => Capped(input, 1_000_000, most: input.Load * (1 - (random.Below(3_000) / 1e5))));
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.All(search.Results, result => Assert.False(result.IsRegular));
        Assert.All(search.Results, result => Assert.True(result.Lower!.IsOff || result.Upper!.IsOff || result.StoppedBy != ThroughputEnd.Width));
        Assert.All(search.Results, result => Assert.InRange(result.Lower!.OfferedLoad, 970_000, 1_010_000));
        Assert.True(search.Entries.Count < 200);
    }

    [Fact]
    public void BelowTheGeneratorsMaximumTheSearchIsAsUsual()
    {
        ThroughputSearch search = Run(_both with { MaximumLoad = 1e8 }, input => Capped(input, 1_500_000, most: 2_000_000));
        Assert.All(search.Results, result => Assert.True(result.IsRegular));
        Assert.InRange(1_500_000, search.Results[0].Lower!.Load, search.Results[0].Upper!.Load);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ACoarseGeneratorEndsAtItsNeighbouringRates(bool isKnown)
    {
        // The time between packets is a multiple of 10 ns: at 5 Mpps the neighbouring rates are 5 % away, ten times the width.
        static double snap(double load) => 1e8 / Math.Max(1, Math.Round(1e8 / load));
        ThroughputSearch search = Run(_both with { Goals = [SearchGoal.Ndr], Snap = isKnown ? snap : null }, input => Capped(input, 5_100_000, snap: snap));
        GoalResult result = Assert.Single(search.Results);
        Assert.Equal((SearchEnd.Finished, ThroughputEnd.GeneratorResolution, false), (search.StoppedBy, result.StoppedBy, result.IsRegular));
        Assert.Equal(1e8 / 20, result.Lower!.OfferedLoad, 1);
        Assert.Equal(1e8 / 19, result.Upper!.OfferedLoad, 1);
        Assert.Equal(isKnown, !search.Entries.Any(entry => entry.IsOff));
    }

    [Fact]
    public void ATrialThatWasOffIsRepeatedAndCountsForWhatWasSent()
    {
        int trials = 0;
        ThroughputSearch search = Run(_both, input => ++trials == 3 ? Capped(input, 1e6, most: input.Load * 0.97) : Capped(input, 1e6));
        SearchEntry off = Assert.Single(search.Entries, entry => entry.IsOff);
        SearchEntry again = search.Entries[3];
        Assert.Same(search.Entries[2], off);
        Assert.Equal(off.Trial.Load, again.Trial.Load);
        Assert.True(off.Point < again.Point);
        Assert.Null(search.GeneratorMaximum);
        Assert.All(search.Results, result => Assert.True(result.IsRegular));
    }

    [Fact]
    public void AFailedTrialIsTriedAgain()
    {
        int trials = 0;
        ThroughputSearch search = Run(_both, input => ++trials % 4 == 0 ? Failed(input) : Capped(input, 1e6));
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.Contains(search.Entries, entry => entry.Trial.Failure is not null);
        Assert.All(search.Results, result => Assert.True(result.IsRegular));
    }

    [Fact]
    public void ATrialThatFailsAgainAndAgainEndsTheSearchWithWhatItHas()
    {
        int trials = 0;
        ThroughputSearch search = Run(_both, input => ++trials > 10 ? Failed(input) : Capped(input, 1e6));
        Assert.Equal((SearchEnd.TrialFailed, 13), (search.StoppedBy, search.Entries.Count));
        Assert.Equal("the link went down", search.Entries[^1].Trial.Failure);
        Assert.All(search.Results, result => Assert.Equal(ThroughputEnd.Unfinished, result.StoppedBy));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(1e6, double.NaN)]
    [InlineData(1e6, 1.5)]
    public void ATrialWithoutSenseIsAFailedOne(double offered, double loss)
    {
        ThroughputSearch search = Run(_both, input => new() { Load = input.Load, Seconds = input.Seconds, OfferedLoad = offered, LossRatio = loss });
        Assert.Equal((SearchEnd.TrialFailed, 3), (search.StoppedBy, search.Entries.Count));
    }

    [Fact]
    public void TheLimitsEndASearchInTime()
    {
        ThroughputSearch trials = Run(_both with { MaximumTrials = 12 }, input => Capped(input, 1e6));
        Assert.Equal((SearchEnd.MaximumTrials, 12), (trials.StoppedBy, trials.Entries.Count));
        ThroughputSearch seconds = Run(_both with { MaximumSeconds = 10.5 }, input => Capped(input, 1e6) with { ElapsedSeconds = 2 });
        Assert.Equal((SearchEnd.MaximumSeconds, 10), (seconds.StoppedBy, seconds.Seconds));
    }

    [Fact]
    public void ACancelledSearchKeepsWhatItHas()
    {
        using CancellationTokenSource cancellation = new();
        ThroughputSearch search = new(_both);
        search.Run(
            input =>
            {
                if (search.Entries.Count == 7)
                {
                    cancellation.Cancel();
                }

                return Capped(input, 1e6);
            },
            cancellation.Token);
        Assert.Equal((SearchEnd.Stopped, 8), (search.StoppedBy, search.Entries.Count));
    }

    [Theory]
    [InlineData("quiet")]
    [InlineData("noise3")]
    [InlineData("hiccups")]
    public void EarlierTrialsTakeASearchUpWhereItEnded(string kind)
    {
        SimulatedPath path = new(kind, 11);
        int calls = 0;
        ThroughputSearch whole = Run(_both, input => ++calls % 9 == 0 ? Failed(input) : path.Measure(input) with { OfferedLoad = calls % 5 == 0 ? input.Load * 0.98 : input.Load });
        SearchTrial[] trials = [.. whole.Entries.Select(entry => entry.Trial)];
        for (int known = 0; known <= trials.Length; known += 7)
        {
            ThroughputSearch resumed = new(_both, trials.Take(known));
            int next = known;
            resumed.Run(input =>
            {
                Assert.Equal((trials[next].Load, trials[next].Seconds), (input.Load, input.Seconds));
                return trials[next++];
            });
            Assert.Equal(trials.Length, next);
            Assert.Equal(whole.Results.Select(result => result.ConditionalThroughput), resumed.Results.Select(result => result.ConditionalThroughput));
        }
    }

    [Fact]
    public void TrialsOfAnotherSearchAreRefused()
    {
        ThroughputSearch other = Run(_both with { MaximumLoad = 2e6 }, input => Capped(input, 1e6));
        LabException refused = Assert.Throws<LabException>(() => new ThroughputSearch(_both, other.Entries.Select(entry => entry.Trial)));
        Assert.Equal("Resume", refused.Parameter);
        Assert.StartsWith("trial 1 of the journal is at 2000000 pps for 1 s, where this search wants 10000000 pps for 1 s", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASearchThatFailedCanBeTakenUp()
    {
        ThroughputSearch failed = Run(_both, Failed);
        ThroughputSearch resumed = new(_both, failed.Entries.Select(entry => entry.Trial));
        resumed.Run(input => Capped(input, 1e6));
        Assert.Equal(SearchEnd.Finished, resumed.StoppedBy);
        Assert.Equal(failed.Entries.Count, resumed.Entries.Count(entry => entry.Trial.Failure is not null));
    }

    /// <summary>Two goals far apart in width: the narrow one must not walk through the wide one's interval in steps of its own width.</summary>
    [Fact]
    public void AWideIntervalIsHalvedAndNotWalkedThrough()
    {
        SearchGoal[] goals = [SearchGoal.Ndr with { CoarseStages = 0 }, SearchGoal.Ndr with { LossRatio = 0.001, Width = 0.1, CoarseStages = 3 }];
        ThroughputSearch search = Run(_both with { Goals = goals }, input => Capped(input, 183_000));
        Assert.All(search.Results, result => Assert.True(result.IsRegular));
        Assert.InRange(search.Entries.Select(entry => entry.Trial.Load).Distinct().Count(), 2, 12);
    }

    [Fact]
    public void GoalsOfDifferentWidthsAndDurationsEachEndAtTheirOwn()
    {
        SearchGoal[] goals =
        [
            SearchGoal.Ndr with { Width = 0.02, FinalSeconds = 5, DurationSum = 5, ExceedRatio = 0 },
            SearchGoal.Pdr with { Width = 0.003 },
            SearchGoal.Tst009 with { Width = 0.01 },
        ];
        ThroughputSearch search = Run(_both with { Goals = goals }, new SimulatedPath("noise1", 3).Measure);
        Assert.Equal(SearchEnd.Finished, search.StoppedBy);
        Assert.All(search.Results, result => Assert.InRange(result.Width!.Value, 0, result.Goal.Width));
    }

    private static ThroughputSearch Run(SearchRequest request, Func<TrialInput, SearchTrial> measure)
    {
        const int Most = 2_000;
        ThroughputSearch search = new(request);
        search.Run(input => search.Entries.Count < Most ? measure(input) : throw new InvalidOperationException("The search does not end."));
        return search;
    }

    private static SearchTrial Capped(TrialInput input, double capacity, double most = double.PositiveInfinity, Func<double, double>? snap = null)
    {
        double offered = Math.Min(most, snap?.Invoke(input.Load) ?? input.Load);
        return new() { Load = input.Load, Seconds = input.Seconds, OfferedLoad = offered, LossRatio = Math.Max(0, offered - capacity) / offered };
    }

    private static SearchTrial Failed(TrialInput input) => new() { Load = input.Load, Seconds = input.Seconds, Failure = "the link went down" };
}
