using System.Text;
using System.Text.Json;

namespace UdpLab.Tests.Measuring;

/// <summary>Samples of a profile that fall into a burst of losses.</summary>
public sealed class BurstSampleTests
{
    /// <summary>Slots 5 and 6 lose packets: the reader is preempted by a hog.</summary>
    [Fact]
    public void ABurstHasItsSamples()
    {
        TraceBurst burst = Assert.Single(TracedRun.Of().Trace!.Bursts);
        PerfProfile samples = burst.Profile!;
        Assert.Equal((0.03, 0.02), (burst.Seconds, burst.Length));
        Assert.Equal(4, samples.Samples);
        Assert.Equal(["hog 3", "sink 1"], samples.ByCommand.Select(c => $"{c.Name} {c.Samples}").Order());
        Assert.Equal((40_000UL, "cycles"), (samples.EventCount, samples.Event));
        Assert.Equal("dut", samples.Host);

        UdpBottleneck cause = Assert.Single(BurstCause.Find(burst));
        Assert.Equal("SinkStarved", cause.Cause);
        Assert.Contains("75.0% of the samples of the sink's CPU are from hog", cause.Evidence);
        Assert.Contains(cause.Evidence, line => line.Contains("hog", StringComparison.Ordinal) && line.EndsWith("spin (3 of 4 samples)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-0.02, 0.2, 20)]
    [InlineData(0.03, 0.01, 2)]
    [InlineData(0.035, 0.01, 4)]
    [InlineData(0.5, 1, 0)]
    [InlineData(-5, 1, 0)]
    public void ASpanIsOfWholeSlots(double seconds, double length, long samples) => Assert.Equal(samples, TracedRun.Of().Profile!.GetSpan(seconds, length)!.Samples);

    [Fact]
    public void ASpanWithoutSamplesSaysSo()
    {
        SinkMeasurement measured = TracedRun.Of();
        UdpBottleneck cause = BurstCause.Find(measured.Trace!.Bursts[0] with { Seconds = 5, Profile = measured.Profile!.GetSpan(5, 1) })[0];
        Assert.Contains(cause.Evidence, line => line.StartsWith("no sample of the profile falls into it", StringComparison.Ordinal));
    }

    /// <summary>Of a measurement, of one without a profile, and of a burst alone.</summary>
    [Fact]
    public void ItSurvivesAResultFile()
    {
        SinkMeasurement measured = TracedRun.Of();
        byte[] line = ResultLine.Of(measured);
        SinkMeasurement again = (SinkMeasurement)Read(line);
        Assert.Equal(BurstCause.Find(measured.Trace!.Bursts[0])[0].Evidence, BurstCause.Find(again.Trace!.Bursts[0])[0].Evidence);
        TraceBurst alone = (TraceBurst)Read(ResultLine.Of(measured.Trace.Bursts[0]));
        Assert.Equal(4, alone.Profile!.Samples);
        Assert.Null((measured with { Profile = null }).Trace!.Bursts[0].Profile);

        // Within the measurement its samples are written once.
        using JsonDocument json = JsonDocument.Parse(line);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("Trace").GetProperty("Bursts")[0].GetProperty("Profile").ValueKind);
        Assert.Equal("{\"BeginSeconds\":-0.02,\"SlotSeconds\":0.01,\"Slots\":[0,1,2,3,4,5,5,6,7,8,9],\"Cpus\":[1,1,1,1,1,1,1,1,1,1,1],\"Chains\":[0,0,0,0,0,0,1,1,0,0,0],\"Samples\":[2,2,2,2,2,1,1,2,2,2,2]}", json.RootElement.GetProperty("Profile").GetProperty("Data").GetProperty("Timeline").GetRawText());
    }

    [Theory]
    [InlineData("\"Chains\":[0,0", "\"Chains\":[9,0")]
    [InlineData("\"Chains\":[0,0", "\"Chains\":[0")]
    [InlineData("\"Slots\":[0,1", "\"Slots\":[4,1")]
    [InlineData("\"SlotSeconds\":0.01,\"Slots\"", "\"SlotSeconds\":0,\"Slots\"")]
    public void ADamagedTimelineIsAFault(string old, string damaged)
    {
        string line = Encoding.UTF8.GetString(ResultLine.Of(TracedRun.Of()));
        Assert.Contains(old, line, StringComparison.Ordinal);
        Assert.NotNull(ResultReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(line.Replace(old, damaged, StringComparison.Ordinal))), TestContext.Current.CancellationToken).Single().Fault);
    }

    /// <summary>Slots and bursts are calculated once, also of a copy.</summary>
    [Fact]
    public void BurstsAreCalculatedOnce()
    {
        SinkTrace trace = TracedRun.Of().Trace!;
        Assert.Same(trace.Bursts, trace.Bursts);
        Assert.Same(trace.Slots, trace.Slots);
        Assert.Empty((trace with { Axis = null }).Bursts);
        Assert.Single((trace with { Reasons = [] }).Bursts);
    }

    /// <summary>Several threads read a long text; each sample keeps its time and chain.</summary>
    [Fact]
    public void ALongTextKeepsAllTimes()
    {
        const int count = 60_000;
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
        {
            TracedRun.Sample(text, $"sink{i % 7}", TracedRun.Begin + 500 + (i * 1_000L), "udp_recvmsg");
        }

        PerfProfile profile = TracedRun.Profile(text.ToString()).Timed(new SampleSlots(TracedRun.Begin / 1e9, 0, 0.01, 100));
        Assert.Equal(count, profile.GetSpan(0, 1)!.Samples);
        Assert.Equal(10_000, profile.GetSpan(0.02, 0.01)!.Samples);
        Assert.Equal(7, profile.GetSpan(0.02, 0.01)!.ByCommand.Count);
    }

    [Fact]
    public void TooManySamplesHaveNoTimes()
    {
        SampleTimes times = new();
        for (int i = 0; i <= SampleTimes.Most; i++)
        {
            times.Add(i, 0, 0);
        }

        Assert.True(times.IsOver);
        Assert.True(times.Rows.IsEmpty);
    }

    private static object Read(byte[] line) => Assert.Single(ResultReader.Read(new MemoryStream(line), TestContext.Current.CancellationToken)).Value!;

    [Fact]
    public void ABeginJustBeforeTheFirstPacketIsZero() => Assert.Equal("at 0.00 s, 0.02 s: 1,000 lost", new TraceBurst { Seconds = -0.003, Length = 0.02, Lost = 1000 }.ToString());
}
