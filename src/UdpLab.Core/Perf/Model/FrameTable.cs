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
            token = _frames.Count;
            _frames.Add(frame);
            _tokens.Add(frame, token);
        }

        return token;
    }

    public int Command(string name) => Token(new PerfFrame(name, "", PerfScope.User));

    /// <summary>Tokens here for those of another table.</summary>
    public int[] Translate(FrameTable other) => [.. other._frames.Select(Token)];
}
