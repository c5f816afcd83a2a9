using UdpLab.Agent.Flood;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>This kernel's verifier accepts every program a flood may need.</summary>
public sealed class ProgramTests
{
    public static MatrixTheoryData<bool, string, bool> Programs => new([false, true], ["", "count", "duration", "rate", "count duration", "count duration rate", "rate burst", "duration ramp", "duration ramp burst"], [false, true]);

    [Theory]
    [MemberData(nameof(Programs))]
    public void TheKernelLoadsIt(bool ipv6, string limits, bool redirect)
    {
        Machine.RequireRoot();
        int steps = limits.Contains("ramp", StringComparison.Ordinal) ? 1000 : 0;
        using BpfObject state = BpfObject.CreateValue(XdpState.SizeOf(steps), XdpRefusal.Of);
        using BpfObject program = BpfObject.Load(XdpProgram.Flood(state.Fd, new XdpProgram.Parameters(
            Frame.Build(Frames.Some(ipv6), 100, 0),
            Flows: 16,
            FirstSourcePort: 10_000,
            RealtimeOffset: 1_700_000_000_000_000_000,
            RedirectTo: redirect ? 1 : null,
            Count: limits.Contains("count", StringComparison.Ordinal) ? 1_000_000_000_000 : null,
            DurationNanoseconds: limits.Contains("duration", StringComparison.Ordinal) ? 5_000_000_000 : null,
            RatePps: limits.Contains("rate", StringComparison.Ordinal) ? 12_345.6 : null,
            Burst: limits.Contains("burst", StringComparison.Ordinal) ? 7 : 1,
            Steps: steps,
            StepNanoseconds: 5_000_000)), XdpRefusal.Of);
        Assert.True(program.Fd > 0);
        Assert.Equal(0, state.Read(XdpState.Made));
    }

    [Fact]
    public void TheKernelLoadsTheProbeThatOnlyForwards()
    {
        Machine.RequireRoot();
        using BpfObject program = BpfObject.Load(XdpProgram.Forward(1), XdpRefusal.Of);
        Assert.True(program.Fd > 0);
    }

    [Fact]
    public void AProgramTheVerifierRefusesIsNamedWithItsReason()
    {
        Machine.RequireRoot();
        AgentException refusal = Assert.Throws<AgentException>(() => BpfObject.Load(new Assembler().Do(Alu.Move, Register.R0, Register.R5).Exit().ToArray(), XdpRefusal.Of));
        Assert.Equal("Backend", refusal.Parameter);
        Assert.NotNull(refusal.Errno);

        // The verifier's own words, not its count.
        Assert.Contains("R5 !read_ok", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("processed", refusal.Message, StringComparison.Ordinal);
    }
}
