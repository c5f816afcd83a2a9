using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>The steps of a flood, from its threads' numbers.</summary>
public sealed class FloodStepsTests
{
    [Fact]
    public void EachPacketOfEachThreadIsInOneStep()
    {
        IReadOnlyList<FloodStep> steps = Of([1, 1, 0.5], Thread(100, 0, 10, 70), Thread(80, 0, 5), Thread(0, 0));

        // The second thread slept through the last step, and the third sent nothing.
        Assert.Equal([15L, 135, 30], steps.Select(s => s.Sent!.Value));
        Assert.Equal([10.0, 20, 30], steps.Select(s => s.RatePps));
        Assert.Equal([1, 2, 3], steps.Select(s => s.Burst));
        Assert.Equal([15.0, 135, 60], steps.Select(s => s.Pps!.Value));
    }

    [Fact]
    public void AFloodThatWasStoppedHasTheStepsItBegan() => Assert.Equal([10L, 90], Of([1, 0.2], Thread(100, 0, 10)).Select(s => s.Sent!.Value));

    [Fact]
    public void WhereAThreadIsUnknownSoAreTheSteps() => Assert.All(Of([1, 1, 1], Thread(100, 0, 10, 20), new FloodThreadFindings { Sent = null }), s => Assert.Null(s.Sent));

    [Theory]
    [InlineData(100L, 0L, 20L, 10L)]
    [InlineData(100L, -1L, 20L, 30L)]
    [InlineData(100L, 0L, 20L, 101L)]
    [InlineData(-5L, 0L, 0L, 0L)]
    public void NumbersThatMakeNoSenseGiveNone(long sent, params long[] starts) => Assert.Empty(Of([1, 1, 1], Thread(sent, starts)));

    private static FloodThreadFindings Thread(long sent, params long[] starts) => new() { Sent = sent, StepStarts = starts };

    private static IReadOnlyList<FloodStep> Of(double[] seconds, params FloodThreadFindings[] threads) => FloodSteps.Of(
        new OpenFlood { StepRates = [10, 20, 30] },
        new FloodReady { Reason = "", Interface = "", Destination = "", Source = "", Bursts = [1, 2, 3] },
        Plays.End(sent: 0) with { Threads = threads, StepSeconds = seconds });
}
