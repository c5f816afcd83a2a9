using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Problems of a capture are noted in its profile.</summary>
public sealed class CapturedProfileTests
{
    [Fact]
    public void ACaptureWithoutFaultHasNoNotes() => Assert.Empty(Notes("sink;udp_recvmsg_[k] 1001\nsink;copy_to_iter_[k] 500", new PerfPlan { Event = "task-clock" }, lost: 0));

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void LostSamplesAboveOnePercentAreNamed(long lost, bool named) =>
        Assert.Equal(named, Notes("sink;udp_recvmsg_[k] 1001\nsink;copy_to_iter_[k] 500", new PerfPlan { Event = "task-clock" }, lost).Contains(PerfNoteCode.LostSamples));

    [Theory]
    [InlineData(49, false)]
    [InlineData(60, true)]
    public void KernelCodeWithoutANameAboveFivePercentIsNamed(int unresolved, bool named) =>
        Assert.Equal(named, Notes($"sink;udp_recvmsg_[k] 501\nsink;copy_to_iter_[k] 450\nsink;[unknown]_[k] {unresolved}", new PerfPlan { Event = "task-clock" }, lost: 0).Contains(PerfNoteCode.UnresolvedKernel));

    [Fact]
    public void AnEarlyEndIsNamedInTheAgentsWords()
    {
        PerfProfile profile = Complete("sink;udp_recvmsg_[k] 1001", new PerfPlan { Event = "task-clock" }, 0, "The disk is full.");
        Assert.Equal(new PerfNote(PerfNoteCode.Incomplete, "The disk is full."), Assert.Single(profile.Notes));
    }

    [Fact]
    public void TheClockInPlaceOfCyclesIsNamedWhereNobodyAskedForIt()
    {
        Assert.Contains(PerfNoteCode.EventFallback, CodesOf(new PerfPlan()));
        Assert.DoesNotContain(PerfNoteCode.EventFallback, CodesOf(new PerfPlan { Event = "cpu-clock" }));

        static PerfNoteCode[] CodesOf(PerfPlan plan)
        {
            using FakeAgent agent = new(FakeAgent.Says(FakeAgent.Hello));
            PerfProfile clock = Profiles.Script("sink 1 [000] 1.000000: 1 cpu-clock: \n\t          401000 udp_recvmsg ([kernel.kallsyms])\n\n");
            return [.. CapturedProfile.Complete(clock, new FakeHost("far", agent), plan, new PerfResult { SampledEvent = "cpu-clock", Command = ["perf"] }, null, null).Notes.Select(n => n.Code)];
        }
    }

    [Fact]
    public void WhatTheCaptureKnowsIsInIt()
    {
        PerfProfile profile = Complete("sink;udp_recvmsg_[k] 1001", new PerfPlan { Event = "task-clock" }, 3);
        Assert.Equal(("far", 2.5, 3L, 700L, "perf record -a"), (profile.Host, profile.Seconds, profile.LostSamples, profile.Packets, profile.Command));
        Assert.Equal(FakeAgent.Hello.Kernel, profile.Kernel);
    }

    [Fact]
    public void OneThatEndedBeforeItsWindowBeganHasNoTime()
    {
        PerfProfile nothing = new(new PerfProfileBuilder("task-clock", new FrameTable()));
        using FakeAgent agent = new(FakeAgent.Says(FakeAgent.Hello));
        PerfResult result = new() { FirstNanoseconds = 3_000_000_000, LastNanoseconds = 2_900_000_000, Command = ["perf"], Problems = ["The recording was ended after 0.10 s."] };
        PerfProfile profile = CapturedProfile.Complete(nothing, new FakeHost("far", agent), new PerfPlan { Event = "task-clock" }, result, null, null);
        Assert.Equal(0, profile.Seconds);
        Assert.Contains("before the measured window", Assert.Single(profile.Notes, n => n.Code == PerfNoteCode.NoSamples).Message, StringComparison.Ordinal);
    }

    private static PerfNoteCode[] Notes(string folded, PerfPlan plan, long lost) => [.. Complete(folded, plan, lost).Notes.Select(n => n.Code)];

    private static PerfProfile Complete(string folded, PerfPlan plan, long lost, params string[] problems)
    {
        using FakeAgent agent = new(FakeAgent.Says(FakeAgent.Hello));
        PerfResult result = new() { LostSamples = lost, FirstNanoseconds = 1_000_000_000, LastNanoseconds = 3_500_000_000, Command = ["perf", "record", "-a"], Problems = problems };
        return CapturedProfile.Complete(Profiles.Folded(folded) with { Notes = [] }, new FakeHost("far", agent), plan, result, 700, null);
    }
}
