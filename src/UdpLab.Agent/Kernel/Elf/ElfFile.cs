using System.Buffers.Binary;

namespace UdpLab.Agent.Kernel;

/// <summary>A function of a file.</summary>
/// <param name="Begin">Its address in the file's own numbering.</param>
/// <param name="End">The address after it; the same if its length is not given.</param>
/// <param name="Name">Where its name is in the table of names.</param>
/// <param name="Binding">STB_*: local, global or weak.</param>
internal readonly record struct ElfFunction(ulong Begin, ulong End, int Name, int Binding);

/// <summary>A part of a file that is mapped to run (PT_LOAD).</summary>
internal readonly record struct ElfSegment(ulong Offset, ulong Length, ulong Address);

/// <summary>A section of a file.</summary>
internal readonly record struct ElfSection(uint Type, ulong Flags, ulong Offset, ulong Length, int Link);

/// <summary>Headers of an ELF file of little-endian 32 or 64 bits (elf(5)). What a header promises and the file does not have is left out.</summary>
internal sealed class ElfFile
{
    private const uint SymbolTable = 2, Note = 7, DynamicSymbols = 11;
    private const ulong LongestNote = 1 << 16;
    private const ulong Executes = 4;
    private const int HeaderLength = 64, LongestHeader = 256, MostHeaders = 65535;

    // Chrome's is 60 MB. A larger table is left out: the agent's memory is limited.
    private const ulong LongestTable = 64 << 20;

    private readonly Stream _file;
    private readonly bool _wide;
    private readonly ElfSection[] _sections;

    private ElfFile(Stream file, bool wide, ElfSegment[] segments, ElfSection[] sections)
    {
        (_file, _wide, Segments, _sections) = (file, wide, segments, sections);
    }

    public ElfSegment[] Segments { get; }

    /// <summary>The tables of all symbols; a stripped file has none.</summary>
    public IEnumerable<ElfSection> FullTables => _sections.Where(s => s.Type == SymbolTable);

    /// <summary>The tables of what other files may use.</summary>
    public IEnumerable<ElfSection> DynamicTables => _sections.Where(s => s.Type == DynamicSymbols);

    /// <summary>Identifies the file and its debug file, hexadecimal; null if it has none.</summary>
    public string? BuildId => _sections.Where(s => s.Type == Note && s.Length <= LongestNote).Select(s => IdIn(Content(s))).FirstOrDefault(id => id is not null);

    public int SymbolSize => _wide ? 24 : 16;

    public static ElfFile Read(Stream file)
    {
        byte[] header = new byte[HeaderLength];
        if (Fill(file, 0, header) < 52 || !header.AsSpan().StartsWith("\x7f"u8) || !header.AsSpan(1).StartsWith("ELF"u8) || header[4] is not (1 or 2) || header[5] != 1)
        {
            return new ElfFile(file, true, [], []);
        }

        bool wide = header[4] == 2;
        ulong programs = wide ? Long(header, 32) : Int(header, 28), sections = wide ? Long(header, 40) : Int(header, 32);
        int at = wide ? 54 : 42, programSize = Short(header, at), programCount = Short(header, at + 2), sectionSize = Short(header, at + 4), sectionCount = Short(header, at + 6);
        return new ElfFile(file, wide, ReadSegments(file, wide, programs, programSize, programCount), ReadSections(file, wide, sections, sectionSize, sectionCount));
    }

    /// <summary>The bytes of a section; empty if the file is shorter, or the section is too long.</summary>
    public byte[] Content(ElfSection section)
    {
        if (section.Length is 0 or > LongestTable || section.Offset > (ulong)_file.Length || section.Length > (ulong)_file.Length - section.Offset)
        {
            return [];
        }

        byte[] content = new byte[(int)section.Length];
        return Fill(_file, (long)section.Offset, content) == content.Length ? content : [];
    }

