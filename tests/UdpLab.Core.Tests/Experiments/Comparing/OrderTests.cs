namespace UdpLab.Tests;

/// <summary>How the order of the runs affects a comparison.</summary>
public class OrderTests
{
    private static readonly ComparisonPlan _plan = new();

    [Fact]
    public void RunsThatWereNotMixedAreSaidToBe()
    {
        Comparison c = InARow(Runs.Around(1_000_000), Runs.Around(1_100_000));
        Assert.Equal((ComparisonVerdict.Faster, false), (c.Verdict, c.Interleaved));
        Assert.Contains("Not interleaved: the baseline's runs came first, so a drift of the machine would look like a difference.", c.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Not interleaved", Runs.Compare(Runs.At(Runs.Around(1_000_000)), Runs.At(Runs.Around(1_100_000))).Reason, StringComparison.Ordinal);
    }

    /// <summary>Another seed measures another level first, which must not turn Faster into Slower.</summary>
    [Fact]
    public void TheBaselineIsWhatTheSweepWasGivenFirst()
    {
        SinkMeasurement[] all = Runs.InTurn(Runs.At(Runs.Around(1_200_000), ("Build", "new"), ("Level", "low")), Runs.At(Runs.Around(1_000_000), ("Build", "Old"), ("Level", "low")));
        Assert.Equal(("new", "Old"), Compared());
        SweepStory story = new(new LabSweep { Id = "1", Factors = [new() { Name = "Build", Values = ["old", "new", "newest"] }, new() { Name = "Level", Values = ["low"] }] });
        Array.ForEach(all, run => story.Tell(run));
        Assert.Equal(("Old", "new"), Compared());
        Assert.Equal(["Old", "new"], new ReportCells(all).Keys.First(key => key.Name == "Build").Levels);
        Assert.Equal(["Old", "new"], ChartBuilder.Build(all, new ChartRequest { Y = "Pps" }).Xs);

        (string, string) Compared()
        {
            Comparison found = Assert.Single(ComparisonGroups.Compare(all, "Build", null, _plan, Assert.Fail));
            return (found.Baseline, found.Candidate);
        }
    }

    [Fact]
    public void ADifferenceThatIsDriftIsNotClaimed()
    {
        double[] rising = [.. Enumerable.Range(0, 20).Select(i => 1_000_000 * (1 + (0.01 * i) + (i % 2 * 0.002)))];
        Comparison c = InARow(rising[..10], rising[10..]);
        Assert.Equal((ComparisonVerdict.Inconclusive, null), (c.Verdict, c.RepeatsNeeded));
        Assert.Equal("Pps drifts from run to run in the direction of the difference, and the runs were not interleaved (the baseline's came first): the difference may be the drift. Measure in blocks, as Invoke-LabSweep does.", c.Reason);

        // Against the drift, a difference counts.
        Comparison against = InARow([.. rising[..10].Select(v => v * 2)], rising[10..]);
        Assert.Equal(ComparisonVerdict.Slower, against.Verdict);
        Assert.EndsWith("The runs drift: Pps rises from run to run.", against.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void DriftOfMixedRunsIsMentionedAndJudged()
    {
        double[] falling = [.. Enumerable.Range(0, 20).Select(i => 1_000_000 * (1 - (0.01 * i)))];
        Comparison c = Runs.Compare(Runs.At(falling.Where((_, i) => i % 2 == 0)), Runs.At(falling.Where((_, i) => i % 2 == 1)));
        Assert.True(c.Interleaved);
        Assert.True(c.TrendPValue < 0.001);
        Assert.EndsWith("The runs drift: Pps falls from run to run.", c.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void PositionsCountWhereTimesDoNot()
    {
        SinkMeasurement[] all = [.. Runs.InARow(Runs.At(Runs.Around(1_000_000)), Runs.At(Runs.Around(1_100_000))).Select(m => m with { Started = default })];
        Assert.False(Single(all[..10], all[10..]).Interleaved);

        SinkMeasurement[] unknown = [.. all.Select(m => m with { Position = null })];
        Comparison c = Single(unknown[..10], unknown[10..]);
        Assert.Equal((null, null, ComparisonVerdict.Faster), (c.Interleaved, c.TrendPValue, c.Verdict));
    }

    [Fact]
    public void CalibrationSaysWhatTheLabCanSee()
    {
        SinkMeasurement[] runs = Runs.InARow(Runs.At([.. Runs.Around(1_000_000), .. Runs.Around(1_000_000)]));
        ComparisonCalibration found = MeasurementCalibrator.Calibrate(runs, "pps", 5);

        Assert.Equal(("Pps", 10, 512, false), (found.Metric, found.Repeats, found.Comparisons, found.HalvesDiffer));
        Assert.InRange(found.FalseVerdictPercent, 0, 10);
        Assert.InRange(found.SmallestDetectablePercent!.Value, 0.1, 3);
        Assert.Matches(@"^A/A: of 512 comparisons of 10 with 10 identical runs, \d\.\d % claim a difference in Pps; the smallest difference found in 9 of 10 is \d\.\d %\.$", found.ToString());

        Comparison c = Runs.Compare(Runs.At(Runs.Around(1_000_000)), Runs.At(Runs.Around(1_002_000)), new ComparisonPlan { MarginPercent = 0.1, Calibrations = new Dictionary<string, ComparisonCalibration> { ["Pps"] = found } });
        Assert.Matches(@"With 10 repeats this lab finds differences from \d\.\d %\.$", c.Reason);

        ComparisonCalibration few = MeasurementCalibrator.Calibrate(runs[..6], "Pps", 5);
        Assert.Null(few.SmallestDetectablePercent);
        Assert.Contains("3 repeats find no difference, it takes at least 4", few.ToString(), StringComparison.Ordinal);
    }

    private static Comparison InARow(double[] before, double[] after)
    {
        SinkMeasurement[] all = Runs.InARow(Runs.At(before), Runs.At(after));
        return Single(all[..before.Length], all[before.Length..]);
    }

    private static Comparison Single(SinkMeasurement[] baseline, SinkMeasurement[] candidate) => Assert.Single(ComparisonGroups.Compare(baseline, candidate, _plan, Assert.Fail));
}
