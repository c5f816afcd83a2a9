using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;

namespace UdpLab;

/// <summary>Reads folded stacks: the command, functions starting with the outermost caller, and a number.</summary>
internal sealed class FoldedReader
{
    private static readonly long _seed = Random.Shared.NextInt64();
    private readonly FrameTable _frames = new();
    private readonly PerfProfileBuilder _samples;
    private readonly HashTable[] _known = [new(1 << 20), new(1 << 20), new(1 << 20)];
    private readonly TextFacts _facts = new();
    private readonly int[] _tokens = new int[PerfProfileBuilder.MostFrames];
    private readonly StackWeights _weights;
    private bool _inferred;
    private bool _isMarked;
    private bool _isCut;

    private FoldedReader()
    {
        _samples = new PerfProfileBuilder("", _frames);
        _weights = new StackWeights(_samples, areEvents: false);
    }

    public static TextProfiles Read(Stream stream, string source, CancellationToken cancel)
    {
        FoldedReader reader = new();
        TextBlocks blocks = new(stream, source);
        byte[] buffer = blocks.NewBuffer();
        while (blocks.TryNext(ref buffer, paragraphs: false, out int length, out long offset))
        {
            cancel.ThrowIfCancellationRequested();
            reader.Parse(buffer.AsSpan(0, length), offset);
        }

        return reader.Finish(blocks);
    }

    private TextProfiles Finish(TextBlocks blocks)
    {
        _weights.Finish(_facts);
        if (_isCut)
        {
            _facts.Notes.Add(new PerfNote(PerfNoteCode.Truncated, string.Create(CultureInfo.InvariantCulture, $"Some call chains are deeper than {PerfProfileBuilder.MostFrames:N0} functions: the innermost were dropped.")));
        }

        if (_inferred && !_isMarked)
        {
            _facts.Notes.Add(new PerfNote(PerfNoteCode.ScopeInferred, "Folded stacks do not say kernel or user: it was inferred from the names of the kernel's entry points."));
        }

        return new TextProfiles([_samples], _facts, blocks.LineAt, "folded stacks (functions joined by semicolons, a space, a number)");
    }

    private void Parse(ReadOnlySpan<byte> text, long offset)
    {
        // If kernel functions are marked, all others are user space.
        _isMarked = _isMarked || text.IndexOf("_[k];"u8) >= 0 || text.IndexOf("_[k] "u8) >= 0;
        for (int at = 0; at < text.Length;)
        {
            int length = text[at..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = Bytes.Trim(length < 0 ? text[at..] : text.Slice(at, length));
            if (line.IsEmpty || IsComment(line))
            {
            }
            else if (TryLine(line))
            {
                _facts.Understood = (_facts.Understood ?? 0) + 1;
            }
            else
            {
                _facts.Unknown++;
                _facts.FirstUnknown ??= TextPlace.Of(offset, text[..at]);
            }

            at = length < 0 ? text.Length : at + length + 1;
        }
    }

    /// <summary>A comment has a space after its #; a command in folded text does not.</summary>
    private static bool IsComment(ReadOnlySpan<byte> line) => line[0] == '#' && (line.Length == 1 || Bytes.IsBlank(line[1]) || !line.Contains((byte)';'));

    private bool TryLine(ReadOnlySpan<byte> line)
    {
        int space = line.LastIndexOf((byte)' ');
        if (space <= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> written = line[(space + 1)..];
        bool isWhole = Utf8Parser.TryParse(written, out ulong number, out int used) && used == written.Length;
        decimal fraction = 0;
        if (!isWhole && !(Bytes.IsDigit(written[0]) && Utf8Parser.TryParse(written, out fraction, out used) && used == written.Length && fraction <= ulong.MaxValue))
        {
            return false;
        }

        if (isWhole ? number == 0 : fraction == 0)
        {
            return true;
        }

        int command = Token(Next(line[..space], out ReadOnlySpan<byte> rest, out bool hasMore), 2), count = 0;
        bool inKernel = false;
        while (hasMore && count < _tokens.Length)
        {
            ReadOnlySpan<byte> name = Next(rest, out rest, out hasMore);
            int token = Token(name, inKernel && (!_isMarked || name.SequenceEqual("[unknown]"u8)) ? 1 : 0);
            inKernel = _frames[token].Scope == PerfScope.Kernel;
            _tokens[count++] = token;
        }

        _isCut |= hasMore;
        ReadOnlySpan<int> leafFirst = _tokens.AsSpan(0, count);
        _tokens.AsSpan(0, count).Reverse();
        if (isWhole)
        {
            _weights.Add(command, leafFirst, number);
        }
        else
        {
            _weights.Add(command, leafFirst, fraction);
        }

        _samples.HasCallChains |= count > 0;
        return true;
    }

    /// <summary>The name up to the next semicolon; a name, possibly empty, also follows the last semicolon.</summary>
    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> names, out ReadOnlySpan<byte> rest, out bool hasMore)
    {
        int end = names.IndexOf((byte)';');
        hasMore = end >= 0;
        rest = hasMore ? names[(end + 1)..] : default;
        return hasMore ? names[..end] : names;
    }

    /// <summary>The token of a name that was called by user code (0) or the kernel (1), or of a command (2).</summary>
    private int Token(ReadOnlySpan<byte> name, int role)
    {
        ulong hash = XxHash3.HashToUInt64(name, _seed);
        if (!_known[role].TryGet(hash, out int token))
        {
            string text = Bytes.Text(name);
            token = role == 2 ? _frames.Command(text) : _frames.Token(Frame(text, role == 1));
            if (_known[role].IsFull)
            {
                _known[role].Clear();
            }

            _known[role].Add(hash, token);
        }

        return token;
    }

    private PerfFrame Frame(string name, bool inKernel)
    {
        (name, PerfScope? marked) = name switch
        {
            [.. var bare, '_', '[', 'k', ']'] => (bare, PerfScope.Kernel),
            [.. var bare, '_', '[', 'j', ']'] => (bare, PerfScope.User),
            [.. var bare, '_', '[', 'i', ']'] => (bare, null),
            _ => (name, (PerfScope?)null),
        };
        if (name is ['[', .. var path, ']'] && name != PerfFrame.Unknown && path.Length > 0)
        {
            return new PerfFrame(PerfFrame.Unknown, path, marked ?? ScriptFrame.ScopeOf(path, _isMarked ? AddressHalf.User : AddressHalf.Unknown));
        }

        bool isKernel = inKernel || (!_isMarked && KernelEntry.IsEntry(name));
        _inferred |= marked is null && isKernel;
        return new PerfFrame(name, PerfFrame.Unknown, marked ?? (isKernel ? PerfScope.Kernel : PerfScope.User));
    }
}
