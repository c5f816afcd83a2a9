using System.Globalization;
using System.Text;

namespace UdpLab;

/// <summary>Writes folded stacks, equal lines added up and in bytewise order, as stackcollapse-perf.pl does.</summary>
internal sealed class FoldedWriter
{
    private readonly List<byte[]> _words = [];
    private readonly Dictionary<string, int> _wordOf = new(StringComparer.Ordinal);
    private readonly StackArena _lines = new();
    private readonly int _width;

    /// <summary>Prepares a profile.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="markKernel">Append _[k] to kernel functions.</param>
    public FoldedWriter(PerfProfileBuilder samples, bool markKernel)
    {
        // A word is a name as it stands in a line: with a semicolon, or at the line's end. Lines in the order of their words'
        // ranks are in the order of their bytes.
        int[][][] words = [Words(samples.Frames, false, markKernel), Words(samples.Frames, true, markKernel)];
        bool[] isJava = new bool[samples.Frames.Count];
        int[] commands = new int[samples.Frames.Count];
        for (int i = 0; i < commands.Length; i++)
        {
            PerfFrame frame = samples.Frames[i];
            commands[i] = frame.Path.Length == 0 ? Word(FoldedName.OfCommand(frame.Name)) : 0;
            isJava[i] = frame.Path.Length == 0 && frame.Name.StartsWith("java", StringComparison.Ordinal);
        }

        int[] rank = Rank();
        _width = rank.Length <= 1 << 8 ? 1 : rank.Length <= 1 << 16 ? 2 : 4;
        byte[] line = new byte[StackArena.LongestChain];
        for (int i = 0; i < samples.Stacks.Count; i++)
        {
            ReadOnlySpan<byte> rest = samples.Stacks[i];
            int command = StackArena.Read(ref rest), length = 0, last = commands[command];
            int[][] wordsOf = words[isJava[command] ? 1 : 0];
            while (!rest.IsEmpty)
            {
                foreach (int word in wordsOf[StackArena.Read(ref rest)])
                {
                    if (length + (2 * _width) > line.Length)
                    {
                        rest = default;
                        break;
                    }

                    length += Put(line.AsSpan(length), rank[last]);
                    last = word;
                }
            }

            length += Put(line.AsSpan(length), rank[last + 1]);
            _lines.Add(line.AsSpan(0, length), samples.Stacks.Samples(i), samples.Stacks.Period(i));
        }
    }

    /// <summary>Writes the lines.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="events">Numbers are events, not samples.</param>
    public void Write(Stream stream, bool events)
    {
        int[] order = new int[_lines.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        order.AsSpan().Sort(new ByBytes(_lines));
        byte[] buffer = new byte[1 << 16];
        int used = 0;
        Span<byte> number = stackalloc byte[21];
        foreach (int index in order)
        {
            for (ReadOnlySpan<byte> line = _lines[index]; !line.IsEmpty; line = line[_width..])
            {
                Append(_words[Get(line)]);
            }

            Append(" "u8);
            bool _ = events
                ? _lines.Period(index).TryFormat(number, out int digits, default, CultureInfo.InvariantCulture)
                : _lines.Samples(index).TryFormat(number, out digits, default, CultureInfo.InvariantCulture);
            number[digits++] = (byte)'\n';
            Append(number[..digits]);
        }

        stream.Write(buffer, 0, used);

        void Append(ReadOnlySpan<byte> text)
        {
            while (text.Length > buffer.Length - used)
            {
                int fits = buffer.Length - used;
                text[..fits].CopyTo(buffer.AsSpan(used));
                stream.Write(buffer, 0, buffer.Length);
                used = 0;
                text = text[fits..];
            }

            text.CopyTo(buffer.AsSpan(used));
            used += text.Length;
        }
    }

    private int[][] Words(FrameTable frames, bool isJava, bool markKernel) =>
        [.. Enumerable.Range(0, frames.Count).Select(i => FoldedName.Of(frames[i], isJava, markKernel).Select(Word).ToArray())];

    /// <summary>The number of a name's word with a semicolon; the next number is the same name's at a line's end.</summary>
    private int Word(string name)
    {
        if (!_wordOf.TryGetValue(name, out int word))
        {
            word = _words.Count;
            _wordOf.Add(name, word);
            _words.Add(Encoding.UTF8.GetBytes(name + ";"));
            _words.Add(Encoding.UTF8.GetBytes(name));
        }

        return word;
    }

    /// <summary>Sorts the words.</summary>
    /// <returns>Where each went.</returns>
    private int[] Rank()
    {
        int[] order = [.. Enumerable.Range(0, _words.Count).Order(Comparer<int>.Create((a, b) => _words[a].AsSpan().SequenceCompareTo(_words[b])))];
        int[] rank = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            rank[order[i]] = i;
        }

        _words.Sort((a, b) => a.AsSpan().SequenceCompareTo(b));
        return rank;
    }

    private int Put(Span<byte> line, int number)
    {
        for (int i = _width - 1; i >= 0; i--, number >>= 8)
        {
            line[i] = (byte)number;
        }

        return _width;
    }

    private int Get(ReadOnlySpan<byte> line)
    {
        int number = 0;
        for (int i = 0; i < _width; i++)
        {
            number = (number << 8) | line[i];
        }

        return number;
    }

    /// <summary>A structure: the sort compares without a call through an interface.</summary>
    private readonly struct ByBytes(StackArena lines) : IComparer<int>
    {
        public int Compare(int x, int y) => lines[x].SequenceCompareTo(lines[y]);
    }
}
