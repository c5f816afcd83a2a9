namespace UdpLab.Agent.Perf;

/// <summary>Distinct lists of callers, each kept once: samples of one place share theirs.</summary>
internal sealed class CallerTable
{
    private const int ChunkLength = 1 << 15, FirstSlots = 1 << 10;
    private readonly List<ulong[]> _chunks = [];
    private readonly List<(int Chunk, int Start, int Length, ulong Hash)> _entries = [];
    private int[] _slots = new int[FirstSlots];
    private int _end;

    public int Count => _entries.Count;

    /// <summary>Bytes of memory it takes, about.</summary>
    public long Bytes => ((long)_chunks.Count * ChunkLength * sizeof(ulong)) + ((long)_entries.Count * 32);

    public ReadOnlySpan<ulong> this[int index]
    {
        get
        {
            (int chunk, int start, int length, _) = _entries[index];
            return _chunks[chunk].AsSpan(start, length);
        }
    }

    /// <summary>The index of a list, which is added if it is new.</summary>
    /// <param name="callers">At most 32,768 addresses: the kernel has a limit of 640, or less.</param>
    public int Add(ReadOnlySpan<ulong> callers)
    {
        callers = callers[..Math.Min(callers.Length, ChunkLength)];
        ulong hash = Hash(callers);
        int mask = _slots.Length - 1, slot = (int)hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (_entries[_slots[slot] - 1].Hash == hash && this[_slots[slot] - 1].SequenceEqual(callers))
            {
                return _slots[slot] - 1;
            }
        }

        if (_chunks.Count == 0 || _end + callers.Length > ChunkLength)
        {
            _chunks.Add(new ulong[ChunkLength]);
            _end = 0;
        }

        callers.CopyTo(_chunks[^1].AsSpan(_end));
        _entries.Add((_chunks.Count - 1, _end, callers.Length, hash));
        _end += callers.Length;
        _slots[slot] = _entries.Count;
        if (2 * _entries.Count > _slots.Length)
        {
            Grow();
        }

        return _entries.Count - 1;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int i = 0; i < _entries.Count; i++)
        {
            int slot = (int)_entries[i].Hash & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = i + 1;
        }
    }

    private static ulong Hash(ReadOnlySpan<ulong> callers)
    {
        ulong hash = (ulong)callers.Length;
        foreach (ulong caller in callers)
        {
            hash = (hash ^ caller) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }

        return hash;
    }
}
