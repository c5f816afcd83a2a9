namespace UdpLab.Tests;

/// <summary>Verdicts, their wording, and how measurements are sorted into what is compared.</summary>
public class ComparisonTests
{
    private static readonly double[] _base = Runs.Around(1_000_000);

    /// <summary>Counted instructions hardly vary in a boot, and by a little from boot to boot.</summary>
    [Theory]
    [InlineData(1.0019, ComparisonVerdict.NoDifference, "so may two boots of one kernel, by up to 0.2 %")]
    [InlineData(0.9982, ComparisonVerdict.NoDifference, "differs by 0.18 %")]
    [InlineData(1.004, ComparisonVerdict.Faster, "0.4 % higher")]
    public void WhatTwoBootsMayDifferByIsNoDifference(double ratio, ComparisonVerdict verdict, string words)
    {
        double[] rates = [.. Enumerable.Range(0, 6).Select(i => 1_000_000.0 + i)];
        SinkMeasurement[] Boot(double factor) => [.. Runs.At(rates.Select(r => r * factor)).Select(m => m with { Host = m.Host with { Clock = LabClock.Instructions } })];
        Comparison c = Runs.Compare(Boot(1), Boot(ratio));
        Assert.Equal(verdict, c.Verdict);
        Assert.Contains(words, c.Reason, StringComparison.Ordinal);
        Assert.Equal(ratio < 1 ? ComparisonVerdict.Slower : ComparisonVerdict.Faster, Runs.Compare(Runs.At(rates), Runs.At(rates.Select(r => r * ratio))).Verdict);
    }

    [Fact]
    public void FasterIsSaidWithItsSizeAndInterval()
    {
        Comparison c = Runs.Compare(Runs.At(_base), Runs.At(Runs.Around(1_080_000)));

        Assert.Equal((ComparisonVerdict.Faster, "Pps", 10, null, true), (c.Verdict, c.Metric, c.Repeats, c.RepeatsNeeded, c.Interleaved));
        Assert.InRange(c.Ratio!.Value, 1.07, 1.09);
        Assert.True(1 < c.Low && c.Low < c.Ratio && c.Ratio < c.High && c.High < 1.1);
        Assert.Matches(@"^Pps is 8\.0 % higher \(95 %: \+[67]\.\d \.\. \+[89]\.\d %\)\.$", c.Reason);
        Assert.Equal("+8.0 %", c.ChangeText);
        Assert.Equal((1_000_000, 1_080_000), (Math.Round(c.BaselineMedian!.Value), Math.Round(c.CandidateMedian!.Value)));
    }

