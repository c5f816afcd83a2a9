using UdpLab.Agent.Flood;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>The pace of the XDP program, run frame by frame in this kernel.</summary>
public sealed class XdpPaceTests
{
    private static readonly byte[] _frame = Frame.Build(Frames.Some(ipv6: false), 60, 0);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void ABurstLeavesBackToBackAndTheNextIsNotDue(int burst)
    {
        Machine.RequireRoot();
        using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
        using BpfObject program = BpfObject.Load(XdpProgram.Flood(state.Fd, Parameters() with { RatePps = 0.01 * burst, Burst = burst }), XdpRefusal.Of);
        int[] verdicts = [.. Enumerable.Range(0, burst + 3).Select(_ => ProgramRun.Over(_frame, program).Verdict)];
        Assert.Equal([.. Enumerable.Repeat(ProgramRun.Pass, burst), ProgramRun.Drop, ProgramRun.Drop, ProgramRun.Drop], verdicts);
        Assert.Equal((burst, 3L, 0L), (state.Read(XdpState.Made), state.Read(XdpState.Tries), state.Read(XdpState.Waits)));
        Assert.Equal(XdpProgram.Interval(0.01 * burst, burst), state.Read(XdpState.Due));
    }

    [Fact]
    public void APacketAfterAWaitBeginsABurst()
    {
        Machine.RequireRoot();
        using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
        using BpfObject program = BpfObject.Load(XdpProgram.Flood(state.Fd, Parameters() with { RatePps = 400, Burst = 2 }), XdpRefusal.Of);
        while (state.Read(XdpState.Waits) < 5)
        {
            _ = ProgramRun.Over(_frame, program);
        }

        // Two packets per burst, if the first one waited. More if the machine missed the burst's time.
        Assert.InRange(state.Read(XdpState.Made), (5 * 2) + 1, long.MaxValue);
    }

    [Fact]
    public void AStepBeginsWithAPacketAtOnceAndItsNumberIsNoted()
    {
        Machine.RequireRoot();
        const long step = 50_000_000, hundredSeconds = 100_000_000_000L << 10;
        using BpfObject state = BpfObject.CreateValue(XdpState.SizeOf(3), XdpRefusal.Of);
        state.Write([(XdpState.IntervalAt(0), hundredSeconds), (XdpState.IntervalAt(1), hundredSeconds), (XdpState.IntervalAt(2), hundredSeconds)]);
        using BpfObject program = BpfObject.Load(XdpProgram.Flood(state.Fd, Parameters() with { Steps = 3, StepNanoseconds = step }), XdpRefusal.Of);
        Assert.Equal(ProgramRun.Pass, ProgramRun.Over(_frame, program).Verdict);
        Assert.Equal(1, state.Read(XdpState.StartAt(0)));
        while (state.Read(XdpState.StartAt(2)) == 0)
        {
            _ = ProgramRun.Over(_frame, program);
        }

        // A hundred seconds between packets, and yet one at the beginning of each step; one step may have been slept through.
        long second = state.Read(XdpState.StartAt(1)), third = state.Read(XdpState.StartAt(2));
        Assert.True((second, third) is (2, 3) or (0, 2), $"{second}, {third}");
        Assert.Equal(third, state.Read(XdpState.Made));

        // The last step continues beyond its end if no duration ends it.
        Assert.Equal(ProgramRun.Drop, ProgramRun.Over(_frame, program).Verdict);
        Assert.Equal((2 * step << 10) + hundredSeconds, state.Read(XdpState.Due));
    }

    private static XdpProgram.Parameters Parameters() => new(_frame, 1, 10_000, 0, null, null, null, null);
}
