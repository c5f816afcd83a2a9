namespace UdpLab.Tests;

/// <summary>What a search sends in a trial, what it refuses, and what of a trial it reports.</summary>
public class ThroughputPlanTests
{
    [Fact]
    public void GeneratorsShareTheRate()
    {
        ThroughputPlan plan = Plan(1000) with { Generators = [LabHosts.Local, LabHosts.Local], Flood = new FloodPlan { Count = 5, Flows = 3 } };
        FloodPlan flood = plan.FloodOf(new TrialInput { Load = 10_000, Seconds = 0.5 });
        Assert.Equal((5000.0, 0.5, null, 3), (flood.RatePps, flood.Duration, flood.Count, flood.Flows));
    }

    /// <summary>One packet more or less has to be less than the width of the answer.</summary>
    [Fact]
    public void ALowestRateThatCannotBeToldIsRefused()
    {
        Plan(400).Check();
        LabException error = Assert.Throws<LabException>(Plan(399).Check);
        Assert.Equal("MinimumPps", error.Parameter);
        Assert.Equal("-MinimumPps 399 is 199.5 packets in a trial of 0.5 s, too few to know their rate to within -GoalWidth 0.005: give at least 400, longer trials (-TrialDuration), or a wider -GoalWidth.", error.Message);
    }

    [Fact]
    public void OfATrialOnlyWhatTheMeasurementLacksIsReported()
    {
        Collected search = new();
        List<string> verbose = [];
        Said said = new(search, verbose);
        HashSet<string> before = [];
        foreach (int trial in new[] { 1, 2 })
        {
            TrialObserver observer = new(said, before, status => Assert.Equal("1 s", status()));
            observer.Verbose("agent started");
            observer.Progress(() => "1 s");
            observer.EndProgress();
            observer.Warn("in the notes");
            observer.Warn("only here");
            observer.NothingCame("nothing", new Ledger());
            observer.Fail(new LabException(Wire.FailureCode.Busy, "first"), null);
            observer.Fail(new LabException(Wire.FailureCode.Busy, "second"), null);
            observer.Measured(Runs.Of(1e6) with { Notes = [new MeasurementNote((MeasurementNoteCode)0, "in the notes")] });
            observer.Report();
            Assert.Equal(("nothing", "first"), (observer.Nothing!.Value.Message, observer.Failure!.Message));
        }

        Assert.Equal(["agent started"], verbose);
        Assert.Equal(["only here", "only here"], search.Warnings);
    }

    private static ThroughputPlan Plan(double least) => new()
    {
        Generators = [LabHosts.Local],
        Sink = new MeasuringPlan { Host = LabHosts.Local },
        Search = new SearchRequest { Goals = [new SearchGoal { InitialSeconds = 0.5 }], MinimumLoad = least, MaximumLoad = 1e6 },
    };

    private sealed class Said(Collected search, List<string> verbose) : ILabObserver
    {
        public void Progress(Func<string> status) => search.Progress(status);

        public void EndProgress() => search.EndProgress();

        public void Verbose(string message) => verbose.Add(message);

        public void Warn(string message) => search.Warn(message);

        public void Fail(LabException error, object? about) => search.Fail(error, about);
    }
}
