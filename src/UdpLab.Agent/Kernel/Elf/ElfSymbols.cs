using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// The functions of an executable or library by their place in the file: .symtab, that of its debug file, or .dynsym (elf(5)). A file
/// that is none, or that is damaged, has the functions that could be read, perhaps none.
/// </summary>
internal sealed class ElfSymbols
{
    // What nm(1) calls a text symbol: functions, indirect functions, and labels such as _start.
    private const int NoType = 0, FunctionType = 2, IndirectType = 10;
    private const int Weak = 2, Global = 1;

    private readonly ElfSegment[] _segments;
    private readonly ElfFunction[] _functions;
    private readonly byte[] _names;

    private ElfSymbols(ElfSegment[] segments, ElfFunction[] functions, byte[] names)
    {
        (_segments, _functions, _names) = (segments, functions, names);
    }

    public static ElfSymbols Empty { get; } = new([], [], []);

    public int Count => _functions.Length;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="debug">Opens the debug file of a build id, which has the symbols a stripped file has not; null if there is none.</param>
    public static ElfSymbols Read(Stream file, Func<string, Stream?>? debug = null)
    {
        ElfFile elf = ElfFile.Read(file);
        if (ReadFirst(elf, elf.FullTables, elf.Segments) is { } full)
        {
            return full;
        }

        if (debug is not null && elf.BuildId is { } id && debug(id) is { } stream)
        {
            // It has the same addresses, but not the same places.
            using Stream opened = stream;
            ElfFile other = ElfFile.Read(opened);
            if (ReadFirst(other, other.FullTables, elf.Segments) is { } apart)
            {
                return apart;
            }
        }

        return ReadFirst(elf, elf.DynamicTables, elf.Segments) ?? new ElfSymbols(elf.Segments, [], []);
    }

    /// <summary>The function at a place of the file; null if there is none.</summary>
    public string? Find(ulong offset)
    {
        foreach (ElfSegment segment in _segments)
        {
            if (offset >= segment.Offset && offset - segment.Offset < segment.Length)
            {
                return FindAddress(offset - segment.Offset + segment.Address);
            }
        }

        return null;
    }

    private string? FindAddress(ulong address)
    {
        int low = 0, high = _functions.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _functions[middle].Begin <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && address < _functions[low - 1].End ? Name(_functions[low - 1].Name) : null;
    }

    /// <summary>The first table with functions; null if none has any.</summary>
    private static ElfSymbols? ReadFirst(ElfFile elf, IEnumerable<ElfSection> tables, ElfSegment[] segments) =>
        tables.Select(table => Read(elf, table, segments)).FirstOrDefault(symbols => symbols.Count > 0);

    private static ElfSymbols Read(ElfFile elf, ElfSection table, ElfSegment[] segments)
    {
        byte[] symbols = elf.Content(table), names = elf.Content(elf.Linked(table));
        int size = elf.SymbolSize;
        List<ElfFunction> functions = [];
        for (int at = 0; at + size <= symbols.Length; at += size)
        {
            ElfFunction function = elf.Symbol(symbols.AsSpan(at, size), out int type, out int section);

            // Section 0 is undefined: another file has it. 0xfff1 is absolute, no place.
            if (type is NoType or FunctionType or IndirectType && section is > 0 and < 0xff00 && function.Name > 0 && function.Name < names.Length && names[function.Name] != 0 && elf.IsCode(section)
                && (type != NoType || names[function.Name] != (byte)'$'))
            {
                functions.Add(function);
            }
        }

        return new ElfSymbols(segments, Sorted(functions, names), names);
    }

    /// <summary>By address, one a place; a function without a length reaches to the next one, as in perf.</summary>
    private static ElfFunction[] Sorted(List<ElfFunction> functions, byte[] names)
    {
        functions.Sort((a, b) => a.Begin.CompareTo(b.Begin));
        List<ElfFunction> kept = new(functions.Count);
        foreach (ElfFunction next in functions)
        {
            if (kept.Count > 0 && kept[^1].Begin == next.Begin)
            {
                kept[^1] = Better(kept[^1], next, names) ? kept[^1] : next;
            }
            else
            {
                kept.Add(next);
            }
        }

        for (int i = 0; i < kept.Count; i++)
        {
            ulong limit = i + 1 < kept.Count ? kept[i + 1].Begin : kept[i].Begin + 4096;
            if (kept[i].End == kept[i].Begin)
            {
                kept[i] = kept[i] with { End = Math.Max(limit, kept[i].Begin) };
            }
        }

        return [.. kept];
    }

    /// <summary>Which of two names of one place is shown: perf's rules (choose_best_symbol in tools/perf/util/symbol.c).</summary>
    private static bool Better(in ElfFunction one, in ElfFunction other, byte[] names)
    {
        bool empty = one.End == one.Begin, otherEmpty = other.End == other.Begin;
        if (empty != otherEmpty)
        {
            return otherEmpty;
        }

        if ((one.Binding == Weak) != (other.Binding == Weak))
        {
            return other.Binding == Weak;
        }

        if ((one.Binding == Global) != (other.Binding == Global))
        {
            return one.Binding == Global;
        }

        ReadOnlySpan<byte> name = Raw(names, one.Name), otherName = Raw(names, other.Name);
        int underscores = name.Length - name.TrimStart((byte)'_').Length, otherUnderscores = otherName.Length - otherName.TrimStart((byte)'_').Length;
        return underscores != otherUnderscores ? underscores < otherUnderscores : name.Length >= otherName.Length;
    }

    private string Name(int at) => Encoding.UTF8.GetString(Raw(_names, at));

    private static ReadOnlySpan<byte> Raw(byte[] names, int at)
    {
        ReadOnlySpan<byte> name = names.AsSpan(at);
        int end = name.IndexOf((byte)0);
        return end < 0 ? name : name[..end];
    }
}
