using System.Globalization;

namespace UdpLab.Agent.Kernel;

/// <summary>Code that a process has mapped (a line of /proc/PID/maps).</summary>
/// <param name="Begin">Its first address.</param>
/// <param name="End">The address after its last.</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Path">The file, or a name such as [vdso]; empty for memory without one.</param>
internal readonly record struct MemoryMap(ulong Begin, ulong End, ulong Offset, string Path)
{
    /// <summary>What a process has mapped that can run; empty if it is gone or belongs to another user.</summary>
    public static List<MemoryMap> OfProcess(int id)
    {
        List<MemoryMap> maps = [];
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/maps")))
            {
                if (TryParse(line, out MemoryMap map))
                {
                    maps.Add(map);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was read until it ended is valid.
        }

        return maps;
    }

    /// <summary>Parses a line; false if it is none, or nothing that can run.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, out MemoryMap map)
    {
        // 7f6d9d800000-7f6d9d956000 r-xp 00026000 fe:00 1837 /usr/lib/x86_64-linux-gnu/libc.so.6
        map = default;
        Span<Range> fields = stackalloc Range[6];
        int count = line.Split(fields, ' ', StringSplitOptions.RemoveEmptyEntries);
        int dash = count < 5 ? -1 : line[fields[0]].IndexOf('-');
        if (dash < 0 || !line[fields[1]].Contains('x')
            || !Hex(line[fields[0]][..dash], out ulong begin) || !Hex(line[fields[0]][(dash + 1)..], out ulong end) || end <= begin
            || !Hex(line[fields[2]], out ulong offset))
        {
            return false;
        }

        map = new MemoryMap(begin, end, offset, count < 6 ? "" : line[fields[5]].Trim().ToString());
        return true;
    }

    public bool Contains(ulong address) => address >= Begin && address < End;

    private static bool Hex(ReadOnlySpan<char> text, out ulong number) => ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
