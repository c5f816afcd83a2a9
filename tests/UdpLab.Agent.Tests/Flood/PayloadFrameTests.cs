using System.Buffers.Binary;
using UdpLab.Agent.Flood;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>Frames that take turns, made by the program in this kernel.</summary>
public sealed class PayloadFrameTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void EachIsMadeInItsTurn(bool ipv6, bool numbered)
    {
        Machine.RequireRoot();
        byte[][] payloads = new FloodPayloads(new OpenFlood { Payloads = [Bytes(19), Bytes(1000), Bytes(40)], PayloadHeader = numbered }, ipv6).Of(3);
        byte[][] frames = [.. payloads.Select(payload => Frame.Build(Frames.Some(ipv6), payload))];
        XdpFrames table = new(frames, numbered);
        using BpfObject state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of), map = BpfObject.CreateValue(table.Table().Length, XdpRefusal.Of);
        map.Write(table.Table());
        using BpfObject program = BpfObject.Load(XdpProgram.Flood(state.Fd, new(table.Longest, 2, 10_000, Clock.RealtimeOffset, null, null, null, null, Numbered: numbered, Frames: table), map.Fd), XdpRefusal.Of);
        int udp = 14 + (ipv6 ? 40 : 20);
        for (int i = 0; i < 7; i++)
        {
            (int verdict, byte[] made) = ProgramRun.Over(table.Longest, program);
            Assert.Equal(ProgramRun.Pass, verdict);
            Assert.Equal(10_000 + (i % 2), BinaryPrimitives.ReadUInt16BigEndian(made.AsSpan(udp)));
            Assert.Equal(InternetChecksum.OfUdp(made), BinaryPrimitives.ReadUInt16BigEndian(made.AsSpan(udp + 6)));
            if (numbered)
            {
                Assert.Equal((uint)i, BinaryPrimitives.ReadUInt32BigEndian(made.AsSpan(udp + 12)));
            }

            byte[] expected = frames[i % 3];
            expected.AsSpan(udp, 2).CopyTo(made.AsSpan(udp));
            expected.AsSpan(udp + 6, 2).CopyTo(made.AsSpan(udp + 6));
            expected.AsSpan(udp + 12, numbered ? 12 : 0).CopyTo(made.AsSpan(udp + 12));
            Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(made));
        }
    }

    [Theory]
    [InlineData("count duration rate")]
    [InlineData("duration ramp")]
    public void TheKernelLoadsItWithEveryLimit(string limits)
    {
        Machine.RequireRoot();
        int steps = limits.Contains("ramp", StringComparison.Ordinal) ? 1000 : 0;
        XdpFrames table = new([.. Enumerable.Range(1, PayloadLimits.Most).Select(size => Frame.Build(Frames.Some(ipv6: true), new byte[size % 60]))], numbered: false);
        using BpfObject state = BpfObject.CreateValue(XdpState.SizeOf(steps), XdpRefusal.Of), map = BpfObject.CreateValue(table.Table().Length, XdpRefusal.Of);
        using BpfObject program = BpfObject.Load(XdpProgram.Flood(state.Fd, new(table.Longest, 16, 10_000, 0, 1, steps == 0 ? 1000 : null, 5_000_000_000, steps == 0 ? 12_345.6 : null, 7, steps, 5_000_000, false, table), map.Fd), XdpRefusal.Of);
        Assert.True(program.Fd > 0);
    }

    [Theory]
    [InlineData(false, 1, 60)]
    [InlineData(false, 18, 60)]
    [InlineData(false, 19, 61)]
    [InlineData(true, 1, 63)]
    public void AShortFrameIsPaddedAndItsHeadersSayHowFarItGoes(bool ipv6, int payload, int length)
    {
        byte[] frame = Frame.Build(Frames.Some(ipv6), new byte[payload]);
        Assert.Equal(length, frame.Length);
        Assert.Equal(payload + 8, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(ipv6 ? 58 : 38)));
        Assert.Equal(payload + (ipv6 ? 8 : 28), BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(ipv6 ? 18 : 16)));
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + length))];
}
