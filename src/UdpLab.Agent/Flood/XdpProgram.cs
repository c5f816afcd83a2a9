using UdpLab.Agent.Kernel;
using UdpLab.Wire;
using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Flood;

/// <summary>
/// The program that individualises each frame of a flood: next sequence number and source port, time, UDP checksum (GRO merges
/// no packets without one), and its payload if they differ; then sends it out of an interface or up the stack. It also enforces count, duration and pace: the
/// kernel repeats the frame as fast as it can, and a frame that is too early or too late is dropped here.
/// </summary>
internal static class XdpProgram
{
    private const int XdpDrop = 1, XdpPass = 2;
    private const int KtimeGetNs = 5, Redirect = 23;
    private const int SourcePortInUdp = 0, LengthInUdp = 4, ChecksumInUdp = 6;
    private const int LengthInIpv4 = 2, ChecksumInIpv4 = 10, LengthInIpv6 = 4;

    // Pacing counts in 1024ths of a nanosecond: whole nanoseconds would turn 13 Mpps into 13.16.
    private const int Fraction = 10;

    // A step's start and interval are two numbers of 8 bytes.
    private const int StepShift = 4;

    /// <summary>Parameters of a program.</summary>
    /// <param name="Frame">The frame to repeat, complete except for what varies.</param>
    /// <param name="Flows">Number of source ports, used in turn.</param>
    /// <param name="FirstSourcePort">The lowest of them.</param>
    /// <param name="RealtimeOffset">CLOCK_REALTIME minus CLOCK_MONOTONIC, nanoseconds.</param>
    /// <param name="RedirectTo">Index of the interface to redirect to, null to pass packets to the stack.</param>
    /// <param name="Count">Packets to make, null for no limit.</param>
    /// <param name="DurationNanoseconds">Time after the first packet at which generation stops, null for no limit.</param>
    /// <param name="RatePps">Packets per second; null for unlimited, and for a ramp.</param>
    /// <param name="Burst">Packets sent back to back if there is a pace.</param>
    /// <param name="Steps">Steps of a ramp, whose intervals are in the map; 0 without a ramp.</param>
    /// <param name="StepNanoseconds">Length of each step.</param>
    /// <param name="Numbered">The payloads begin with pktgen's header, whose number and time are to be filled in.</param>
    /// <param name="Frames">Several frames in turn, of which <paramref name="Frame"/> is the longest; null for one.</param>
    internal sealed record Parameters(
        byte[] Frame,
        int Flows,
        int FirstSourcePort,
        long RealtimeOffset,
        int? RedirectTo,
        long? Count,
        long? DurationNanoseconds,
        double? RatePps,
        int Burst = 1,
        int Steps = 0,
        long StepNanoseconds = 0,
        bool Numbered = true,
        XdpFrames? Frames = null);

    /// <summary>The time between bursts at a rate, in the program's unit.</summary>
    public static long Interval(double rate, int burst) => (long)(1e9 * (1 << Fraction) * burst / rate);

