using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace UdpLab.Agent.Sink;

/// <summary>
/// What one receiving thread has seen of one stream's sequence numbers. In-order packets cost one comparison
/// (<see cref="Expected"/>); only gaps and late packets touch the bitmap of missing numbers.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SequenceTracker
{
    /// <summary>How far back a late packet can be distinguished from a duplicate, in packets.</summary>
    public const int Window = 1 << 16;

    /// <summary>Numbers are extended to 64 bits from this start, so the 32 bits on the wire may wrap.</summary>
    public const ulong Base = 1UL << 32;
    private const uint Closely = 255;

    // Fewer gaps may have a common factor by chance.
    private const int ManyGaps = 32;

    /// <summary>
    /// The next number if nothing is lost; its low 32 bits are compared with the wire. Before the first packet it is just below
    /// <see cref="Base"/>: if that happens to be the first packet's number, the stream begins with it like any other.
    /// </summary>
    public ulong Expected;

    private ulong _first;
    private ulong _marked;
    private ulong* _missing;
    private ulong _step;
    private int _gaps;
    private int _silences;

    /// <summary>Numbers between the first and the last that have not arrived.</summary>
    public long Holes;

    public long OutOfOrder;

    public long Duplicates;

    /// <summary>The numbers are little-endian on the wire, as written by udp_flood -P of network-testing.</summary>
    public bool HostOrder { get; private set; }

    public readonly bool Started => Expected >= Base;

    /// <summary>Whether it has met an unexpected packet, and so holds memory.</summary>
    public readonly bool Surprised => _missing != null;

    /// <summary>First number seen, extended.</summary>
    public readonly ulong First => _first;

    /// <summary>Distinct numbers seen since the generator last restarted.</summary>
    public readonly long Unique => Started ? (long)(Expected - _first) - Holes : 0;

    /// <summary>The largest number that divides all distances between one number and the next; 0 where too few were met to tell.</summary>
    public readonly ulong Step => _gaps < ManyGaps ? 0 : _marked < Expected ? 1 : _step;

    /// <summary>
    /// The generator restarted: the number is further back than any late packet could be, or, after a silence, no higher than the
    /// first.
    /// </summary>
    /// <param name="sequence">The number.</param>
    /// <param name="silences">How often nothing arrived for a while, until now.</param>
    public readonly bool Restarts(uint sequence, int silences) => Started && (int)(sequence - (uint)Expected) is var ahead
        && (ahead < -Window || (_silences != silences && ahead < -1 && (int)(sequence - (uint)_first) <= 0));

    /// <summary>Starts again with this number.</summary>
    /// <inheritdoc cref="Restarts"/>
    public void Restart(uint sequence, int silences)
    {
        Holes = 0;
        _silences = silences;
        Begin(sequence);
    }

    /// <summary>
    /// A distant number that, byte-swapped, closely follows the previous one: the stream is in host byte order. In network
    /// order each step would be 2^24, which no loss produces by chance.
    /// </summary>
    public readonly bool TurnsToHostOrder(uint sequence) =>
        Started && !HostOrder && (uint)((int)(sequence - (uint)Expected) + Window) > 2 * Window
        && BinaryPrimitives.ReverseEndianness(sequence) - BinaryPrimitives.ReverseEndianness((uint)Expected - 1) - 1 < Closely;

    /// <summary>Its gaps are plausible for a network, not those of byte-swapped numbers.</summary>
    public readonly bool IsPlausible => Unique > 1 && Holes / 1000 <= Unique;

    /// <summary>Starts again with the previous number, byte-swapped.</summary>
    public void TurnToHostOrder()
    {
        HostOrder = true;
        (Holes, _gaps, _step) = (0, 0, 0);
        Begin(BinaryPrimitives.ReverseEndianness((uint)Expected - 1));
    }

    public static SequenceTracker Create() => new() { Expected = Base - 1, _first = Base - 1, _marked = Base - 1 };

    /// <summary>Handles an unexpected packet; returns the numbers it makes missing, or no longer missing.</summary>
    /// <inheritdoc cref="Restarts"/>
    public NumberChange Surprise(uint sequence, int silences = 0)
    {
        if (!Started)
        {
            _silences = silences;
            Begin(sequence);
            return default;
        }

        if (_missing == null)
        {
            _missing = (ulong*)NativeMemory.AllocZeroed(Window / 8);
        }

        int ahead = (int)(sequence - (uint)Expected);
        if (ahead >= -Window)
        {
            NoteStep((ulong)Math.Abs(ahead + 1L));
        }

        if (ahead >= 0)
        {
            Settle();
            Gap((ulong)ahead);
            return new NumberChange(Expected - 1 - (ulong)ahead, Expected - 1, Missing: true);
        }

        return Late((ulong)-(long)ahead, sequence);
    }

    public void Free()
    {
        NativeMemory.Free(_missing);
        _missing = null;
    }

    private void Begin(uint sequence)
    {
        _first = Base + sequence;
        Expected = _first + 1;
        _marked = Expected;
        if (_missing == null)
        {
            _missing = (ulong*)NativeMemory.AllocZeroed(Window / 8);
        }
        else
        {
            NativeMemory.Clear(_missing, Window / 8);
        }
    }

    private void NoteStep(ulong distance)
    {
        _gaps += _gaps < ManyGaps ? 1 : 0;
        _step = _marked < Expected ? 1 : CommonDivisor.Of(_step, distance);
    }

    private void Gap(ulong count)
    {
        ulong next = Expected + count;
        SetRange(Math.Max(Expected, next - Math.Min(next, Window)), next, missing: true);
        SetRange(next, next + 1, missing: false);
        Holes += (long)count;
        Expected = _marked = next + 1;
    }

    private NumberChange Late(ulong back, uint sequence)
    {
        Settle();
        ulong number = Expected - back;
        if (number < _first)
        {
            // Sent before the first one seen: it extends the range.
            SetRange(number + 1, _first, missing: true);
            SetRange(number, number + 1, missing: false);
            Holes += (long)(_first - number) - 1;
            NumberChange between = new(number + 1, _first, Missing: true);
            _first = number;
            OutOfOrder++;
            return between;
        }

        if ((_missing[number % Window / 64] & (1UL << (int)(number % 64))) != 0)
        {
            SetRange(number, number + 1, missing: false);
            Holes--;
            OutOfOrder++;
            return new NumberChange(number, number + 1, Missing: false);
        }

        Duplicates++;
        return default;
    }

    /// <summary>Clears numbers that arrived in order since the bitmap was last touched; an older lap may have left bits there.</summary>
    private void Settle()
    {
        if (_marked < Expected)
        {
            SetRange(Math.Max(_marked, Expected - Math.Min(Expected, Window)), Expected, missing: false);
            _marked = Expected;
        }
    }

    private readonly void SetRange(ulong from, ulong to, bool missing)
    {
        while (from < to)
        {
            int bit = (int)(from % 64);
            int count = (int)Math.Min((ulong)(64 - bit), to - from);
            ulong mask = (count == 64 ? ulong.MaxValue : (1UL << count) - 1) << bit;
            ulong* word = _missing + (from % Window / 64);
            *word = missing ? *word | mask : *word & ~mask;
            from += (ulong)count;
        }
    }
}

/// <summary>Numbers that are now missing, or no longer missing; the upper end is exclusive, and both ends are equal for none.</summary>
internal readonly record struct NumberChange(ulong First, ulong End, bool Missing);
