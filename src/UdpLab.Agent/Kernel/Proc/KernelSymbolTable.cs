using System.Buffers.Text;
using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>The kernel's functions by address, as one reading of /proc/kallsyms has them. Symbols of hidden addresses (zeros) are left out.</summary>
internal sealed class KernelSymbolTable
{
    /// <summary>The kernel itself, as perf names it.</summary>
    public const string Core = "[kernel.kallsyms]";

    private const string File = "/proc/kallsyms";

    // More than ten times what a kernel with all its modules has.
    private const int Longest = 128 << 20;

    // A module's last function has no known end. None is as long as this.
    private const ulong LongestFunction = 1 << 20;

    private readonly byte[] _text;
    private readonly ulong[] _begins;
    private readonly int[] _lines;

    private KernelSymbolTable(byte[] text, ulong[] begins, int[] lines)
    {
        (_text, _begins, _lines) = (text, begins, lines);
    }

    public int Count => _begins.Length;

    /// <summary>Reads the running kernel's; empty if it has none to show.</summary>
    public static KernelSymbolTable Read()
    {
        try
        {
            using FileStream file = new(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 64 * 1024);
            using MemoryStream text = new(8 << 20);
            byte[] piece = new byte[64 * 1024];
            while (text.Length < Longest && file.Read(piece) is > 0 and int read)
            {
                text.Write(piece, 0, read);
            }

            return Parse(text.ToArray());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Parse([]);
        }
    }

    /// <summary>Parses kallsyms: address, type, name, and a module in brackets. Lines that are none are skipped.</summary>
    public static KernelSymbolTable Parse(byte[] text)
    {
        List<ulong> begins = [];
        List<int> lines = [];
        for (int at = 0; at < text.Length;)
        {
            int length = text.AsSpan(at).IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = text.AsSpan(at, length < 0 ? text.Length - at : length);
            if (Utf8Parser.TryParse(line, out ulong begin, out int digits, 'x') && begin != 0 && line.Length > digits + 3 && line[digits] == ' ' && line[digits + 2] == ' '
                && line[digits + 1] is (byte)'t' or (byte)'T' or (byte)'w' or (byte)'W')
            {
                begins.Add(begin);
                lines.Add(at + digits + 3);
            }

            at += line.Length + 1;
        }

        ulong[] sorted = [.. begins];
        int[] starts = [.. lines];

        // Of several names of one address perf takes the last, and so does this: the sort keeps their order.
        long[] order = new long[sorted.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => sorted[a].CompareTo(sorted[b]) is not 0 and int by ? by : a.CompareTo(b));
        return new KernelSymbolTable(text, Array.ConvertAll(order, i => sorted[i]), Array.ConvertAll(order, i => starts[i]));
    }

    /// <summary>The function an address is in, and its module or <see cref="Core"/>; null if there is none.</summary>
    public (string Name, string Module)? Find(ulong address)
    {
        int index = Array.BinarySearch(_begins, address);
        index = index < 0 ? ~index - 1 : index;
        if (index < 0 || address - _begins[index] > LongestFunction)
        {
            return null;
        }

        while (index + 1 < _begins.Length && _begins[index + 1] == _begins[index])
        {
            index++;
        }

        ReadOnlySpan<byte> line = _text.AsSpan(_lines[index]);
        int end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        int tab = line.IndexOf((byte)'\t');
        return (Encoding.UTF8.GetString(tab < 0 ? line : line[..tab]).Trim(), tab < 0 ? Core : Encoding.UTF8.GetString(line[(tab + 1)..]).Trim());
    }
}
