namespace UdpLab;

/// <summary>
/// Parses perf script text, block by block of whole lines. A sample is a header line, then a line for each function of its
/// call chain, innermost first, then an empty line; without call chains just a header line.
/// </summary>
internal sealed class ScriptParser
{
    private const int MostFrames = PerfProfileBuilder.MostFrames;
    private readonly bool _keepsTimes;
    private readonly FrameReader _frames;
    private readonly ChainMemo _memo = new();
    private readonly int[] _tokens = new int[MostFrames];
    private readonly byte[] _encoded = new byte[MostFrames * 5];
    private readonly List<PerfProfileBuilder> _events = [];
    private byte[] _lastCommand = [];
    private byte[] _lastEvent = [];
    private int _command = -1;
    private PerfProfileBuilder? _event;
    private int _eventNumber;
    private bool _inSample;
    private bool _isTabbed;
    private bool _afterFlat;
    private int _count;
    private ulong _period;
    private long _block;
    private int _cpu;
    private double _seconds;

    /// <param name="keepsTimes">Keep when each sample was taken.</param>
    public ScriptParser(bool keepsTimes = false)
    {
        _keepsTimes = keepsTimes;
        _frames = new FrameReader(Frames);
    }

    public FrameTable Frames { get; } = new();

    public TextFacts Facts { get; } = new();

    /// <summary>The collected samples by event, in the order of the text.</summary>
    public IEnumerable<PerfProfileBuilder> Events => _events.OrderBy(e => e.FirstOffset);

    /// <summary>Parses a block of whole lines.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="offset">Their offset in the whole text.</param>
    public void Parse(ReadOnlySpan<byte> text, long offset)
    {
        _block = offset;
        int at = 0;
        while (at < text.Length)
        {
            if (_inSample && _count == 0 && TryRepeated(text, ref at))
            {
                continue;
            }

            int length = text[at..].IndexOf((byte)'\n');
            int next = length < 0 ? text.Length : at + length + 1;
            ReadOnlySpan<byte> line = text[at..(length < 0 ? text.Length : at + length)];
            if (line is [.., (byte)'\r'])
            {
                line = line[..^1];
            }

            if (_inSample)
            {
                ReadChain(line, text, at, next);
            }
            else
            {
                ReadHeader(line, text, at, next);
            }

            at = next;
        }
    }

    /// <summary>Ends the text: a sample at its end is complete.</summary>
    public void End() => Finish();

    /// <summary>Drops the incomplete sample at the end of the text.</summary>
    public void Drop() => _inSample = false;

    /// <summary>Adds what another parser collected from another part of the text.</summary>
    public void Merge(ScriptParser other)
    {
        int[] tokens = Frames.Translate(other.Frames);
        foreach (PerfProfileBuilder theirs in other._events)
        {
            PerfProfileBuilder? ours = _events.Find(e => e.Event == theirs.Event);
            if (ours is null)
            {
                ours = NewEvent(theirs.Event, theirs.FirstOffset);
                _events.Add(ours);
            }

            ours.Merge(theirs, tokens);
        }

        Facts.Merge(other.Facts);
    }

    /// <summary>Counts a chain whose callers occurred before, byte for byte up to the empty line.</summary>
    private bool TryRepeated(ReadOnlySpan<byte> text, ref int at)
    {
        if (text[at] != '\t' || !_memo.IsWorthwhile())
        {
            return false;
        }

        ReadOnlySpan<byte> body = text[at..];
        int leafEnd = body.IndexOf((byte)'\n');
        int end = leafEnd < 0 ? -1 : leafEnd + body[leafEnd..].IndexOf("\n\n"u8);
        if (end <= leafEnd)
        {
            return false;
        }

        int leaf = _frames.LeafToken(body[..leafEnd]);
        if (leaf < 0 || (leaf & FrameReader.Inlined) != 0)
        {
            return false;
        }

        ReadOnlySpan<byte> callers = body[(leafEnd + 1)..(end + 1)];
        ulong hash = ChainMemo.Hash(callers, leaf, _command, _eventNumber);
        if (_memo.TryGet(hash, out int index))
        {
            _event!.Stacks.Add(index, 1, _period);
        }
        else if (TryEncode(callers, out int length))
        {
            index = _event!.Add(_command, _encoded.AsSpan(0, length), leaf, _period);
            _memo.Add(hash, index);
        }
        else
        {
            return false;
        }

        _event.NoteSample(_cpu, _seconds, _command, index);
        _event.HasCallChains = true;
        _inSample = false;
        at += end + 2;
        return true;
    }

