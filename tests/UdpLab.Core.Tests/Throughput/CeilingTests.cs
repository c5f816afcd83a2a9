namespace UdpLab.Tests;

/// <summary>What stopped a search, in words.</summary>
public class CeilingTests
{
    private static readonly SearchRequest _request = new() { Goals = [SearchGoal.Ndr, SearchGoal.Pdr], MinimumLoad = 1e3, MaximumLoad = 1e6, MaximumTrials = 9, MaximumSeconds = 5 };

    [Theory]
    [InlineData(0.5, 0.2, "RcvbufErrors: the sink was awake but had no CPU for 20% of the time; packets are dropped at the full receive buffer")]
    [InlineData(0.95, 0.0, "RcvbufErrors: the sink was busy, with 95% of a CPU; packets are dropped at the full receive buffer")]
    [InlineData(0.1, 0.0, "RcvbufErrors: bursts, since the sink had time, with 10% of a CPU; packets are dropped at the full receive buffer")]
    public void AtAFullBufferTheReaderIsTheCause(double cpu, double waited, string words)
    {
        ThroughputCeiling ceiling = Of(ThroughputEnd.Width, Trial(2000, 0.1, Measurement(1000, 100, "RcvbufErrors", LedgerLayer.Udp) with { SystemSeconds = cpu, WaitSeconds = waited }));
        Assert.Equal(words, ceiling.Words);
        Assert.Equal("ReceiveBufferFull", ceiling.Causes[0].Cause);
    }

    /// <summary>Three packets of a million are no cause for Get-UdpBottleneck, but here they ended the search.</summary>
    [Fact]
    public void ATinyLossIsNamedToo()
    {
        ThroughputCeiling ceiling = Of(ThroughputEnd.Width, Trial(2000, 3e-6, Measurement(1_000_000, 3, "dropped", LedgerLayer.Softnet)));
        Assert.Equal("dropped: the CPU's backlog was full", ceiling.Words);
        Assert.DoesNotContain(ceiling.Causes, cause => cause.Cause is "SinkIdle" or "NoKnownCause");
    }

    [Fact]
    public void PacketsInNoCounterAreSaidToBe()
    {
        ThroughputCeiling ceiling = Of(ThroughputEnd.Width, Trial(2000, 0.3, Measurement(1000, 0, "RcvbufErrors", LedgerLayer.Udp) with { Ledger = new() { Sent = 1000, Received = 700 } }));
        Assert.StartsWith("Unexplained: 30.0% of the packets vanished ", ceiling.Words, StringComparison.Ordinal);
        Assert.Equal("UnexplainedLoss", ceiling.Causes[0].Cause);
    }

