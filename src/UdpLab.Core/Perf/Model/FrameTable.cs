namespace UdpLab;

/// <summary>
/// Numbers (tokens) for frames and commands, shared by the events of one source. A command is a frame without a path.
/// </summary>
internal sealed class FrameTable
{
    private readonly List<PerfFrame> _frames = [];
    private readonly Dictionary<PerfFrame, int> _tokens = [];

    public int Count => _frames.Count;

    public PerfFrame this[int token] => _frames[token];

    public int Token(PerfFrame frame)
    {
        if (!_tokens.TryGetValue(frame, out int token))
        {
            // Names come from a host or a file: a process may name itself with escape sequences.
            PerfFrame shown = frame with { Name = HostText.Clean(frame.Name), Path = HostText.Clean(frame.Path) };
            if (shown != frame && _tokens.TryGetValue(shown, out token))
            {
                _tokens.Add(frame, token);
                return token;
            }

            token = _frames.Count;
            _frames.Add(shown);
            _tokens[frame] = _tokens[shown] = token;
        }

        return token;
    }

    public int Command(string name) => Token(new PerfFrame(name, "", PerfScope.User));

    /// <summary>This table's tokens for those of another.</summary>
    public int[] Translate(FrameTable other) => [.. other._frames.Select(Token)];
}
