namespace UdpLab.Agent.Perf;

/// <summary>
/// Passes on the part of perf script's text that belongs to a window, sample by sample, and counts it. Stacks end with an empty
/// line; without stacks every line is a sample.
/// </summary>
/// <param name="window">Which samples.</param>
/// <param name="stacks">They were recorded with stacks.</param>
/// <param name="output">Receives what passes.</param>
internal sealed class PerfScriptFilter(PerfWindow window, bool stacks, Stream output)
{
    private static readonly byte[] _newLine = [(byte)'\n'];
    private readonly MemoryStream _oddLines = new();
    private bool _inside;
    private bool _passing;

    public long Samples { get; private set; }

    public long Lost { get; private set; }

    /// <summary>Processes a whole text.</summary>
    public void Read(Stream input)
    {
        byte[] buffer = new byte[256 * 1024];
        int filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            int read = input.Read(buffer, filled, buffer.Length - filled);
            if (read == 0)
            {
                break;
            }

            int begin = 0, end = filled + read;
            while (buffer.AsSpan(begin, end - begin).IndexOf((byte)'\n') is >= 0 and int length)
            {
                Line(buffer.AsSpan(begin, length));
                begin += length + 1;
            }

            filled = end - begin;
            buffer.AsSpan(begin, filled).CopyTo(buffer);
        }

        if (filled > 0)
        {
            Line(buffer.AsSpan(0, filled));
        }
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        if (_inside)
        {
            Frame(line);
        }
        else if (PerfSampleHead.TryRead(line, out PerfSampleHead head))
        {
            Head(head, line);
        }
        else
        {
            // A command with line breaks, which older versions of perf print unescaped: they become spaces in the line that ends it.
            _oddLines.Write(line);
            _oddLines.WriteByte((byte)' ');
        }
    }

    private void Head(in PerfSampleHead head, ReadOnlySpan<byte> line)
    {
        bool belongs = window.Contains(head);
        if (head.IsLoss)
        {
            // Their thread is unknown: only the time decides.
            Lost += head.Time >= window.From && head.Time <= window.To ? head.Lost : 0;
            _oddLines.SetLength(0);
            return;
        }

        _inside = stacks;
        _passing = belongs;
        if (belongs)
        {
            Samples++;
            output.Write(_oddLines.GetBuffer().AsSpan(0, (int)_oddLines.Length));
            Write(line);
        }

        _oddLines.SetLength(0);
    }

    private void Frame(ReadOnlySpan<byte> line)
    {
        if (_passing)
        {
            Write(line);
        }

        _inside = line.Length > 0;
    }

    private void Write(ReadOnlySpan<byte> line)
    {
        OwnCode.Write(line, output);
        output.Write(_newLine);
    }
}