    /// <summary>Encodes callers if each of their lines is a frame.</summary>
    private bool TryEncode(ReadOnlySpan<byte> callers, out int length)
    {
        int count = 0;
        length = 0;
        while (!callers.IsEmpty && count < MostFrames - 1)
        {
            int end = callers.IndexOf((byte)'\n');
            int token = _frames.Token(callers[..end]);
            if (token < 0 || callers[0] != '\t' || callers[end - 1] == '\r')
            {
                return false;
            }

            _tokens[count++] = token;
            callers = callers[(end + 1)..];
        }

        ReadOnlySpan<int> tokens = Resolved(count);
        length = PerfProfileBuilder.Encode(tokens, _encoded);
        return callers.IsEmpty;
    }

    private ReadOnlySpan<int> Resolved(int count)
    {
        Span<int> tokens = _tokens.AsSpan(0, count);
        foreach (int token in tokens)
        {
            if ((token & FrameReader.Inlined) != 0)
            {
                _frames.Resolve(tokens);
                break;
            }
        }

        return tokens;
    }

    private void ReadChain(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, int at, int next)
    {
        if (Bytes.Trim(line).IsEmpty)
        {
            Finish();
            return;
        }

        // perf indents functions with a tab and pads a comm with spaces: "dd" could be an address.
        bool isIndented = Bytes.IsBlank(line[0]);
        if (line[0] != '\t' && ScriptHeader.TryRead(line, out ScriptHeader header) && (!isIndented || header.IsSure || ScriptHeader.IsPadded(line)))
        {
            // Samples without call chains follow each other directly, or the empty line between two samples is missing.
            Finish();
            ReadHeader(line, text, at, next);
            return;
        }

        // After a call chain come other fields (phys_addr, registers), also 16 characters wide but without a tab.
        int token = _isTabbed && line[0] == ' ' ? FrameReader.None : _frames.Token(line);
        if (token >= 0)
        {
            _isTabbed |= line[0] == '\t';
            if (_count < MostFrames)
            {
                _tokens[_count++] = token;
            }

            return;
        }

        if (isIndented && ScriptHeader.TryRead(line, out _))
        {
            Finish();
            ReadHeader(line, text, at, next);
        }
        else if (!isIndented)
        {
            NotUnderstood(text[..at]);
        }

        // Other indented lines are a source location (-F +srcline) or an instruction.
    }

    private void ReadHeader(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, int at, int next)
    {
        if (line.IsEmpty)
        {
            return;
        }

        // A comment has a space after its #; a comm may also begin with one.
        if (line[0] == '#' && !(line.Length > 1 && line[1] != ' ' && ScriptHeader.TryRead(line, out ScriptHeader sample) && sample.IsSure))
        {
            Facts.Comment(line);
            return;
        }

        if (ScriptHeader.TryRead(line, out ScriptHeader header))
        {
            if (header.IsRecord)
            {
                Facts.Lost = header.Lost > 0 ? (Facts.Lost ?? 0) + header.Lost : Facts.Lost;
                return;
            }

            Begin(header, _block + at);
            if (!header.Rest.IsEmpty && !BeginsWithFrame(text[next..]) && ScriptFrame.TryFlat(header.Rest, header.Event.Contains((byte)':'), out ReadOnlySpan<byte> frame) && _frames.Token(frame) is int token and >= 0)
            {
                _tokens[_count++] = token;
                FinishFlat();
            }
        }
        else if (ScriptHeader.IsPadded(line) && ScriptHeader.TryCommandAndAddress(line, out header))
        {
            BeginFlat(header, _block + at);
        }
        else if (Bytes.IsBlank(line[0]) && IsWide(line) && _frames.Token(line) is int token and >= 0)
        {
            // With -F ip,sym there is no header at all.
            Begin(new ScriptHeader(), _block + at);
            _tokens[_count++] = token;
            if (line[0] != '\t')
            {
                FinishFlat();
            }
        }
        else if (!Bytes.Trim(line).IsEmpty && (BeginsWithFrame(text[next..]) || (_event is { HasCallChains: true } && Bytes.Trim(line)[^1] == ':' && IsEmptyLine(text[next..]))))
        {
            Begin(ScriptHeader.OfCommand(line), _block + at);
        }
        else if (ScriptHeader.TryCommandAndAddress(line, out header))
        {
            BeginFlat(header, _block + at);
        }
        else if (!Bytes.Trim(line).IsEmpty && !(_afterFlat && line.StartsWith("  "u8)))
        {
            // An indented line after a flat sample is its source location (-F +srcline).
            NotUnderstood(text[..at]);
        }
    }

