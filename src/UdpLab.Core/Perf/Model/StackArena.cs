using System.IO.Hashing;

namespace UdpLab;

/// <summary>
/// Distinct call chains and their counts, compact enough for millions. A chain is a run of bytes: each token (the command's
/// first, then the frames', outermost caller first) as a base-128 number, as in protocol buffers. Equal chains are equal bytes,
/// and chains with the same outer callers begin with the same bytes: sorted bytewise they form a call tree.
/// </summary>
internal sealed class StackArena
{
    private const int ChunkBits = 15, ChunkSize = 1 << ChunkBits, EntryBits = 11, FirstSlots = 1 << 6;
    private readonly List<byte[]> _chunks = [];
    private int[] _slots = new int[FirstSlots];
    private readonly List<Entry[]> _entries = [];
    private long _end;

    /// <summary>Maximum bytes of a chain: no chain is split over two chunks.</summary>
    public const int LongestChain = ChunkSize;

    public int Count { get; private set; }

    /// <summary>Adds samples of a chain.</summary>
    /// <returns>The chain's index.</returns>
    public int Add(ReadOnlySpan<byte> chain, long samples, ulong period)
    {
        uint hash = (uint)XxHash3.HashToUInt64(chain);
        int mask = _slots.Length - 1;
        int slot = (int)hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            ref readonly Entry entry = ref At(_slots[slot] - 1);
            if (entry.Hash == hash && chain.SequenceEqual(Bytes(entry)))
            {
                Add(_slots[slot] - 1, samples, period);
                return _slots[slot] - 1;
            }
        }

        if (2 * Count == _slots.Length)
        {
            Grow();
            mask = _slots.Length - 1;
            for (slot = (int)hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
            {
            }
        }

        if (Count >> EntryBits == _entries.Count)
        {
            _entries.Add(new Entry[1 << EntryBits]);
        }

        At(Count) = new Entry { Start = Keep(chain), Length = chain.Length, Hash = hash, Samples = samples, Period = period };
        _slots[slot] = ++Count;
        return Count - 1;
    }

    /// <summary>Adds samples of a chain that is already present.</summary>
    public void Add(int index, long samples, ulong period)
    {
        ref Entry entry = ref At(index);
        entry.Samples += samples;
        entry.Period = Saturating.Add(entry.Period, period);
    }

    public ReadOnlySpan<byte> this[int index] => Bytes(At(index));

    public long Samples(int index) => At(index).Samples;

    public ulong Period(int index) => At(index).Period;

    /// <summary>Replaces every chain's samples and period with new ones calculated from them.</summary>
    public void Change(Func<long, ulong, (long Samples, ulong Period)> change)
    {
        for (int i = 0; i < Count; i++)
        {
            ref Entry entry = ref At(i);
            (entry.Samples, entry.Period) = change(entry.Samples, entry.Period);
        }
    }

    /// <summary>Writes a number of a chain; at most five bytes.</summary>
    public static int Write(Span<byte> chain, int number)
    {
        uint rest = (uint)number;
        int length = 0;
        for (; rest >= 0x80; rest >>= 7)
        {
            chain[length++] = (byte)(rest | 0x80);
        }

        chain[length++] = (byte)rest;
        return length;
    }

    /// <summary>Reads the number at the beginning of a chain and advances past it.</summary>
    public static int Read(ref ReadOnlySpan<byte> chain)
    {
        int number = 0, shift = 0, length = 0;
        while (true)
        {
            byte b = chain[length++];
            number |= (b & 0x7F) << shift;
            if (b < 0x80)
            {
                chain = chain[length..];
                return number;
            }

            shift += 7;
        }
    }

    /// <summary>Reads a chain's last number.</summary>
    public static int ReadLast(ReadOnlySpan<byte> chain)
    {
        int start = chain.Length - 1;
        while (start > 0 && chain[start - 1] >= 0x80)
        {
            start--;
        }

        ReadOnlySpan<byte> last = chain[start..];
        return Read(ref last);
    }

    private ref Entry At(int index) => ref _entries[index >> EntryBits][index & ((1 << EntryBits) - 1)];

    private ReadOnlySpan<byte> Bytes(in Entry entry) => _chunks[(int)(entry.Start >> ChunkBits)].AsSpan((int)(entry.Start & (ChunkSize - 1)), entry.Length);

    private long Keep(ReadOnlySpan<byte> chain)
    {
        long left = (_chunks.Count * (long)ChunkSize) - _end;
        if (left < chain.Length)
        {
            _end += left;
            _chunks.Add(new byte[ChunkSize]);
        }

        long start = _end;
        chain.CopyTo(_chunks[^1].AsSpan((int)(start & (ChunkSize - 1))));
        _end += chain.Length;
        return start;
    }

    private void Grow()
    {
        // Write before reading: a page that was read first costs the other threads an interrupt when it is written.
        int[] slots = GC.AllocateUninitializedArray<int>(_slots.Length * 2);
        Array.Clear(slots);
        int mask = slots.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int slot = (int)At(i).Hash & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = i + 1;
        }

        _slots = slots;
    }

    private struct Entry
    {
        public long Start;
        public long Samples;
        public ulong Period;
        public int Length;
        public uint Hash;
    }
}
