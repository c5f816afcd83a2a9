using System.IO.Hashing;

namespace UdpLab;

/// <summary>
/// Whole call chains without their first line, by hash: the same callers come again and again, byte for byte. Where they do
/// not (a host with many processes, random addresses), looking costs more than it saves, and it rests for a while.
/// </summary>
internal sealed class CallerMemo
{
    private const int MostChains = 1 << 18, MostBytes = 1 << 23, Window = 4096, Rest = 1 << 16;
    private static readonly long _seed = Random.Shared.NextInt64();
    private readonly HashTable _known = new(MostChains);
    private readonly List<(int Start, int Length)> _chains = [];
    private byte[] _bytes = new byte[1 << 12];
    private int _end;
    private int _asked;
    private int _found;
    private int _resting;

    /// <summary>False while looking is not worth its cost; counts samples.</summary>
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

        return true;
    }

    public static ulong Hash(ReadOnlySpan<byte> lines) => XxHash3.HashToUInt64(lines, _seed);

    /// <summary>The chain's bytes, as in <see cref="StackArena"/>, without command and the function that ran.</summary>
    public bool TryGet(ulong hash, out ReadOnlySpan<byte> chain)
    {
        _asked++;
        if (_known.TryGet(hash, out int index))
        {
            _found++;
            (int start, int length) = _chains[index];
            chain = _bytes.AsSpan(start, length);
            return true;
        }

        chain = default;
        return false;
    }

    public void Add(ulong hash, ReadOnlySpan<byte> chain)
    {
        if (_known.IsFull || _end + chain.Length > MostBytes)
        {
            _known.Clear();
            _chains.Clear();
            _end = 0;
        }

        if (_end + chain.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _end + chain.Length));
        }

        chain.CopyTo(_bytes.AsSpan(_end));
        _chains.Add((_end, chain.Length));
        _known.Add(hash, _chains.Count - 1);
        _end += chain.Length;
    }
}