    /// <param name="stateMap">The map of <see cref="XdpState"/>.</param>
    /// <param name="p">What it does.</param>
    /// <param name="frameMap">The map of <see cref="Parameters.Frames"/>; not used without them.</param>
    public static Instruction[] Flood(int stateMap, Parameters p, int frameMap = -1)
    {
        bool ipv6 = Frame.IsIpv6(p.Frame);
        short udp = (short)(FrameLength.Ethernet + FrameLength.Ip(ipv6));
        short payload = (short)(udp + FrameLength.Udp);
        int written = payload + (p.Numbered ? PktgenHeader.TaggedLength : 0);
        Assembler code = new();
        if (p.Frames is not null)
        {
            XdpFrames.KeepContext(code);
        }

        // R6 = state, R7 = frame, R8 = now, R9 = sequence.
        code.Load(Width.Word32, R7, R1, 0)
            .Load(Width.Word32, R8, R1, 4)
            .Do(Alu.Move, R2, R7)
            .Do(Alu.Add, R2, written)
            .DropIfGreater(R2, R8)
            .LoadMapValue(R6, stateMap)
            .Load(Width.Word64, R9, R6, XdpState.Made);
        if (p.Count is long count)
        {
            code.LoadConstant(R2, count).Do(Alu.Move, R1, R9).Do(Alu.Add, R1, 1).DropIfGreater(R1, R2);
        }

        code.Call(KtimeGetNs).Do(Alu.Move, R8, R0);
        NoteFirst(code);
        if (p.DurationNanoseconds is long duration)
        {
            code.Do(Alu.Move, R1, R8).Do(Alu.Sub, R1, R3).LoadConstant(R2, duration).DropIfGreater(R1, R2);
        }

        if (p.Steps > 0 || p.RatePps is not null)
        {
            KeepPace(code, p);
        }

        code.Store(Width.Word64, R6, XdpState.Last, R8)
            .Do(Alu.Move, R1, R9)
            .Do(Alu.Add, R1, 1)
            .Store(Width.Word64, R6, XdpState.Made, R1);

        // R6 from here on: the checksum's sum, which begins with what does not vary.
        if (p.Frames is not null)
        {
            p.Frames.Take(code, frameMap, written);
        }
        else
        {
            code.LoadConstant(R6, Frame.ChecksumSeed(p.Frame, p.Numbered));
        }

        code.Do(Alu.Move, R1, R9)
            .Do(Alu.Mod, R1, p.Flows)
            .Do(Alu.Add, R1, p.FirstSourcePort)
            .BigEndian(R1, 16)
            .Store(Width.Word16, R7, (short)(udp + SourcePortInUdp), R1)
            .Do(Alu.Add, R6, R1);
        if (p.Numbered)
        {
            Number(code, p, payload);
        }

        if (p.Frames is null)
        {
            // The kernel reuses pages, and GRO may have changed the length fields of their headers.
            Restore(code, p.Frame, (short)(udp + LengthInUdp));
            Restore(code, p.Frame, FrameLength.Ethernet + (ipv6 ? LengthInIpv6 : LengthInIpv4));
            if (!ipv6)
            {
                Restore(code, p.Frame, FrameLength.Ethernet + ChecksumInIpv4);
            }
        }

        Checksum(code, (short)(udp + ChecksumInUdp));
        return Finish(code, p.RedirectTo).DropHere().Do(Alu.Move, R0, XdpDrop).Exit().ToArray();
    }

    /// <summary>Sends a frame on unchanged.</summary>
    public static Instruction[] Forward(int redirectTo) => Finish(new Assembler(), redirectTo).ToArray();

    /// <summary>Fills in pktgen's header: number, and wall clock = monotonic clock + a constant, in seconds and microseconds.</summary>
    private static void Number(Assembler code, Parameters p, short payload) => code
        .BigEndian(R9, 32)
        .Store(Width.Word32, R7, (short)(payload + 4), R9)
        .Do(Alu.Add, R6, R9)
        .LoadConstant(R1, p.RealtimeOffset)
        .Do(Alu.Add, R8, R1)
        .Do(Alu.Move, R1, R8)
        .Do(Alu.Div, R1, 1_000_000_000)
        .Do(Alu.Move, R2, R1)
        .Do(Alu.Mul, R2, 1_000_000_000)
        .Do(Alu.Sub, R8, R2)
        .Do(Alu.Div, R8, 1000)
        .BigEndian(R1, 32)
        .Store(Width.Word32, R7, (short)(payload + 8), R1)
        .Do(Alu.Add, R6, R1)
        .BigEndian(R8, 32)
        .Store(Width.Word32, R7, (short)(payload + 12), R8)
        .Do(Alu.Add, R6, R8);

    /// <summary>Restores two bytes of the frame.</summary>
    private static void Restore(Assembler code, byte[] frame, int at) =>
        code.Do(Alu.Move, R1, BitConverter.ToUInt16(frame, at)).Store(Width.Word16, R7, (short)at, R1);

    /// <summary>R3 = time of the first packet: now, if there was none.</summary>
    private static void NoteFirst(Assembler code) => code
        .Load(Width.Word64, R3, R6, XdpState.First)
        .SkipUnlessEqual(R3, 0)
        .Do(Alu.Move, R3, R8)
        .Store(Width.Word64, R6, XdpState.First, R3);

