using System.Text;

namespace UdpLab;

/// <summary>The beginning of what an agent, or the shell that starts it, writes to stderr, for the error message that follows.</summary>
internal sealed class AgentComplaints
{
    private const int Longest = 16 * 1024;
    private readonly AgentChannel _channel;
    private readonly StringBuilder _text = new();
    private readonly Thread _reader;

    public AgentComplaints(AgentChannel channel)
    {
        _channel = channel;
        _reader = new Thread(Read) { IsBackground = true, Name = "agent-stderr" };
    }

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString().Trim();
            }
        }
    }

    public void Start() => _reader.Start();

    /// <summary>Waits for the end of stderr.</summary>
    public void Await(TimeSpan patience) => _ = _reader.Join(patience);

    public void Add(string words)
    {
        lock (_text)
        {
            _text.Append(words, 0, Math.Min(words.Length, Math.Max(0, Longest - _text.Length)));
        }
    }

    private void Read()
    {
        byte[] bytes = new byte[4096];
        char[] text = new char[bytes.Length + 1];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        try
        {
            // Read and discard the rest: its writer must not block, and memory must not fill.
            while (_channel.Complaints.Read(bytes, 0, bytes.Length) is > 0 and var read)
            {
                Add(new string(text, 0, decoder.GetChars(bytes, 0, read, text, 0)));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or NotSupportedException)
        {
            // The session is being closed.
        }
    }
}