    /// <summary>The section that another one names: a symbol table's names.</summary>
    public ElfSection Linked(ElfSection section) => section.Link >= 0 && section.Link < _sections.Length ? _sections[section.Link] : default;

    /// <summary>A section has code.</summary>
    public bool IsCode(int section) => section < _sections.Length && (_sections[section].Flags & Executes) != 0;

    /// <summary>Parses an entry of a symbol table.</summary>
    /// <param name="entry">Its bytes.</param>
    /// <param name="type">STT_*; -1 for a label that other files do not see.</param>
    /// <param name="section">The index of its section.</param>
    public ElfFunction Symbol(ReadOnlySpan<byte> entry, out int type, out int section)
    {
        int info = entry[_wide ? 4 : 12], visibility = entry[_wide ? 5 : 13] & 3;
        type = (info & 0xf) == 0 && visibility is 1 or 2 ? -1 : info & 0xf;
        section = Short(entry, _wide ? 6 : 14);
        ulong begin = _wide ? Long(entry, 8) : Int(entry, 4), length = _wide ? Long(entry, 16) : Int(entry, 8);
        uint name = Int(entry, 0);
        return new ElfFunction(begin, begin + length < begin ? begin : begin + length, name > int.MaxValue ? 0 : (int)name, info >> 4);
    }

    /// <summary>NT_GNU_BUILD_ID: lengths of name and content, type, both padded to four bytes.</summary>
    private static string? IdIn(ReadOnlySpan<byte> notes)
    {
        const int head = 12, buildId = 3, longest = 64;
        while (notes.Length >= head)
        {
            uint name = Int(notes, 0), content = Int(notes, 4), type = Int(notes, 8);
            ulong at = head + (((ulong)name + 3) & ~3UL), end = at + (((ulong)content + 3) & ~3UL);
            if (end > (ulong)notes.Length)
            {
                return null;
            }

            if (type == buildId && content is > 1 and <= longest && notes[head..].StartsWith("GNU\0"u8))
            {
                return Convert.ToHexStringLower(notes.Slice((int)at, (int)content));
            }

            notes = notes[(int)end..];
        }

        return null;
    }

    private static ElfSegment[] ReadSegments(Stream file, bool wide, ulong offset, int size, int count)
    {
        List<ElfSegment> segments = [];
        foreach (byte[] header in Headers(file, offset, size, count, wide ? 56 : 32))
        {
            uint flags = Int(header, wide ? 4 : 24);
            if (Int(header, 0) == 1 && (flags & 1) != 0)
            {
                segments.Add(wide ? new ElfSegment(Long(header, 8), Long(header, 32), Long(header, 16)) : new ElfSegment(Int(header, 4), Int(header, 16), Int(header, 8)));
            }
        }

        return [.. segments];
    }

    private static ElfSection[] ReadSections(Stream file, bool wide, ulong offset, int size, int count) =>
    [
        .. Headers(file, offset, size, count, wide ? 64 : 40).Select(h => wide
            ? new ElfSection(Int(h, 4), Long(h, 8), Long(h, 24), Long(h, 32), Link(Int(h, 40)))
            : new ElfSection(Int(h, 4), Int(h, 8), Int(h, 16), Int(h, 20), Link(Int(h, 24)))),
    ];

    private static int Link(uint link) => link > MostHeaders ? -1 : (int)link;

    private static IEnumerable<byte[]> Headers(Stream file, ulong offset, int size, int count, int least)
    {
        if (size < least || size > LongestHeader || count == 0 || offset > (ulong)file.Length)
        {
            yield break;
        }

        byte[] all = new byte[size * count];
        int length = Fill(file, (long)offset, all);
        for (int at = 0; at + size <= length; at += size)
        {
            yield return all[at..(at + size)];
        }
    }

    private static int Fill(Stream file, long at, byte[] buffer)
    {
        file.Position = at;
        return file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
    }

    private static int Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