    [Theory]
    [InlineData("Pps", "Slower")]
    [InlineData("PayloadMbps", "Slower")]
    [InlineData("NsPerPacket", "Slower")]
    [InlineData("cpunsperpacket", "Slower")]
    [InlineData("Seconds", "Slower")]
    public void WorseIsSlowerWhicheverWayTheNumbersGo(string metric, string verdict)
    {
        Comparison c = Runs.Compare(Runs.At(_base), Runs.At(Runs.Around(900_000)), new ComparisonPlan { Metrics = [metric] });
        Assert.Equal(verdict, c.Verdict.ToString());
        Assert.Equal(c.LessIsBetter, c.Reason.Contains("less is better", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Latency.P99Microseconds", true)]
    [InlineData("LossPercent", true)]
    [InlineData("Lost", true)]
    [InlineData("CpuSeconds", true)]
    [InlineData("Wakeups", true)]
    [InlineData("Ledger.Unexplained", true)]
    [InlineData("Ledger.Losses", true)]
    [InlineData("Flood.Errors", true)]
    [InlineData("Flood.Pps", false)]
    [InlineData("Packets", false)]
    [InlineData("Nic.SpeedMbps", false)]
    public void AMetricKnowsWhichWayIsBetter(string metric, bool less) => Assert.Equal(less, ComparedMetric.Find(metric, []).LessIsBetter);

    [Fact]
    public void EqualRunsAreNoDifference()
    {
        Comparison c = Runs.Compare(Runs.At(_base), Runs.At(Runs.Around(1_001_000)));
        Assert.Equal((ComparisonVerdict.NoDifference, "~"), (c.Verdict, c.ChangeText));
        Assert.StartsWith("Any difference in Pps is within ±5 % (95 %: ", c.Reason, StringComparison.Ordinal);

        Comparison narrow = Runs.Compare(Runs.At(_base), Runs.At(Runs.Around(1_001_000)), new ComparisonPlan { MarginPercent = 0.2 });
        Assert.Equal((ComparisonVerdict.Inconclusive, "?"), (narrow.Verdict, narrow.ChangeText));
        Assert.Matches(@"10 runs on each side cannot decide, about [\d,]+ on each side would\.$", narrow.Reason);
        Assert.True(narrow.RepeatsNeeded > 10);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 10)]
    [InlineData(3, 3)]
    [InlineData(2, 7)]
    public void TooFewRepeatsSaySoAndHowManyItTakes(int before, int after)
    {
        Comparison c = Runs.Compare(Runs.At(_base[..before]), Runs.At(Runs.Around(2_000_000)[..after]));

        Assert.Equal((ComparisonVerdict.Inconclusive, 4, null, null), (c.Verdict, c.RepeatsNeeded, c.Low, c.High));
        Assert.InRange(c.Ratio!.Value, 1.9, 2.1);
        Assert.Contains("cannot decide at 95 %: it takes at least 4 on each side", c.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void FourAgainstFourCanDecide()
    {
        Comparison c = Runs.Compare(Runs.At([100, 101, 102, 103]), Runs.At([110, 111, 112, 113]));
        Assert.Equal(ComparisonVerdict.Faster, c.Verdict);
        Assert.Equal(2.0 / 70, c.PValue!.Value, 1e-9);
        Assert.Equal((110.0 / 103, 113.0 / 100), (c.Low!.Value, c.High!.Value), Near);
    }

    [Fact]
    public void NoLossOnBothSidesIsNoDifference()
    {
        Comparison c = Runs.Compare(Runs.At(_base), Runs.At(_base), new ComparisonPlan { Metrics = ["LossPercent"] });
        Assert.Equal((ComparisonVerdict.NoDifference, 1, 1, 1), (c.Verdict, c.Ratio, c.Low, c.High));
        Assert.Equal("LossPercent is the same on both sides.", c.Reason);
    }

    [Fact]
    public void LossWhereThereWasNoneHasNoRatioButAVerdict()
    {
        SinkMeasurement[] lossy = [.. Runs.At(_base).Select((m, i) => m with { Lost = 50_000 + (i * 7 % 10) })];
        Comparison c = Runs.Compare(Runs.At(_base), lossy, new ComparisonPlan { Metrics = ["LossPercent"] });
        Assert.Equal((ComparisonVerdict.Slower, null, null, null), (c.Verdict, c.Ratio, c.Low, c.High));
        Assert.Equal("LossPercent is higher: median 4.7623 against 0, for which there is no ratio; less is better.", c.Reason);

        Comparison cured = Runs.Compare(lossy, Runs.At(_base), new ComparisonPlan { Metrics = ["LossPercent"] });
        Assert.Equal((ComparisonVerdict.Faster, 0, "-100.0 %"), (cured.Verdict, cured.Ratio, cured.ChangeText));
    }

    [Fact]
    public void RunsWithoutAValueAreLeftOutAndSaidToBe()
    {
        SinkMeasurement[] timed = [.. Runs.At(_base).Select((m, i) => m with { Latency = i < 3 ? null : new LatencySummary { P99Microseconds = 100 + (i * 7 % 10) } })];
        Comparison c = Runs.Compare(timed, timed, new ComparisonPlan { Metrics = ["latency.p99microseconds"] });
        Assert.Equal(("Latency.P99Microseconds", 7, ComparisonVerdict.NoDifference), (c.Metric, c.Repeats, c.Verdict));
        Assert.EndsWith("Left out: 6 runs without Latency.P99Microseconds.", c.Reason, StringComparison.Ordinal);

        Comparison none = Runs.Compare(timed, Runs.At(_base), new ComparisonPlan { Metrics = ["Latency.P99Microseconds"] });
        Assert.Equal((ComparisonVerdict.NotComparable, null, 0), (none.Verdict, none.CandidateMedian, none.Repeats));
        Assert.StartsWith("The candidate, candidate, has no Latency.P99Microseconds.", none.Reason, StringComparison.Ordinal);

        Comparison broken = Runs.Compare([.. Runs.At(_base).Select((m, i) => m with { State = i == 0 ? MeasurementState.Incomplete : MeasurementState.Completed })], Runs.At(_base));
        Assert.Equal(9, broken.Repeats);
        Assert.EndsWith("Left out: 1 incomplete run.", broken.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pbs", "-Metric Pbs is neither a property of a measurement nor a counter in a ledger.*")]
    [InlineData("Method", "-Metric Method is not a number.*")]
    [InlineData("Latency.", "-Metric Latency. is neither*")]
    public void AnUnknownMetricIsRefused(string metric, string message)
    {
        LabException e = Assert.Throws<LabException>(() => Runs.Compare(Runs.At(_base), Runs.At(_base), new ComparisonPlan { Metrics = [metric] }));
        Assert.Equal(("InvalidArgument", "Metric"), (e.Kind, e.Parameter));
        Assert.Matches(message.TrimEnd('*'), e.Message);
    }

    [Fact]
    public void EachCellIsALineAndEachLevelIsComparedWithTheFirst()
    {
        SinkMeasurement[] all = Runs.InTurn([.. from queues in new[] { 4, 1 } from kernel in new[] { "old", "new", "newer" } select Runs.At(Runs.Around(queues * (kernel == "new" ? 110_000.0 : 100_000)), ("Kernel", kernel), ("RssQueues", queues))]);
        Comparison[] cells = Runs.By(all, "kernel", new ComparisonPlan { Per = ["RssQueues"] });

        Assert.Equal(["RssQueues=1 old new Faster", "RssQueues=1 old newer NoDifference", "RssQueues=4 old new Faster", "RssQueues=4 old newer NoDifference"], cells.Select(c => $"{c.Cell} {c.Baseline} {c.Candidate} {c.Verdict}"));
        Assert.All(cells, c => Assert.Equal("Kernel", c.By));
        Assert.Equal(1, cells[0].Factors["RssQueues"]);

        // Other factors make cells even without -Per.
        Assert.Equal(cells.Select(c => c.ToString()), Runs.By(all, "Kernel").Select(c => c.ToString()));

        // Numbers are ordered by size: the smallest is the baseline, whichever occurred first.
        Assert.Equal(["Kernel=old 1 4", "Kernel=new 1 4", "Kernel=newer 1 4"], Runs.By(all, "RssQueues").Select(c => $"{c.Cell} {c.Baseline} {c.Candidate}"));
        Assert.Equal(["Kernel=old 4 1", "Kernel=new 4 1", "Kernel=newer 4 1"], Runs.By(all, "RssQueues", baseline: "4").Select(c => $"{c.Cell} {c.Baseline} {c.Candidate}"));
    }

    [Fact]
    public void TwoListsAreComparedCellByCellToo()
    {
        SinkMeasurement[] all = Runs.InTurn([.. from queues in new[] { 1, 4 } from kernel in new[] { "old", "new" } select Runs.At(Runs.Around(kernel == "new" && queues == 4 ? 110_000 : 100_000), ("RssQueues", queues), ("Kernel", kernel))]);
        ILookup<object?, SinkMeasurement> sides = all.ToLookup(m => m.Factors["Kernel"]);
        Comparison[] cells = [.. ComparisonGroups.Compare([.. sides["old"]], [.. sides["new"]], new ComparisonPlan(), Assert.Fail)];
        Assert.Equal(["Kernel old new RssQueues=1 NoDifference", "Kernel old new RssQueues=4 Faster"], cells.Select(c => $"{c.By} {c.Baseline} {c.Candidate} {c.Cell} {c.Verdict}"));
    }

    [Fact]
    public void APropertyCanBeComparedAsAFactorCan()
    {
        SinkMeasurement[] all = Runs.InTurn(Runs.At(_base), [.. Runs.At(Runs.Around(1_500_000)).Select(m => m with { Method = ReceiveMethod.Recvmmsg, Batch = 64 })]);
        Comparison c = Assert.Single(Runs.By(all, "method"));
        Assert.Equal(("Method", "Recvmsg", "Recvmmsg", ComparisonVerdict.Faster), (c.By, c.Baseline, c.Candidate, c.Verdict));
    }

    [Fact]
    public void WhatIsMissingInACellIsSaid()
    {
        SinkMeasurement[] all = Runs.InTurn(Runs.At(_base, ("K", "a"), ("Q", 1)), Runs.At(_base, ("K", "b"), ("Q", 1)), Runs.At(_base, ("K", "a"), ("Q", 2)), Runs.At(_base, ("K", "b"), ("Q", 3)));
        List<string> warnings = [];
        _ = Assert.Single(Runs.By(all, "K", warnings: warnings));
        Assert.Equal(["Q=2 has only the baseline, K a, and is left out.", "Q=3 has no measurement of the baseline, K a, and is left out."], warnings);
    }

    [Theory]
    [InlineData("Qeues", null, "By", "-By Qeues is neither a factor nor a property of the measurements: the factors are K; properties such as Method and Kernel work too.")]
    [InlineData("Method", null, "By", "-By Method: all 20 measurements have Method Recvmsg, so there is nothing to compare.")]
    [InlineData("K", "c", "Baseline", "-Baseline c is not a level of K: they are a, b.")]
    public void WhatCannotBeGroupedIsRefused(string by, string? baseline, string parameter, string message)
    {
        SinkMeasurement[] all = Runs.InTurn(Runs.At(_base, ("K", "a")), Runs.At(_base, ("K", "b")));
        LabException e = Assert.Throws<LabException>(() => Runs.By(all, by, baseline: baseline));
        Assert.Equal((parameter, message), (e.Parameter, e.Message));
    }

    [Fact]
    public void ACounterOfTheLedgerCanBeCompared()
    {
        static SinkMeasurement Lossy(SinkMeasurement m, long drops, string kernel) => m with
        {
            Environment = Runs.Machine(kernel),
            Lost = drops,
            Ledger = new Ledger { Entries = [new LedgerEntry { Layer = LedgerLayer.Udp, Counter = "RcvbufErrors", Packets = drops, IsLoss = true }] },
        };
        SinkMeasurement[] few = [.. Runs.At(_base).Select((m, i) => Lossy(m, 100 + i, "6.1.0"))], many = [.. Runs.At(_base).Select((m, i) => Lossy(m, 200 + i, "6.1.0"))];
        Comparison c = Runs.Compare(few, many, new ComparisonPlan { Metrics = ["rcvbuferrors"] });
        Assert.Equal(("RcvbufErrors", ComparisonVerdict.Slower), (c.Metric, c.Verdict));

        // Counters move between kernels: the total loss is compared.
        SinkMeasurement[] newer = [.. many.Select(m => Lossy(m, m.Lost!.Value, "6.12.0"))];
        Comparison across = Runs.Compare(few, newer, new ComparisonPlan { Metrics = ["RcvbufErrors"], AllowDifference = ["Kernel"] });
        Assert.Equal(("LossPercent", "6.1.0", "6.12.0", ComparisonVerdict.Slower), (across.Metric, across.Baseline, across.Candidate, across.Verdict));
        Assert.Contains("Kernels count losses in different places, so the total loss is compared instead of RcvbufErrors.", across.Reason, StringComparison.Ordinal);
    }

    private static bool Near((double, double) a, (double, double) b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-9;
}
