using System.Text;

namespace UdpLab;

/// <summary>Writes folded stacks, with equal lines summed and in bytewise order, as stackcollapse-perf.pl does.</summary>
internal sealed class FoldedWriter
{
    private const int LeastLines = 1 << 12, MostThreads = 8;
    private readonly List<byte[]> _words = [];
    private readonly Dictionary<string, int> _wordOf = new(StringComparer.Ordinal);
    private readonly PerfProfileBuilder _samples;
    private readonly int[][] _wordsOf;
    private readonly int[][] _javaWordsOf;
    private readonly int[] _commands;
    private readonly bool[] _isJava;
    private readonly int[] _rank;
    private readonly int _width;
    private readonly FoldedLines[] _parts;

    /// <summary>Prepares the names of a profile.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="markKernel">Append _[k] to kernel functions.</param>
    public FoldedWriter(PerfProfileBuilder samples, bool markKernel)
    {
        // A word is a name as it appears in a line: with a semicolon, or at the line's end. Sorting lines by their words' ranks sorts
        // them by their bytes.
        _samples = samples;
        _wordsOf = Words(samples.Frames, false, markKernel);
        _javaWordsOf = Words(samples.Frames, true, markKernel);
        _isJava = new bool[samples.Frames.Count];
        _commands = new int[samples.Frames.Count];
        for (int i = 0; i < _commands.Length; i++)
        {
            PerfFrame frame = samples.Frames[i];
            _commands[i] = frame.Path.Length == 0 ? Word(FoldedName.OfCommand(frame.Name)) : 0;
            _isJava[i] = frame.Path.Length == 0 && frame.Name.StartsWith("java", StringComparison.Ordinal);
        }

        _rank = Rank();
        _width = _rank.Length <= 1 << 8 ? 1 : _rank.Length <= 1 << 16 ? 2 : 4;
        int count = samples.Stacks.Count, parts = Math.Clamp(Math.Min(Environment.ProcessorCount, count / LeastLines), 1, MostThreads);
        _parts = new FoldedLines[parts];
        Parallel.For(0, parts, part => _parts[part] = Sorted((int)((long)count * part / parts), (int)(count * (part + 1L) / parts)));
    }

    /// <summary>Writes the lines.</summary>
    /// <param name="stream">The output.</param>
    /// <param name="events">Write events instead of samples.</param>
    public void Write(Stream stream, bool events)
    {
        using WriteBehind buffer = new(stream);
        int[] next = new int[_parts.Length];
        FoldedText text = new(_words, _width, _samples.Decimals);
        while (First(next) is int first and >= 0)
        {
            ReadOnlySpan<byte> line = _parts[first][next[first]];
            ulong number = 0;
            for (int part = 0; part < _parts.Length; part++)
            {
                for (FoldedLines lines = _parts[part]; next[part] < lines.Count && lines[next[part]].SequenceEqual(line); next[part]++)
                {
                    number = Saturating.Add(number, events || _samples.Decimals > 0 ? lines.Period(next[part]) : (ulong)lines.Samples(next[part]));
                }
            }

            buffer.Write(text.Line(line, number));
        }
    }

    /// <summary>The sorted lines of a range of stacks (end exclusive).</summary>
    private FoldedLines Sorted(int from, int to)
    {
        FoldedLines lines = new(_samples.Stacks, to - from);
        for (int i = from; i < to; i++)
        {
            ReadOnlySpan<byte> rest = _samples.Stacks[i];
            int command = StackArena.Read(ref rest), last = _commands[command], length = 0;
            int[][] wordsOf = _isJava[command] ? _javaWordsOf : _wordsOf;
            Span<byte> line = lines.Room();
            while (!rest.IsEmpty)
            {
                foreach (int word in wordsOf[StackArena.Read(ref rest)])
                {
                    if (length + (2 * _width) > line.Length)
                    {
                        rest = default;
                        break;
                    }

                    length += Put(line[length..], _rank[last]);
                    last = word;
                }
            }

            length += Put(line[length..], _rank[last + 1]);
            lines.Add(i, length);
        }

        lines.Sort();
        return lines;
    }

    /// <summary>The part whose next line comes first; -1 if all are done.</summary>
    private int First(int[] next)
    {
        int first = -1;
        for (int part = 0; part < next.Length; part++)
        {
            if (next[part] < _parts[part].Count && (first < 0 || _parts[part][next[part]].SequenceCompareTo(_parts[first][next[first]]) < 0))
            {
                first = part;
            }
        }

        return first;
    }

    private int[][] Words(FrameTable frames, bool isJava, bool markKernel) =>
        [.. Enumerable.Range(0, frames.Count).Select(i => FoldedName.Of(frames[i], isJava, markKernel).Select(Word).ToArray())];

    /// <summary>The number of a name's word with a semicolon; the following number is the same name at a line's end.</summary>
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
    /// <returns>The rank of each.</returns>
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
}
