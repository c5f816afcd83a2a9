namespace UdpLab;

/// <summary>
/// Numbers by 64-bit hashes. Only the hash is kept, not its text: among a million texts the chance of two with the same hash is
/// one in 30 million.
/// </summary>
internal sealed class HashTable(int most)
{
    private Slot[] _slots = new Slot[1 << 7];
    private int _count;

    public bool IsFull => _count >= most;

    public bool TryGet(ulong hash, out int value)
    {
        Slot[] slots = _slots;
        hash |= hash == 0 ? 1UL : 0;
        for (int i = (int)hash & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
        {
            ref Slot slot = ref slots[i];
            if (slot.Hash == hash)
            {
                value = slot.Value;
                return true;
            }

            if (slot.Hash == 0)
            {
                value = 0;
                return false;
            }
        }
    }

    public void Add(ulong hash, int value)
    {
        if (4 * ++_count > 3 * _slots.Length)
        {
            Slot[] old = _slots;
            // Write before reading: a page that was read first costs the other threads an interrupt when it is written.
            _slots = GC.AllocateUninitializedArray<Slot>(old.Length * 2);
            Array.Clear(_slots);
            foreach (Slot slot in old.Where(s => s.Hash != 0))
            {
                Put(slot);
            }
        }

        Put(new Slot(hash | (hash == 0 ? 1UL : 0), value));
    }

    public void Clear()
    {
        Array.Clear(_slots);
        _count = 0;
    }

    private void Put(Slot slot)
    {
        int i = (int)slot.Hash & (_slots.Length - 1);
        while (_slots[i].Hash != 0)
        {
            i = (i + 1) & (_slots.Length - 1);
        }

        _slots[i] = slot;
    }

    private readonly record struct Slot(ulong Hash, int Value);
}
