using System.Numerics;

namespace UdpLab.Agent.Sink;

/// <summary>
/// Which numbers of a stream have not reached a thread during a measurement: one bit each, in pages that are created when one
/// of their numbers is missing.
/// </summary>
internal sealed class MissingNumbers
{
    // 8 KB per page, at most 128 MB of them.
    private const int PageBits = 1 << 16, WordBits = 64, MostPages = 1 << 14;
    private readonly Dictionary<ulong, ulong[]> _pages = [];
    private ulong _page = ulong.MaxValue;
    private ulong[] _bits = [];

    /// <summary>More are missing than can be remembered.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Records the effect of a packet.</summary>
    public void Note(in NumberChange change)
    {
        ulong from = change.First;
        while (from < change.End && !Overflowed)
        {
            (int count, int word, ulong mask) = WordOf(from, change.End);
            Turn(from / PageBits);
            _bits[word] = change.Missing ? _bits[word] | mask : _bits[word] & ~mask;
            from += (ulong)count;
        }
    }

    /// <summary>How many numbers of a range are missing; the upper end is exclusive.</summary>
    public long Count(ulong first, ulong end)
    {
        long missing = 0;
        while (first < end)
        {
            if (!_pages.TryGetValue(first / PageBits, out ulong[]? bits))
            {
                first = ((first / PageBits) + 1) * PageBits;
                continue;
            }

            (int count, int word, ulong mask) = WordOf(first, end);
            missing += BitOperations.PopCount(bits[word] & mask);
            first += (ulong)count;
        }

        return missing;
    }

    /// <summary>Makes a page the current one.</summary>
    private void Turn(ulong page)
    {
        if (page == _page)
        {
            return;
        }

        if (!_pages.TryGetValue(page, out ulong[]? bits))
        {
            Overflowed = _pages.Count == MostPages;
            bits = new ulong[PageBits / WordBits];
            _pages[page] = bits;
        }

        (_page, _bits) = (page, bits);
    }

    private static (int Count, int Word, ulong Mask) WordOf(ulong from, ulong end)
    {
        int bit = (int)(from % WordBits);
        int count = (int)Math.Min((ulong)(WordBits - bit), end - from);
        return (count, (int)(from % PageBits / WordBits), (count == WordBits ? ulong.MaxValue : (1UL << count) - 1) << bit);
    }
}