    /// <summary>
    /// Drops what is too early. The due time advances by the interval with the last packet of a burst, and lags behind the
    /// clock by at most a tenth of a second, as in <see cref="TokenBucket"/>.
    /// </summary>
    private static void KeepPace(Assembler code, Parameters p)
    {
        const long depth = 100_000_000L << Fraction;

        // R2 = when the next packet is due, R4 = the interval, R1 = time since the first packet.
        if (p.Steps > 0)
        {
            TakeStep(code, p);
        }
        else
        {
            code.Load(Width.Word64, R2, R6, XdpState.Due).LoadConstant(R4, Interval(p.RatePps!.Value, p.Burst));
        }

        code.Do(Alu.Move, R1, R8)
            .Do(Alu.Sub, R1, R3)
            .Do(Alu.Left, R1, Fraction)
            .Load(Width.Word64, R5, R6, XdpState.Tries)
            .Do(Alu.Add, R5, 1)
            .Store(Width.Word64, R6, XdpState.Tries, R5)
            .DropIfGreater(R2, R1);

        // It is sent: after a wait, if repetitions before it were dropped.
        code.Load(Width.Word64, R0, R6, XdpState.Waits)
            .Do(Alu.Add, R0, 1)
            .Do(Alu.Move, R3, 1)
            .SkipIfGreater(R5, R3)
            .Do(Alu.Sub, R0, 1)
            .Store(Width.Word64, R6, XdpState.Waits, R0)
            .Do(Alu.Move, R3, 0)
            .Store(Width.Word64, R6, XdpState.Tries, R3);
        if (p.Burst > 1)
        {
            code.Do(Alu.Move, R5, R9)
                .Do(Alu.Add, R5, 1)
                .Do(Alu.Mod, R5, p.Burst)
                .SkipUnlessEqual(R5, 0)
                .Do(Alu.Move, R3, R4)
                .Do(Alu.Move, R4, R3);
        }

        code.Do(Alu.Add, R2, R4)
            .LoadConstant(R4, depth)
            .Do(Alu.Move, R5, R2)
            .Do(Alu.Add, R5, R4)
            .SkipIfGreater(R5, R1)
            .Do(Alu.Move, R2, R1)
            .Store(Width.Word64, R6, XdpState.Due, R2);
    }

    /// <summary>
    /// The current step: R4 = its interval, R2 = when the next packet is due, which is at once when the step begins; the step's
    /// start is recorded.
    /// </summary>
    private static void TakeStep(Assembler code, Parameters p) => code
        .Do(Alu.Move, R1, R8)
        .Do(Alu.Sub, R1, R3)
        .LoadConstant(R2, p.StepNanoseconds)
        .Do(Alu.Div, R1, R2)
        .Do(Alu.Move, R2, p.Steps)
        .SkipIfGreater(R2, R1)
        .Do(Alu.Move, R1, p.Steps - 1)
        .Do(Alu.Move, R5, R1)
        .Do(Alu.Left, R5, StepShift)
        .Do(Alu.Move, R0, R6)
        .Do(Alu.Add, R0, R5)
        .LoadConstant(R2, p.StepNanoseconds << Fraction)
        .Do(Alu.Mul, R1, R2)
        .Load(Width.Word64, R2, R6, XdpState.Due)
        .Load(Width.Word64, R4, R0, XdpState.IntervalAt(0))
        .Load(Width.Word64, R5, R0, XdpState.StartAt(0))
        .SkipUnlessEqual(R5, 0)
        .Do(Alu.Move, R2, R1)
        .Store(Width.Word64, R6, XdpState.Due, R2)
        .Do(Alu.Move, R1, R9)
        .Do(Alu.Add, R1, 1)
        .SkipUnlessEqual(R5, 0)
        .Do(Alu.Move, R5, R1)
        .Store(Width.Word64, R0, XdpState.StartAt(0), R5);

    private static Assembler Finish(Assembler code, int? redirectTo) => redirectTo is int index
        ? code.Do(Alu.Move, R1, index).Do(Alu.Move, R2, 0).Call(Redirect).Exit()
        : code.Do(Alu.Move, R0, XdpPass).Exit();

    /// <summary>One's complement of the folded sum (RFC 1071); 0 is sent as 0xffff (RFC 768).</summary>
    private static void Checksum(Assembler code, short at)
    {
        code.Do(Alu.Move, R1, R6).Do(Alu.Right, R1, 32).Truncate32(R6).Do(Alu.Add, R6, R1);
        for (int i = 0; i < 3; i++)
        {
            code.Do(Alu.Move, R1, R6).Do(Alu.Right, R1, 16).Do(Alu.And, R6, 0xffff).Do(Alu.Add, R6, R1);
        }

        code.Do(Alu.Xor, R6, 0xffff)
            .SkipUnlessEqual(R6, 0)
            .Do(Alu.Move, R6, 0xffff)
            .Store(Width.Word16, R7, at, R6);
    }
}
