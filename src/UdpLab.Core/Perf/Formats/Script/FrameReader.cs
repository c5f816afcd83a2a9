using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace UdpLab;

/// <summary>
/// Finds the tokens of call chain lines. The same functions recur, so the text after the address is looked up by its hash
/// before anything is parsed.
/// </summary>
internal sealed class FrameReader(FrameTable frames)
{
    /// <summary>Not a line of a call chain.</summary>
    public const int None = -1;

    /// <summary>Marks the token of a function inlined into the next one, whose object is not known yet.</summary>
    public const int Inlined = 1 << 30;

    private const int AddressEnd = 17, MostLines = 1 << 14, MostFunctions = 1 << 20;
    private static readonly long _seed = Random.Shared.NextInt64();
    private readonly HashTable _lines = new(MostLines);
    private readonly HashTable _functions = new(MostFunctions);

    public int Token(ReadOnlySpan<byte> line)
    {
        if (!TrySplitFast(line, out AddressHalf half, out ReadOnlySpan<byte> content) && !ScriptFrame.TrySplit(line, out half, out content))
        {
            return None;
        }

        ulong hash = XxHash3.HashToUInt64(content, _seed ^ (long)half);
        if (!_lines.TryGet(hash, out int token))
        {
            token = Parse(content, half);
            if (!_lines.IsFull)
            {
                // A function occurs with many offsets: when the table is full, the line is parsed and the function looked up.
                _lines.Add(hash, token);
            }
        }

        return token;
    }

    /// <summary>The token of the function that ran, which occurs with many offsets.</summary>
    public int LeafToken(ReadOnlySpan<byte> line) =>
        TrySplitFast(line, out AddressHalf half, out ReadOnlySpan<byte> content) || ScriptFrame.TrySplit(line, out half, out content) ? Parse(content, half) : None;

    /// <summary>Gives inlined functions the object of the function they are inlined into.</summary>
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

    /// <summary>The usual form of a line: a tab, a 16-character address, a space.</summary>
    private static bool TrySplitFast(ReadOnlySpan<byte> line, out AddressHalf half, out ReadOnlySpan<byte> content)
    {
        half = AddressHalf.Unknown;
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
        // Eight or more spaces leave at most eight digits.
        half = blanks == 0 ? ScriptFrame.HalfOf(line[1..AddressEnd]) : blanks < 0xFF ? AddressHalf.User : AddressHalf.Unknown;
        return true;
    }

    private int Parse(ReadOnlySpan<byte> content, AddressHalf half)
    {
        if (!ScriptFrame.TryParseFast(content, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> path))
        {
            ScriptFrame.Parse(content, out name, out path);
        }

        ulong hash = XxHash3.HashToUInt64(name, (long)XxHash3.HashToUInt64(path, _seed) ^ (long)half);
        if (!_functions.TryGet(hash, out int token))
        {
            bool isInlined = path.SequenceEqual("inlined"u8);
            string file = path.IsEmpty || isInlined ? PerfFrame.Unknown : Bytes.Text(path);
            token = frames.Token(new PerfFrame(name.IsEmpty ? PerfFrame.Unknown : Bytes.Text(name), file, ScriptFrame.ScopeOf(file, half))) | (isInlined ? Inlined : 0);
            if (_functions.IsFull)
            {
                _functions.Clear();
            }

            _functions.Add(hash, token);
        }

        return token;
    }
}
