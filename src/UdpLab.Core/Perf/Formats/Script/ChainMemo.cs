using System.IO.Hashing;

namespace UdpLab;

/// <summary>
/// Remembers where chains are counted, by the hash of their callers' lines, since the same ones recur byte for byte. Where they
/// do not (many processes, random addresses) the lookup costs more than it saves and is suspended for a while.
/// </summary>
internal sealed class ChainMemo
{
    private const int MostChains = 1 << 19, Window = 4096, Rest = 1 << 16;
    private readonly HashTable _known = new(MostChains);
    private int _asked;
    private int _found;
    private int _resting;

    /// <summary>False while lookups do not pay; also counts samples.</summary>
    public bool IsWorthwhile()
    {
        if (_resting > 0)
        {
            _resting--;
            return false;
        }

        if (_asked == Window)
        {
            _resting = _found * 4 < _asked ? Rest : 0;
            _asked = _found = 0;
        }

        _asked++;
        return true;
    }

    /// <summary>The hash of a sample's chain.</summary>
    /// <param name="callers">All lines but the first, whose offset varies.</param>
    /// <param name="leaf">The token of the first line's function.</param>
    /// <param name="command">The command's token.</param>
    /// <param name="eventNumber">Each event has its own chains.</param>
    public static ulong Hash(ReadOnlySpan<byte> callers, int leaf, int command, int eventNumber) =>
        XxHash3.HashToUInt64(callers) ^ (((ulong)command << 32) | (uint)leaf) ^ ((ulong)eventNumber * 0x9E3779B97F4A7C15);

    /// <summary>The chain's index among the event's stacks.</summary>
    public bool TryGet(ulong hash, out int index)
    {
        bool isKnown = _known.TryGet(hash, out index);
        _found += isKnown ? 1 : 0;
        return isKnown;
    }

    public void Add(ulong hash, int index)
    {
        if (_known.IsFull)
        {
            _known.Clear();
        }

        _known.Add(hash, index);
    }
}
