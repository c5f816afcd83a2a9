using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// A record of a <see cref="SampleRing"/> as <see cref="SampleSource"/> asks for them (include/uapi/linux/perf_event.h): a sample,
/// or news of a process. A record that is too short for its kind is of no kind.
/// </summary>
internal readonly ref struct SampleRecord
{
    // PERF_RECORD_*
    private const int MapKind = 1, LostKind = 2, NameKind = 3, ForkKind = 7, SampleKind = 9;
    private const int Header = 8, Trailer = 24, SampleHead = Header + 40, ChainLengthAt = SampleHead;

    private readonly ReadOnlySpan<byte> _record;
    private readonly int _kind;

    public SampleRecord(ReadOnlySpan<byte> record)
    {
        _record = record;
        int kind = record.Length < Header ? 0 : BinaryPrimitives.ReadInt32LittleEndian(record), least = kind switch
        {
            SampleKind => SampleHead,
            LostKind => Header + 16 + Trailer,
            NameKind => Header + 8 + 8 + Trailer,
            MapKind => Header + 32 + Trailer,
            ForkKind => Header + 24 + Trailer,
            _ => int.MaxValue,
        };
        _kind = record.Length < least ? 0 : kind;
    }

    public bool IsSample => _kind == SampleKind;

    /// <summary>Samples did not fit into the ring: <see cref="Lost"/> many.</summary>
    public bool IsLoss => _kind == LostKind;

    /// <summary>A thread has a new name.</summary>
    public bool IsName => _kind == NameKind;

    /// <summary>A process maps code.</summary>
    public bool IsMap => _kind == MapKind;

    /// <summary>A thread or process has begun.</summary>
    public bool IsFork => _kind == ForkKind;

    // Of a sample: IP, PID and TID, TIME, CPU, PERIOD, chain. Of the others: their own fields, then PID and TID, TIME, CPU.
    public long Time => Number(IsSample ? Header + 16 : _record.Length - 16);

    public int Cpu => Small(IsSample ? Header + 24 : _record.Length - 8);

    public int Process => Small(IsSample ? Header + 8 : Header);

    public int Thread => Small(IsSample ? Header + 12 : IsFork ? Header + 8 : Header + 4);

    public ulong Address => (ulong)Number(Header);

    public ulong SamplePeriod => (ulong)Number(Header + 32);

    /// <summary>Addresses from the innermost outwards, with the kernel's marks between them; empty if none were recorded.</summary>
    public ReadOnlySpan<ulong> Chain
    {
        get
        {
            if (_record.Length < ChainLengthAt + 8)
            {
                return default;
            }

            int room = (_record.Length - ChainLengthAt - 8) / 8;
            return MemoryMarshal.Cast<byte, ulong>(_record[(ChainLengthAt + 8)..])[..(int)Math.Clamp(Number(ChainLengthAt), 0, room)];
        }
    }

    public long Lost => Number(Header + 8);

    /// <summary>The process, and the thread, that made this one.</summary>
    public int ParentProcess => Small(Header + 4);

    /// <inheritdoc cref="ParentProcess"/>
    public int ParentThread => Small(Header + 12);

    /// <summary>A thread's name (comm).</summary>
    public string Name => Text(Header + 8);

    /// <summary>What was mapped.</summary>
    public MemoryMap Map => new((ulong)Number(Header + 8), Saturated((ulong)Number(Header + 8), (ulong)Number(Header + 16)), (ulong)Number(Header + 24), Text(Header + 32));

    private static ulong Saturated(ulong begin, ulong length) => begin + length < begin ? ulong.MaxValue : begin + length;

    private string Text(int at)
    {
        ReadOnlySpan<byte> text = _record[at..^Trailer];
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    private long Number(int at) => BinaryPrimitives.ReadInt64LittleEndian(_record[at..]);

    private int Small(int at) => BinaryPrimitives.ReadInt32LittleEndian(_record[at..]);
}
