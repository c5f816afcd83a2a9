namespace UdpLab.Tests;

/// <summary>What a run emitted before it failed is in no figure, and not in the data.</summary>
public class FailedRunsTests
{
    [Fact]
    public void AReportIsWithoutThem()
    {
        SweepStory story = new(new LabSweep { Id = "0123456789ab", Repeat = 2, Runs = 2 });
        SweepAttempt first = new(), failing = new(), again = new();
        SinkMeasurement[] runs = [.. Enumerable.Range(1, 4).Select(position => Report.Of(1e6 * position, position) with { Position = position })];
        using LabReport report = new();
        Assert.Same(story, Add(0, first));
        first.Complete();
        Assert.Null(Add(1, failing));
        Assert.Null(Add(2, failing));
        failing.Fail();
        Add(3, again);

        // While a run goes on it counts: it may have been stopped for good by a command behind it.
        Assert.Equal([1, 4], Positions(report));
        again.Complete();
        Assert.Equal([1, 4], Positions(report));
        Assert.Equal([runs[0], runs[3]], SweepStory.Counting(runs));

        SweepStory? Add(int run, SweepAttempt attempt)
        {
            story.Tell(runs[run], attempt);
            return report.Add(runs[run]);
        }
    }

    [Fact]
    public void AReportOfFailedRunsAloneNamesThem()
    {
        SweepStory story = new(new LabSweep { Id = "0123456789ab", Repeat = 1, Runs = 1 });
        SweepAttempt attempt = new();
        SinkMeasurement run = Report.Of(1e6, 1);
        story.Tell(run, attempt);
        using LabReport report = new();
        report.Add(run);
        attempt.Fail();
        story.Fail(new LabSweepRun { Sweep = "0123456789ab", State = SweepRunState.Failed, Cell = 1, Repeat = 1, Position = 1, Error = "it broke" });
        string page = System.Text.Encoding.UTF8.GetString(Report.Bytes(report));
        Assert.Contains("0 of 1 runs measured, 1 failed", page, StringComparison.Ordinal);
        Assert.Contains("it broke", page, StringComparison.Ordinal);
        Assert.Empty(Positions(report));
    }

    /// <summary>A sweep in the script block of another: either may fail.</summary>
    [Fact]
    public void TheInnerSweepsRunsCountToo()
    {
        SweepStory inner = new(new LabSweep { Id = "1" }), outer = new(new LabSweep { Id = "2" });
        SweepAttempt run = new();
        SinkMeasurement emitted = Report.Of(1e6, 1), kept = emitted with { Repeat = 2 };
        inner.Tell(emitted, run);
        SweepAttempt all = new();
        outer.Tell(kept, all, SweepStory.OriginOf(emitted));
        Assert.True(SweepStory.OriginOf(kept)!.IsOpen);
        run.Fail();
        all.Complete();
        Assert.Equal((outer, true, false), (SweepStory.Of(kept), SweepStory.OriginOf(kept)!.HasFailed, SweepStory.OriginOf(kept)!.IsOpen));
    }

    private static int[] Positions(LabReport report) => [.. Report.Read(Report.Bytes(report)).OfType<SinkMeasurement>().Select(run => run.Position!.Value)];
}