    private static bool BeginsWithFrame(ReadOnlySpan<byte> following)
    {
        if (following.IsEmpty || !Bytes.IsBlank(following[0]))
        {
            return false;
        }

        int end = following.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? following : following[..end];
        return IsWide(line) && (line[0] == '\t' || (!ScriptHeader.IsPadded(line) && !ScriptHeader.TryRead(line, out _)));
    }

    /// <summary>The line begins with an address as wide as perf prints it; indented prose has words of such letters too.</summary>
    private static bool IsWide(ReadOnlySpan<byte> line) => ScriptFrame.TrySplit(line, out _, out ReadOnlySpan<byte> content) && line.Length - content.Length >= 16 && !(content.Length > 0 && Bytes.IsBlank(content[0]));

    private static bool IsEmptyLine(ReadOnlySpan<byte> following) => following is [(byte)'\n', ..] or [(byte)'\r', (byte)'\n', ..];

    /// <summary>Starts a sample whose function is on its own line.</summary>
    private void BeginFlat(in ScriptHeader header, long offset)
    {
        Begin(header, offset);
        _tokens[_count++] = _frames.Token(header.Rest);
        FinishFlat();
    }

    private void Begin(in ScriptHeader header, long offset)
    {
        if (_event is null || !header.Event.SequenceEqual(_lastEvent))
        {
            _lastEvent = header.Event.ToArray();
            string name = Bytes.Text(header.Event);
            _event = _events.Find(e => e.Event == name);
            if (_event is null)
            {
                _event = NewEvent(name, offset);
                _events.Add(_event);
            }

            _eventNumber = _events.IndexOf(_event);
        }

        if (_command < 0 || !header.Command.SequenceEqual(_lastCommand))
        {
            _lastCommand = header.Command.ToArray();
            _command = Frames.Command(header.Command.IsEmpty ? PerfFrame.Unknown : Bytes.Text(header.Command));
        }

        (_cpu, _seconds, _period) = (header.Cpu, header.Seconds, header.Period);
        Facts.ImplausiblePeriods += _period >> 63 == 0 ? 0 : 1;
        _count = 0;
        _afterFlat = false;
        _isTabbed = false;
        _inSample = true;
    }

    private void Finish()
    {
        if (_inSample)
        {
            _event!.HasCallChains |= _count > 0;
            FinishFlat();
        }
    }

    private void FinishFlat()
    {
        int stack = _event!.Add(_command, Resolved(_count), 1, _period);
        _event.NoteSample(_cpu, _seconds, _command, stack);
        _inSample = false;
        _afterFlat = true;
    }

    private PerfProfileBuilder NewEvent(string name, long offset) => new(name, Frames) { FirstOffset = offset, Times = _keepsTimes ? new SampleTimes() : null };

    private void NotUnderstood(ReadOnlySpan<byte> before)
    {
        Facts.Unknown++;
        Facts.FirstUnknown ??= TextPlace.Of(_block, before);
    }
}
