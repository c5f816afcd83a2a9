using System.Buffers.Binary;
using CsCheck;
using UdpLab.Agent.Flood;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>The program's changes to a frame, run in this kernel.</summary>
public sealed class FrameEditingTests
{
    private const int FirstPort = 10_000;

    [Fact]
    public void EveryPacketHasTheNextNumberAndPortAndTheTimeOfDay()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Frames.Some(ipv6: false), 60, 5);
        using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
        using BpfObject program = Load(state, frame, flows: 3);
        for (int i = 0; i < 10; i++)
        {
            long before = Clock.Realtime / 1000;
            (int verdict, byte[] made) = ProgramRun.Over(frame, program);
            long after = Clock.Realtime / 1000;
            Assert.Equal(ProgramRun.Pass, verdict);
            Assert.Equal(FirstPort + (i % 3), BinaryPrimitives.ReadUInt16BigEndian(made.AsSpan(34)));
            Assert.Equal((uint)i, BinaryPrimitives.ReadUInt32BigEndian(made.AsSpan(46)));
            long time = (BinaryPrimitives.ReadUInt32BigEndian(made.AsSpan(50)) * 1_000_000L) + BinaryPrimitives.ReadUInt32BigEndian(made.AsSpan(54));

            // The clocks are read one after the other, and the wall clock may be adjusted in between.
            Assert.InRange(time, before - 1000, after + 1000);

            // Nothing else has changed, except the checksum.
            Assert.Equal(InternetChecksum.OfUdp(made), BinaryPrimitives.ReadUInt16BigEndian(made.AsSpan(40)));
            frame.AsSpan(40, 2).CopyTo(made.AsSpan(40));
            frame.AsSpan(34, 2).CopyTo(made.AsSpan(34));
            frame.AsSpan(46, 12).CopyTo(made.AsSpan(46));
            Assert.Equal(Convert.ToHexString(frame), Convert.ToHexString(made));
        }

        Assert.Equal(10, state.Read(XdpState.Made));
        Assert.InRange(state.Read(XdpState.First), 1, state.Read(XdpState.Last));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PacketsCarryTheChecksumOfWhatIsInThem(bool ipv6)
    {
        Machine.RequireRoot();
        Gen.Select(Frames.Headers(ipv6), Gen.Int[80, 1514], Gen.Int[0, 4095], Gen.Int[1, 1000]).Sample(
            (headers, size, stream, flows) =>
            {
                byte[] frame = Frame.Build(headers, size, stream);
                using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
                using BpfObject program = Load(state, frame, flows);
                for (int i = 0; i < 20; i++)
                {
                    (_, byte[] made) = ProgramRun.Over(frame, program);
                    Assert.Equal(InternetChecksum.OfUdp(made), BinaryPrimitives.ReadUInt16BigEndian(made.AsSpan(ipv6 ? 60 : 40)));
                }
            },
            iter: 300);
    }

    [Fact]
    public void AChecksumOf0IsSentAsAllOnes()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Frames.Some(ipv6: true), 80, 0);
        using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
        using BpfObject program = Load(state, frame, flows: 60_000 - FirstPort);
        ushort sum;
        int runs = 0;

        // One packet in 65,535 has this checksum.
        do
        {
            (_, byte[] made) = ProgramRun.Over(frame, program);
            sum = BinaryPrimitives.ReadUInt16BigEndian(made.AsSpan(60));
            Assert.Equal(InternetChecksum.OfUdp6(made), sum);
        }
        while (sum != 0xffff && ++runs < 2_000_000);

        Assert.Equal(0xffff, sum);
    }

    [Fact]
    public void FramesPastTheCountAreDroppedAndNotCounted()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Frames.Some(ipv6: false), 60, 0);
        using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
        using BpfObject program = Load(state, frame, flows: 1, p => p with { Count = 3, RedirectTo = 1 });
        Assert.Equal(
            [ProgramRun.Redirect, ProgramRun.Redirect, ProgramRun.Redirect, ProgramRun.Drop, ProgramRun.Drop],
            Enumerable.Range(0, 5).Select(_ => ProgramRun.Over(frame, program).Verdict));
        Assert.Equal(3, state.Read(XdpState.Made));
    }

    [Fact]
    public void FramesAfterTheDurationAreDropped()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Frames.Some(ipv6: false), 60, 0);
        using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
        using BpfObject program = Load(state, frame, flows: 1, p => p with { DurationNanoseconds = 300_000_000 });
        Assert.Equal(ProgramRun.Pass, ProgramRun.Over(frame, program).Verdict);
        Thread.Sleep(320);
        Assert.Equal(ProgramRun.Drop, ProgramRun.Over(frame, program).Verdict);
        Assert.Equal(1, state.Read(XdpState.Made));
    }

    [Fact]
    public void FramesAheadOfThePaceAreDropped()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Frames.Some(ipv6: false), 60, 0);
        using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
        using BpfObject program = Load(state, frame, flows: 1, p => p with { RatePps = 1000 });
        long runs = 0, start = Clock.Monotonic;
        while (state.Read(XdpState.Made) < 100 && Clock.Monotonic - start < 20_000_000_000)
        {
            _ = ProgramRun.Over(frame, program);
            runs++;
        }

        // One packet at once, then one per millisecond between the first and the last.
        long made = state.Read(XdpState.Made), passed = state.Read(XdpState.Last) - state.Read(XdpState.First);
        Assert.True(runs > made, "no run was ahead of the pace");
        Assert.InRange(made, 100, 1 + (passed / 1_000_000));
    }

    [Fact]
    public void AFrameWithoutRoomForTheHeaderIsDropped()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Frames.Some(ipv6: false), 60, 0);
        using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
        using BpfObject program = Load(state, frame, flows: 1);
        Assert.Equal(ProgramRun.Drop, ProgramRun.Over(frame[..59], program).Verdict);
        Assert.Equal(0, state.Read(XdpState.Made));
    }


    /// <summary>The kernel reuses a page as GRO left it: with the lengths of a bundle.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HeadersThatGroRewroteAreWholeAgain(bool ipv6)
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Frames.Some(ipv6), 100, 0), recycled = [.. frame];
        int udp = ipv6 ? 54 : 34;
        foreach (int at in ipv6 ? [18, udp + 4] : new[] { 16, 24, udp + 4 })
        {
            (recycled[at], recycled[at + 1]) = (0x12, 0x34);
        }

        using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
        using BpfObject program = Load(state, frame, flows: 1);
        (_, byte[] made) = ProgramRun.Over(recycled, program);
        Assert.Equal(Convert.ToHexString(frame, 0, udp), Convert.ToHexString(made, 0, udp));
        Assert.Equal(Convert.ToHexString(frame, udp + 4, 2), Convert.ToHexString(made, udp + 4, 2));
        Assert.Equal(InternetChecksum.OfUdp(made), BinaryPrimitives.ReadUInt16BigEndian(made.AsSpan(udp + 6)));
    }

    private static BpfObject Load(BpfObject state, byte[] frame, int flows, Func<XdpProgram.Parameters, XdpProgram.Parameters>? change = null)
    {
        XdpProgram.Parameters parameters = new(frame, flows, FirstPort, Clock.RealtimeOffset, null, null, null, null);
        return BpfObject.Load(XdpProgram.Flood(state.Fd, change?.Invoke(parameters) ?? parameters), XdpRefusal.Of);
    }
}
