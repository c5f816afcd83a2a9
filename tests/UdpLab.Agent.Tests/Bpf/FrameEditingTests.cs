using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using CsCheck;
using UdpLab.Agent.Bpf;
using UdpLab.Agent.Floods;
using UdpLab.Agent.Native;

namespace UdpLab.Agent.Tests;

/// <summary>What the program makes of a frame, run in this kernel.</summary>
public sealed class FrameEditingTests
{
    private const int FirstPort = 10_000;

    [Fact]
    public void Every_packet_has_the_next_number_and_port_and_the_time_of_day()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Headers(ipv6: false), 60, 5);
        using BpfObject state = BpfObject.CreateState();
        using BpfObject program = Load(state, frame, ipv6: false, flows: 3);
        for (int i = 0; i < 10; i++)
        {
            long before = Clock.Realtime / 1000;
            (int verdict, byte[] made) = ProgramRun.Over(frame, program);
            long after = Clock.Realtime / 1000;
            Assert.Equal(ProgramRun.Pass, verdict);
            Assert.Equal(FirstPort + (i % 3), BinaryPrimitives.ReadUInt16BigEndian(made.AsSpan(34)));
            Assert.Equal((uint)i, BinaryPrimitives.ReadUInt32BigEndian(made.AsSpan(46)));
            long time = (BinaryPrimitives.ReadUInt32BigEndian(made.AsSpan(50)) * 1_000_000L) + BinaryPrimitives.ReadUInt32BigEndian(made.AsSpan(54));

            // The clocks are read one after the other, and the wall clock may be steered meanwhile.
            Assert.InRange(time, before - 1000, after + 1000);

            // Nothing else has changed.
            frame.AsSpan(34, 2).CopyTo(made.AsSpan(34));
            frame.AsSpan(46, 12).CopyTo(made.AsSpan(46));
            Assert.Equal(Convert.ToHexString(frame), Convert.ToHexString(made));
        }

        Assert.Equal(10, state.Read(XdpState.Made));
        Assert.InRange(state.Read(XdpState.First), 1, state.Read(XdpState.Last));
    }

    [Fact]
    public void Ipv6_packets_carry_the_checksum_of_what_is_in_them()
    {
        Machine.RequireRoot();
        Gen.Select(Frames.Headers(ipv6: true), Gen.Int[80, 1514], Gen.Int[0, 4095], Gen.Int[1, 1000]).Sample(
            (headers, size, stream, flows) =>
            {
                byte[] frame = Frame.Build(headers, size, stream);
                using BpfObject state = BpfObject.CreateState();
                using BpfObject program = Load(state, frame, ipv6: true, flows);
                for (int i = 0; i < 20; i++)
                {
                    (_, byte[] made) = ProgramRun.Over(frame, program);
                    Assert.Equal(InternetChecksum.OfUdp6(made), BinaryPrimitives.ReadUInt16BigEndian(made.AsSpan(60)));
                }
            },
            iter: 300);
    }

    [Fact]
    public void A_checksum_of_0_is_sent_as_all_ones()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Headers(ipv6: true), 80, 0);
        using BpfObject state = BpfObject.CreateState();
        using BpfObject program = Load(state, frame, ipv6: true, flows: 60_000 - FirstPort);
        ushort sum;
        int runs = 0;

        // One packet in 65,535 has it.
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
    public void Frames_past_the_count_are_dropped_and_not_counted()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Headers(ipv6: false), 60, 0);
        using BpfObject state = BpfObject.CreateState();
        using BpfObject program = Load(state, frame, ipv6: false, flows: 1, p => p with { Count = 3, RedirectTo = 1 });
        Assert.Equal(
            [ProgramRun.Redirect, ProgramRun.Redirect, ProgramRun.Redirect, ProgramRun.Drop, ProgramRun.Drop],
            Enumerable.Range(0, 5).Select(_ => ProgramRun.Over(frame, program).Verdict));
        Assert.Equal(3, state.Read(XdpState.Made));
    }

    [Fact]
    public void Frames_after_the_duration_are_dropped()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Headers(ipv6: false), 60, 0);
        using BpfObject state = BpfObject.CreateState();
        using BpfObject program = Load(state, frame, ipv6: false, flows: 1, p => p with { DurationNanoseconds = 300_000_000 });
        Assert.Equal(ProgramRun.Pass, ProgramRun.Over(frame, program).Verdict);
        Thread.Sleep(320);
        Assert.Equal(ProgramRun.Drop, ProgramRun.Over(frame, program).Verdict);
        Assert.Equal(1, state.Read(XdpState.Made));
    }

    [Fact]
    public void Frames_ahead_of_the_pace_are_dropped()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Headers(ipv6: false), 60, 0);
        using BpfObject state = BpfObject.CreateState();
        using BpfObject program = Load(state, frame, ipv6: false, flows: 1, p => p with { RatePps = 1000 });
        long runs = 0, start = Clock.Monotonic;
        while (Clock.Monotonic - start < 200_000_000)
        {
            _ = ProgramRun.Over(frame, program);
            runs++;
        }

        // A packet at once, then one a millisecond between the first and the last.
        long made = state.Read(XdpState.Made), passed = state.Read(XdpState.Last) - state.Read(XdpState.First);
        Assert.True(runs > 1000, $"only {runs} runs: nothing was ahead of the pace");
        Assert.InRange(made, 100, 1 + (passed / 1_000_000));
    }

    [Fact]
    public void A_frame_without_room_for_the_header_is_dropped()
    {
        Machine.RequireRoot();
        byte[] frame = Frame.Build(Headers(ipv6: false), 60, 0);
        using BpfObject state = BpfObject.CreateState();
        using BpfObject program = Load(state, frame, ipv6: false, flows: 1);
        Assert.Equal(ProgramRun.Drop, ProgramRun.Over(frame[..59], program).Verdict);
        Assert.Equal(0, state.Read(XdpState.Made));
    }

    private static Frame.Headers Headers(bool ipv6) => new(
        PhysicalAddress.Parse("020000000001"),
        PhysicalAddress.Parse("020000000002"),
        IPAddress.Parse(ipv6 ? "2001:2::1" : "198.18.0.1"),
        IPAddress.Parse(ipv6 ? "2001:2::2" : "198.18.0.2"),
        FirstPort,
        9);

    private static BpfObject Load(BpfObject state, byte[] frame, bool ipv6, int flows, Func<XdpProgram.Parameters, XdpProgram.Parameters>? change = null)
    {
        XdpProgram.Parameters parameters = new(ipv6, flows, FirstPort, Clock.Realtime - Clock.Monotonic, ipv6 ? Frame.ChecksumSeed(frame) : 0, null, null, null, null);
        return BpfObject.Load(XdpProgram.Flood(state.Fd, change?.Invoke(parameters) ?? parameters));
    }
}
