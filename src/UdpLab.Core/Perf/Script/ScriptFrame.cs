namespace UdpLab;

/// <summary>
/// Reads a line of a call chain, as tools/perf/util/evsel_fprintf.c (sample__fprintf_callchain) prints it: address, symbol
/// with or without offset, object in parentheses. The symbol and the object may contain blanks and parentheses.
/// </summary>
internal static class ScriptFrame
{
    private const int LongestAddress = 16;

    /// <summary>Splits a line into address and the rest.</summary>
    /// <param name="line">The line.</param>
    /// <param name="inKernelHalf">The address is one of a 64-bit kernel's.</param>
    /// <param name="content">What follows the address.</param>
    /// <returns>False where the line does not begin with an address.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> line, out bool inKernelHalf, out ReadOnlySpan<byte> content)
    {
        int start = 0;
        Bytes.SkipBlanks(line, ref start);
        int end = start;
        while (end < line.Length && Bytes.IsHex(line[end]))
        {
            end++;
        }

        int digits = end - start;
        inKernelHalf = digits == LongestAddress && IsKernelHalf(line.Slice(start, digits));
        content = default;
        if (digits is 0 or > LongestAddress || (end < line.Length && !Bytes.IsBlank(line[end])))
        {
            return false;
        }

        content = end < line.Length ? line[(end + 1)..] : default;
        return true;
    }

    /// <summary>Splits what nearly always follows the address: a symbol with an offset, an object without parentheses of its own.</summary>
    public static bool TryParseFast(ReadOnlySpan<byte> content, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> path)
    {
        int plus = content.LastIndexOf("+0x"u8), at = plus + 3;
        name = path = default;
        if (plus <= 0 || Bytes.IsBlank(content[0]) || Bytes.IsBlank(content[plus - 1]))
        {
            return false;
        }

        while (at < content.Length && (Bytes.IsDigit(content[at]) || (uint)(content[at] - 'a') < 6))
        {
            at++;
        }

        ReadOnlySpan<byte> rest = content[at..];
        if (at == plus + 3 || rest is not [(byte)' ', (byte)'(', _, .., (byte)')'] || rest[2..^1].IndexOfAny((byte)'(', (byte)')') >= 0)
        {
            return false;
        }

        name = content[..plus];
        path = rest[2..^1];
        return true;
    }

    /// <summary>Splits what follows the address.</summary>
    /// <param name="content">What follows the address.</param>
    /// <param name="name">The symbol without offset; empty where there is none.</param>
    /// <param name="path">The object; empty where there is none, "inlined" where the function was inlined into the next one.</param>
    public static void Parse(ReadOnlySpan<byte> content, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> path)
    {
        content = Bytes.Trim(content);
        path = default;
        name = content;
        if (content.EndsWith(")"u8) && Opening(content) is int open and >= 0)
        {
            path = WithoutOffset(content[(open + 1)..^1]);
            name = Bytes.Trim(content[..open]);
        }

        name = WithoutOffset(name);
    }

    /// <summary>Kernel or user, told from the object, or from the address where there is none.</summary>
    public static PerfScope ScopeOf(string path, bool inKernelHalf) => path switch
    {
        PerfFrame.Unknown => inKernelHalf ? PerfScope.Kernel : PerfScope.User,
        "[vdso]" or "[vsyscall]" or "[heap]" or "[stack]" or "[uprobes]" => PerfScope.User,
        _ when path.StartsWith("[anon", StringComparison.Ordinal) || path.StartsWith("[stack:", StringComparison.Ordinal) => PerfScope.User,
        _ when path.StartsWith('[') => PerfScope.Kernel,
        _ => inKernelHalf || IsKernelFile(path) ? PerfScope.Kernel : PerfScope.User,
    };

    private static bool IsKernelFile(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name.StartsWith("vmlinux", StringComparison.Ordinal)
            || name.EndsWith(".ko", StringComparison.Ordinal)
            || name.EndsWith(".ko.xz", StringComparison.Ordinal) || name.EndsWith(".ko.zst", StringComparison.Ordinal) || name.EndsWith(".ko.gz", StringComparison.Ordinal);
    }

    /// <summary>Kernels of 64-bit machines live where the upper bits are set; all bits set is how chains of users end.</summary>
    private static bool IsKernelHalf(ReadOnlySpan<byte> address) =>
        (address[0] | 0x20) is (byte)'f' && (address[1] | 0x20) is (byte)'f' && (address[2] | 0x20) is (byte)'f' && !address[3..].TrimStart("fF"u8).IsEmpty;

    /// <summary>Where the parenthesis opens that the last one closes; the object's own parentheses are balanced, as in "(deleted)".</summary>
    private static int Opening(ReadOnlySpan<byte> content)
    {
        int depth = 0;
        for (int i = content.Length - 1; i >= 0; i--)
        {
            if (content[i] == ')')
            {
                depth++;
            }
            else if (content[i] == '(' && --depth == 0)
            {
                if (i == 0 || content[i - 1] == ' ')
                {
                    return i;
                }

                break;
            }
        }

        return content.LastIndexOf(" ("u8) is int last and >= 0 ? last + 1 : -1;
    }

    private static ReadOnlySpan<byte> WithoutOffset(ReadOnlySpan<byte> name)
    {
        int plus = name.LastIndexOf("+0x"u8);
        return plus > 0 && plus + 3 < name.Length && name[(plus + 3)..].TrimStart("0123456789abcdef"u8).IsEmpty ? name[..plus] : name;
    }
}
