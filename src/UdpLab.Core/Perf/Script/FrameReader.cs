using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace UdpLab;

/// <summary>
/// Tokens of the lines of call chains. The same functions come again and again, so what follows the address is looked up by
/// its hash before anything is parsed.
/// </summary>
internal sealed class FrameReader(FrameTable frames)
{
    /// <summary>No line of a call chain.</summary>
    public const int None = -1;

    /// <summary>Marks the token of a function that was inlined into the next one, whose object it has yet to get.</summary>
    public const int Inlined = 1 << 30;

    private const int AddressEnd = 17, MostLines = 1 << 20;
    private static readonly long _seed = Random.Shared.NextInt64();
    private readonly HashTable _known = new(MostLines);

    public int Token(ReadOnlySpan<byte> line)
    {
        if (!TrySplitFast(line, out bool inKernelHalf, out ReadOnlySpan<byte> content) && !ScriptFrame.TrySplit(line, out inKernelHalf, out content))
        {
            return None;
        }

        ulong hash = XxHash3.HashToUInt64(content, _seed ^ (inKernelHalf ? 1 : 0));
        if (!_known.TryGet(hash, out int token))
        {
            token = Parse(content, inKernelHalf);
            if (_known.IsFull)
            {
                _known.Clear();
            }

            _known.Add(hash, token);
        }

        return token;
    }

    /// <summary>Gives inlined functions the object of the function they were inlined into.</summary>
    public void Resolve(Span<int> leafFirst)
    {
        PerfFrame? outer = null;
        for (int i = leafFirst.Length - 1; i >= 0; i--)
        {
            PerfFrame frame = frames[leafFirst[i] & ~Inlined];
            if ((leafFirst[i] & Inlined) == 0)
            {
                outer = frame;
            }
            else
            {
                leafFirst[i] = frames.Token(outer is null ? frame : outer with { Name = frame.Name });
            }
        }
    }

    /// <summary>The shape nearly every line has: a tab, an address sixteen wide, a blank.</summary>
    private static bool TrySplitFast(ReadOnlySpan<byte> line, out bool inKernelHalf, out ReadOnlySpan<byte> content)
    {
        inKernelHalf = false;
        content = default;
        if (line.Length <= AddressEnd || line[0] != '\t' || line[AddressEnd] != ' ')
        {
            return false;
        }

        Vector128<byte> address = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(line), 1);
        Vector128<byte> letters = address | Vector128.Create((byte)0x20);
        uint blanks = Vector128.Equals(address, Vector128.Create((byte)' ')).ExtractMostSignificantBits();
        uint digits = (Vector128.LessThan(address - Vector128.Create((byte)'0'), Vector128.Create((byte)10))
            | Vector128.LessThan(letters - Vector128.Create((byte)'a'), Vector128.Create((byte)6))).ExtractMostSignificantBits();
        if ((blanks | digits) != 0xFFFF || (blanks & (blanks + 1)) != 0 || digits == 0)
        {
            return false;
        }

        content = line[(AddressEnd + 1)..];
        inKernelHalf = blanks == 0 && Vector128.Equals(letters, Vector128.Create((byte)'f')).ExtractMostSignificantBits() is var high && (high & 7) == 7 && high != 0xFFFF;
        return true;
    }

    private int Parse(ReadOnlySpan<byte> content, bool inKernelHalf)
    {
        (string name, string? path, PerfScope scope) = ScriptFrame.Parse(content, inKernelHalf);
        return frames.Token(new PerfFrame(name, path ?? PerfFrame.Unknown, scope)) | (path is null ? Inlined : 0);
    }
}
