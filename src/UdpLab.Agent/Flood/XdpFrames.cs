using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;
using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Flood;

/// <summary>
/// The frames of a flood whose packets differ, as a table in a map that its program copies from, in turn. An entry: the frame's
/// length, the constant part of its UDP checksum, and the frame.
/// </summary>
internal sealed class XdpFrames
{
    private const int AdjustTail = 65, StoreBytes = 190;
    private const short Length = 0, Seed = 8, Bytes = 16, Context = -8;

    private readonly byte[][] _frames;
    private readonly bool _numbered;
    private readonly int _entry;

    /// <param name="frames">At least two frames.</param>
    /// <param name="numbered">Their payloads begin with pktgen's header.</param>
    public XdpFrames(byte[][] frames, bool numbered)
    {
        (_frames, _numbered) = (frames, numbered);
        Longest = frames.MaxBy(frame => frame.Length)!;
        _entry = Bytes + ((Longest.Length + 7) & ~7);
    }

    /// <summary>The longest frame, which the kernel repeats; the program shortens its copies.</summary>
    public byte[] Longest { get; }

    /// <summary>The table.</summary>
    public byte[] Table()
    {
        byte[] table = new byte[_frames.Length * _entry];
        for (int i = 0; i < _frames.Length; i++)
        {
            Span<byte> entry = table.AsSpan(i * _entry, _entry);
            MemoryMarshal.Write(entry[Length..], (long)_frames[i].Length);
            MemoryMarshal.Write(entry[Seed..], (long)Frame.ChecksumSeed(_frames[i], _numbered));
            _frames[i].CopyTo(entry[Bytes..]);
        }

        return table;
    }

    /// <summary>Keeps the program's context, which R1 has at its start.</summary>
    public static void KeepContext(Assembler code) => code.Store(Width.Word64, R10, Context, R1);

    /// <summary>
    /// Makes the packet the frame whose turn it is (bpf_xdp_adjust_tail, bpf_xdp_store_bytes of Linux 5.18, as live frames). Needs
    /// R9 = sequence; leaves R6 = the checksum's seed, R7 = the frame; loses R0 to R5.
    /// </summary>
    /// <param name="code">The program.</param>
    /// <param name="map">The table's map.</param>
    /// <param name="written">How far the program writes into the frame itself.</param>
    public void Take(Assembler code, int map, int written) => code
        .Do(Alu.Move, R1, R9)
        .Do(Alu.Mod, R1, _frames.Length)
        .Do(Alu.Move, R2, _frames.Length - 1)
        .DropIfGreater(R1, R2)
        .Do(Alu.Mul, R1, _entry)
        .LoadMapValue(R7, map)
        .Do(Alu.Add, R7, R1)
        .Load(Width.Word64, R6, R7, Seed)
        .Load(Width.Word64, R2, R7, Length)
        .Do(Alu.Sub, R2, Longest.Length)
        .Load(Width.Word64, R1, R10, Context)
        .Call(AdjustTail)
        .Load(Width.Word64, R4, R7, Length)
        .Do(Alu.Move, R1, Longest.Length)
        .DropIfGreater(R4, R1)
        .Do(Alu.Move, R1, 1)
        .DropIfGreater(R1, R4)
        .Load(Width.Word64, R1, R10, Context)
        .Do(Alu.Move, R2, 0)
        .Do(Alu.Move, R3, R7)
        .Do(Alu.Add, R3, Bytes)
        .Call(StoreBytes)
        .Load(Width.Word64, R1, R10, Context)
        .Load(Width.Word32, R7, R1, 0)
        .Load(Width.Word32, R1, R1, 4)
        .Do(Alu.Move, R2, R7)
        .Do(Alu.Add, R2, written)
        .DropIfGreater(R2, R1);
}
