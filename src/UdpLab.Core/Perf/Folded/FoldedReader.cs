using System.Buffers.Text;
using System.IO.Hashing;

namespace UdpLab;

/// <summary>Reads folded stacks: command, functions from the outermost caller, a number.</summary>
internal sealed class FoldedReader
{
    private static readonly long _seed = Random.Shared.NextInt64();
    private readonly FrameTable _frames = new();
    private readonly PerfProfileBuilder _samples;
    private readonly HashTable[] _known = [new(1 << 20), new(1 << 20), new(1 << 20)];
    private readonly TextFacts _facts = new();
    private readonly int[] _tokens = new int[PerfProfileBuilder.MostFrames];
    private long _divisor;
    private bool _inferred;

    private FoldedReader()
    {
        _samples = new PerfProfileBuilder("", _frames);
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
        CommonDivisor.Apply(_divisor, _samples, _facts);
        if (_inferred)
        {
            _facts.Notes.Add(new PerfNote(PerfNoteCode.ScopeInferred, "Folded stacks do not say kernel or user: it was told from the names of the kernel's entry points."));
        }

        return new TextProfiles([_samples], _facts, blocks.LineAt, "folded stacks (functions joined by semicolons, a blank, a number)");
    }

    private void Parse(ReadOnlySpan<byte> text, long offset)
    {
        for (int at = 0; at < text.Length;)
        {
            int length = text[at..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = Bytes.Trim(length < 0 ? text[at..] : text.Slice(at, length));
            if (!line.IsEmpty && line[0] != '#' && !TryLine(line))
            {
                _facts.Unknown++;
                _facts.FirstUnknown ??= TextPlace.Of(offset, text[..at]);
            }

            at = length < 0 ? text.Length : at + length + 1;
        }
    }

    private bool TryLine(ReadOnlySpan<byte> line)
    {
        int space = line.LastIndexOf((byte)' ');
        if (space <= 0 || !Utf8Parser.TryParse(line[(space + 1)..], out long number, out int used) || used != line.Length - space - 1 || number < 0)
        {
            return false;
        }

        if (number == 0)
        {
            return true;
        }

        ReadOnlySpan<byte> rest = line[..space];
        int command = Token(Next(ref rest), 2), count = 0;
        bool inKernel = false;
        while (!rest.IsEmpty && count < _tokens.Length)
        {
            int token = Token(Next(ref rest), inKernel ? 1 : 0);
            inKernel = _frames[token].Scope == PerfScope.Kernel;
            _tokens[count++] = token;
        }

        _tokens.AsSpan(0, count).Reverse();
        _samples.Add(command, _tokens.AsSpan(0, count), number, 0);
        _samples.HasCallChains |= count > 0;
        _divisor = CommonDivisor.Of(_divisor, number);
        return true;
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)';');
        ReadOnlySpan<byte> name = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return name;
    }

    /// <summary>A name's token: called by user code (0) or the kernel (1), or a command (2).</summary>
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
            return new PerfFrame(PerfFrame.Unknown, path, marked ?? ScriptFrame.ScopeOf(path, inKernelHalf: false));
        }

        bool isKernel = inKernel || KernelEntry.IsEntry(name);
        _inferred |= marked is null && isKernel;
        return new PerfFrame(name, PerfFrame.Unknown, marked ?? (isKernel ? PerfScope.Kernel : PerfScope.User));
    }
}