    [Fact]
    public void OnlyTrialsNearTheUpperBoundCount()
    {
        ThroughputCeiling ceiling = Of(
            ThroughputEnd.Width,
            Trial(900_000, 0.9, Measurement(1000, 900, "dropped", LedgerLayer.Softnet)),
            Trial(1500, 0, Measurement(1000, 0, "dropped", LedgerLayer.Softnet)),
            Trial(2000, 0.01, Measurement(1000, 10, "RcvbufErrors", LedgerLayer.Udp)));
        Assert.StartsWith("RcvbufErrors: ", ceiling.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void AllWasLostSaysHowFarItCame() =>
        Assert.Equal("No packet reached the sink: the filter has them", Of(ThroughputEnd.MinimumLoad, new ThroughputTrial { SentPps = 2000, LossRatio = 1, Note = "No packet reached the sink: the filter has them." }).Words.Split(';')[0]);

    [Theory]
    [InlineData(ThroughputEnd.MaximumLoad, nameof(SearchEnd.Finished), "-MaximumPps 1,000,000: the goal was met up to there")]
    [InlineData(ThroughputEnd.GeneratorMaximum, nameof(SearchEnd.Finished), "The generator: backend Xdp with 2 threads can send 4,000 pps, and the goal was met up to there. Send with another -Backend, more -Threads, or more than one -Generator")]
    [InlineData(ThroughputEnd.Unfinished, nameof(SearchEnd.MaximumTrials), "-MaximumTrials 9 was reached before the bounds were within the goal width")]
    [InlineData(ThroughputEnd.Unfinished, nameof(SearchEnd.MaximumSeconds), "-MaximumSeconds 5 was reached before the bounds were within the goal width")]
    [InlineData(ThroughputEnd.Unfinished, nameof(SearchEnd.Stopped), "The search was stopped before the bounds were within the goal width")]
    public void WithoutLossALimitOfTheSearchOrTheGeneratorIsNamed(ThroughputEnd end, string search, string words)
    {
        ThroughputTrial trial = Trial(1500, 0, Measurement(1000, 0, "dropped", LedgerLayer.Softnet) with { Flood = [new UdpFlood { Host = LabHosts.Local, Backend = FloodBackend.Xdp, Threads = 2 }] });
        ThroughputCeiling ceiling = ThroughputCeiling.Of(new GoalResult { Goal = SearchGoal.Ndr, StoppedBy = end, Lower = new SearchBound(1500, 1500, false, []) }, [trial], _request, Enum.Parse<SearchEnd>(search), 4000);
        Assert.Equal(words, ceiling.Words);
        Assert.Empty(ceiling.Causes);
    }

    [Fact]
    public void AMinimumThatTheGeneratorHasNotIsSaid()
    {
        ThroughputTrial trial = Trial(5000, 1, Measurement(5000, 5000, "InErrors", LedgerLayer.Udp));
        ThroughputCeiling ceiling = ThroughputCeiling.Of(new GoalResult { Goal = SearchGoal.Ndr, StoppedBy = ThroughputEnd.MinimumLoad, Upper = Bound(5000, 1) }, [trial], _request, SearchEnd.Finished, null);
        Assert.EndsWith($"; even the lowest rate sent, 5,000 pps (-MinimumPps {_request.MinimumLoad.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)}), lost more than the goal allows", ceiling.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void AGeneratorBelowTheMinimumIsSaid()
    {
        ThroughputTrial trial = Trial(5, 1, Measurement(5, 5, "InErrors", LedgerLayer.Udp));
        ThroughputCeiling ceiling = ThroughputCeiling.Of(new GoalResult { Goal = SearchGoal.Ndr, StoppedBy = ThroughputEnd.MinimumLoad, Upper = Bound(5, 1) }, [trial], _request, SearchEnd.Finished, 5);
        Assert.Contains("; even the 5 pps that the generator can send, less than -MinimumPps ", ceiling.Words, StringComparison.Ordinal);
    }

    /// <summary>A busy machine may send less than was asked for, and more before.</summary>
    [Fact]
    public void AGeneratorThatMissedTheMinimumIsSaid()
    {
        ThroughputTrial trial = Trial(657, 1, Measurement(657, 657, "InErrors", LedgerLayer.Udp));
        GoalResult result = new() { Goal = SearchGoal.Ndr, StoppedBy = ThroughputEnd.MinimumLoad, Upper = Bound(657, 1) };
        const string words = "; even 657 pps, sent where -MinimumPps 1,000 was asked for, lost more than the goal allows";
        Assert.EndsWith(words, ThroughputCeiling.Of(result, [trial], _request, SearchEnd.Finished, 139_520).Words, StringComparison.Ordinal);
        Assert.EndsWith(words, ThroughputCeiling.Of(result, [Trial(139_520, 1, trial.Measurement!), trial], _request, SearchEnd.Finished, null).Words, StringComparison.Ordinal);
    }

    /// <summary>What a full receive buffer means is how little it holds.</summary>
    [Fact]
    public void ASmallBufferSaysHowManyPacketsItHolds()
    {
        SinkMeasurement measurement = Measurement(5000, 4000, "RcvbufErrors", LedgerLayer.Udp) with { ReceiveBuffer = 4608, ReceiveBufferAsked = 2304 };
        Assert.EndsWith("; a buffer of 4,608 bytes, as the kernel counts it, holds about 6 of these packets", Of(ThroughputEnd.Width, Trial(2000, 0.8, measurement)).Words, StringComparison.Ordinal);
        UdpBottleneck cause = BottleneckFinder.Find(measurement with { Environment = new() { Sysctls = new Dictionary<string, string> { ["net.core.rmem_default"] = "212992", ["net.core.rmem_max"] = "212992" } } })[0];
        Assert.Contains("A buffer of 4,608 bytes, as the kernel counts it, holds about 6 of these packets", cause.Evidence);
        Assert.Contains("net.core.rmem_max=212992", cause.Evidence);
        Assert.DoesNotContain("net.core.rmem_default=212992", cause.Evidence);
    }

    [Fact]
    public void TwoGoalsWithTheSameBoundsSayWhatTheLossDoesBetween()
    {
        GoalResult[] both = [.. _request.Goals.Select(goal => new GoalResult { Goal = goal, StoppedBy = ThroughputEnd.Width, Lower = Bound(1000, 0), Upper = Bound(1005, 0.021) })];
        Assert.Equal(["The same answer as for loss goal 0.005: the loss rises from 0 % to 2.1 % between both bounds, past both goals at once."], ThroughputNotes.Of(both[0], both, []));
        Assert.Empty(ThroughputNotes.Of(both[0], [both[0]], []));
    }

    [Fact]
    public void RatesThatWentEitherWayAreTheSpread()
    {
        ThroughputTrial[] trials = [.. new[] { (100.0, 0.0), (80, 0.2), (60, 0), (120, 0.1) }.Select(trial => new ThroughputTrial { SentPps = trial.Item1, LossRatio = trial.Item2 }), new() { Failure = "it broke" }];
        GoalResult result = new() { Goal = SearchGoal.Ndr, StoppedBy = ThroughputEnd.Width, Lower = Bound(100, 0) };
        Assert.Equal((80, 100), ThroughputNotes.Spread(SearchGoal.Ndr, trials));
        Assert.Contains("The answer is uncertain: from 80 to 100 pps, 20 % of it, some trials met the goal and some did not. Longer trials (-TrialDuration, -DurationSum) or a higher loss goal give steadier results.", ThroughputNotes.Of(result, [result], trials));
        Assert.Null(ThroughputNotes.Spread(SearchGoal.Ndr, [trials[0], trials[3]]));
        Assert.Null(ThroughputNotes.Spread(SearchGoal.Ndr, []));
    }

    private static SearchBound Bound(double load, double loss) => new(load, load, false, [new SearchTrial { Load = load, Seconds = 1, OfferedLoad = load, LossRatio = loss }]);

    private static ThroughputCeiling Of(ThroughputEnd end, params ThroughputTrial[] trials) => ThroughputCeiling.Of(
        new GoalResult { Goal = SearchGoal.Ndr, StoppedBy = end, Lower = end == ThroughputEnd.MinimumLoad ? null : Bound(1500, 0), Upper = Bound(2000, 0.01) }, trials, _request, SearchEnd.Finished, null);

    private static ThroughputTrial Trial(double pps, double loss, SinkMeasurement measurement) => new() { RatePps = pps, SentPps = pps, Duration = 1, LossRatio = loss, Measurement = measurement };

    private static SinkMeasurement Measurement(long sent, long lost, string counter, LedgerLayer layer) => new()
    {
        Host = LabHosts.Local,
        Packets = sent - lost,
        Seconds = 1,
        Ledger = new() { Sent = sent, Received = sent - lost, Entries = [new LedgerEntry { Layer = layer, Counter = counter, Packets = lost, IsLoss = true, Source = "test", Meaning = "Test." }] },
    };
}
