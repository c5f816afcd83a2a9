namespace UdpLab;

/// <summary>
/// Reads a line of a call chain, as tools/perf/util/evsel_fprintf.c (sample__fprintf_callchain) prints it: address, symbol
/// with or without offset, object in parentheses. The symbol and the object may contain spaces and parentheses.
/// </summary>
internal static class ScriptFrame
{
    private const int LongestAddress = 16;

    /// <summary>Splits a line into address and the rest.</summary>
    /// <param name="line">The line.</param>
    /// <param name="half">The half of the address space.</param>
    /// <param name="content">What follows the address.</param>
    /// <returns>False if the line does not begin with an address.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> line, out AddressHalf half, out ReadOnlySpan<byte> content)
    {
        int start = 0;
        Bytes.SkipBlanks(line, ref start);
        int end = start;
        while (end < line.Length && Bytes.IsHex(line[end]))
        {
            end++;
        }

        int digits = end - start;
        half = digits == LongestAddress ? HalfOf(line.Slice(start, digits)) : digits > LongestAddress / 2 ? AddressHalf.User : AddressHalf.Unknown;
        content = default;
        if (digits is 0 or > LongestAddress || (end < line.Length && !Bytes.IsBlank(line[end])))
        {
            return false;
        }

        content = end < line.Length ? line[(end + 1)..] : default;
        return true;
    }

    /// <summary>Parses the usual form of what follows the address: a symbol with an offset, an object without parentheses.</summary>
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

    /// <summary>Parses what follows the address.</summary>
    /// <param name="content">What follows the address.</param>
    /// <param name="name">The symbol without offset; empty if there is none.</param>
    /// <param name="path">The object; empty if there is none, "inlined" if the function is inlined into the next one.</param>
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

    /// <summary>Finds the function of a sample without a call chain, which is printed on the header line.</summary>
    /// <param name="rest">What follows the event.</param>
    /// <param name="isPadded">Accept only an address printed 16 characters wide.</param>
    /// <param name="frame">Its address, symbol and object.</param>
    /// <remarks>
    /// tools/perf/builtin-script.c (process_event): the address is printed 16 characters wide and followed by one space and the
    /// symbol. Fields before it contain other addresses and numbers (addr with its symbol, data_src, weight), and so do fields after
    /// it (phys_addr, registers, branches, the target of a branch).
    /// </remarks>
    public static bool TryFlat(ReadOnlySpan<byte> rest, bool isPadded, out ReadOnlySpan<byte> frame)
    {
        int target = rest.IndexOf(" => "u8);
        rest = target < 0 ? rest : rest[..target];
        frame = default;
        bool begins = TrySplit(rest, out _, out ReadOnlySpan<byte> content) && !(content.Length > 0 && Bytes.IsBlank(content[0])) && (!isPadded || rest.Length - content.Length > LongestAddress);
        if (begins && content.IndexOf("  "u8) < 0 && content.IndexOf(") "u8) < 0)
        {
            frame = rest;
            return true;
        }

        for (int at = rest.Length - LongestAddress - 3; at >= 0; at--)
        {
            if (Bytes.IsBlank(rest[at]) && rest[at + LongestAddress + 1] == ' ' && rest[at + LongestAddress + 2] is not ((byte)' ' or (byte)'|') && IsPaddedAddress(rest.Slice(at + 1, LongestAddress)))
            {
                frame = WithoutFields(rest[(at + 1)..]);
                return true;
            }
        }

        frame = begins ? WithoutFields(rest) : frame;
        return begins;
    }

    /// <summary>Spaces, then digits up to the end.</summary>
    public static bool IsPaddedAddress(ReadOnlySpan<byte> field) => field.TrimStart((byte)' ') is { IsEmpty: false } digits && digits.TrimStart("0123456789abcdef"u8).IsEmpty;

    /// <summary>Kernel or user, from the address if it shows it, otherwise from the object.</summary>
    public static PerfScope ScopeOf(string path, AddressHalf half) => path switch
    {
        // The page is in the kernel's half but runs in user mode.
        "[vsyscall]" => PerfScope.User,
        _ when half == AddressHalf.Kernel || path.StartsWith("[kernel", StringComparison.Ordinal) || path.StartsWith("[guest.kernel", StringComparison.Ordinal) || IsKernelFile(path) => PerfScope.Kernel,
        _ => half == AddressHalf.Unknown && IsModule(path) ? PerfScope.Kernel : PerfScope.User,
    };

    /// <summary>The half a 16-digit address is in: x86-64, arm64 and riscv kernel addresses begin with ff, ppc64's with c or d. All bits set marks the end of a user chain.</summary>
    public static AddressHalf HalfOf(ReadOnlySpan<byte> address) =>
        ((address[0] | 0x20) == 'f' && (address[1] | 0x20) == 'f' && !address[2..].TrimStart("fF"u8).IsEmpty)
        || ((address[0] | 0x20) is (byte)'c' or (byte)'d' && address[1] == '0' && address[2] == '0')
            ? AddressHalf.Kernel
            : AddressHalf.User;

    /// <summary>A kernel module's name in brackets; processes have mappings with such names too.</summary>
    private static bool IsModule(string path) =>
        path is ['[', .. var name, ']']
        && name is not ("vdso" or "vdso32" or "vdsox32" or "vvar" or "vvar_vclock" or "vectors" or "sigpage" or "heap" or "stack" or "uprobes" or "anon" or "unknown" or "JIT")
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <summary>Removes fields printed after the object or after two spaces, which are not part of the function.</summary>
    private static ReadOnlySpan<byte> WithoutFields(ReadOnlySpan<byte> frame)
    {
        _ = TrySplit(frame, out _, out ReadOnlySpan<byte> content);
        int before = frame.Length - content.Length, ipc = content.IndexOf("\t IPC:"u8);
        content = Bytes.Trim(ipc < 0 ? content : content[..ipc]);
        if (content.EndsWith(")"u8))
        {
            return frame[..(before + content.Length)];
        }

        int end = content.LastIndexOf(") "u8) + 1;
        if (end > 0 && Opening(content[..end]) >= 0)
        {
            return frame[..(before + end)];
        }

        int gap = content.IndexOf("  "u8);
        return frame[..(before + (gap < 0 ? content.Length : gap))];
    }

    private static bool IsKernelFile(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name.StartsWith("vmlinux", StringComparison.Ordinal)
            || name.EndsWith(".ko", StringComparison.Ordinal)
            || name.EndsWith(".ko.xz", StringComparison.Ordinal) || name.EndsWith(".ko.zst", StringComparison.Ordinal) || name.EndsWith(".ko.gz", StringComparison.Ordinal);
    }

    /// <summary>The position of the parenthesis that the last one closes; the object may contain balanced ones, as in "(deleted)".</summary>
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
