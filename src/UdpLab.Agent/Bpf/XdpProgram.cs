using UdpLab.Wire;
using static UdpLab.Agent.Bpf.Register;

namespace UdpLab.Agent.Bpf;

/// <summary>
/// The program that makes each frame of a flood its own: next sequence number and source port, the time, for IPv6 the
/// checksum; then out of an interface, or up into the stack. Its state is one 64-bit number: the packets it has made.
/// </summary>
internal static class XdpProgram
{
    private const int XdpDrop = 1, XdpPass = 2;
    private const int KtimeGetNs = 5, Redirect = 23;
    private const int Ethernet = 14, SourcePortInUdp = 0, ChecksumInUdp = 6, UdpLength = 8;

    /// <summary>What a program is made for.</summary>
    /// <param name="Ipv6">The frame is IPv6.</param>
    /// <param name="Flows">Source ports in turn.</param>
    /// <param name="FirstSourcePort">The lowest of them.</param>
    /// <param name="RealtimeOffset">CLOCK_REALTIME minus CLOCK_MONOTONIC, nanoseconds.</param>
    /// <param name="ChecksumSeed">Sum of what does not vary in the UDP checksum's coverage (IPv6).</param>
    /// <param name="RedirectTo">Interface index to leave by, null to pass into the stack.</param>
    internal sealed record Parameters(bool Ipv6, int Flows, int FirstSourcePort, long RealtimeOffset, uint ChecksumSeed, int? RedirectTo);

    public static Instruction[] Flood(int counterMap, Parameters p)
    {
        short udp = (short)(Ethernet + (p.Ipv6 ? 40 : 20));
        short payload = (short)(udp + UdpLength);
        Assembler code = new();

        // R7 = frame, R9 = sequence, R6 = place of the counter.
        code.Load(Width.Word32, R7, R1, 0)
            .Load(Width.Word32, R8, R1, 4)
            .Do(Alu.Move, R2, R7)
            .Do(Alu.Add, R2, payload + PktgenHeader.TaggedLength)
            .DropIfGreater(R2, R8)
            .LoadMapValue(R6, counterMap)
            .Load(Width.Word64, R9, R6, 0)
            .Do(Alu.Move, R1, R9)
            .Do(Alu.Add, R1, 1)
            .Store(Width.Word64, R6, 0, R1);

        // R6 from here: the sum of what varies, for the checksum.
        code.Do(Alu.Move, R1, R9)
            .Do(Alu.Mod, R1, p.Flows)
            .Do(Alu.Add, R1, p.FirstSourcePort)
            .BigEndian(R1, 16)
            .Store(Width.Word16, R7, (short)(udp + SourcePortInUdp), R1)
            .Do(Alu.Move, R6, R1)
            .Do(Alu.Move, R1, R9)
            .BigEndian(R1, 32)
            .Store(Width.Word32, R7, (short)(payload + 4), R1)
            .Do(Alu.Add, R6, R1);

        // Wall clock = monotonic clock + a constant; seconds and microseconds as pktgen has them.
        code.Call(KtimeGetNs)
            .LoadConstant(R1, p.RealtimeOffset)
            .Do(Alu.Add, R0, R1)
            .Do(Alu.Move, R1, R0)
            .Do(Alu.Div, R1, 1_000_000_000)
            .Do(Alu.Move, R2, R1)
            .Do(Alu.Mul, R2, 1_000_000_000)
            .Do(Alu.Sub, R0, R2)
            .Do(Alu.Div, R0, 1000)
            .BigEndian(R1, 32)
            .Store(Width.Word32, R7, (short)(payload + 8), R1)
            .Do(Alu.Add, R6, R1)
            .BigEndian(R0, 32)
            .Store(Width.Word32, R7, (short)(payload + 12), R0)
            .Do(Alu.Add, R6, R0);

        if (p.Ipv6)
        {
            Checksum(code, p.ChecksumSeed, (short)(udp + ChecksumInUdp));
        }

        return Finish(code, p.RedirectTo).DropHere().Do(Alu.Move, R0, XdpDrop).Exit().ToArray();
    }

    /// <summary>Sends a frame on as it is.</summary>
    public static Instruction[] Forward(int redirectTo) => Finish(new Assembler(), redirectTo).ToArray();

    private static Assembler Finish(Assembler code, int? redirectTo) => redirectTo is int index
        ? code.Do(Alu.Move, R1, index).Do(Alu.Move, R2, 0).Call(Redirect).Exit()
        : code.Do(Alu.Move, R0, XdpPass).Exit();

    /// <summary>One's complement of the folded sum (RFC 1071); 0 is sent as 0xffff (RFC 768).</summary>
    private static void Checksum(Assembler code, uint seed, short at)
    {
        code.LoadConstant(R1, seed).Do(Alu.Add, R6, R1);
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
