using UdpLab.Agent.Kernel;

namespace UdpLab.Agent;

/// <summary>
/// The queue of lines to the controller, with its own writer thread. A controller that does not read blocks the senders of
/// results, but never the thread that notices its end.
/// </summary>
internal sealed class Outbox
{
    // Enough for any burst of a healthy conversation, and small compared with the heap's limit.
    private const long MostBytes = 8 * 1024 * 1024;

    private static readonly byte[] _newLine = [(byte)'\n'];
    private readonly Stream _output;
    private readonly Queue<byte[]> _lines = new();
    private long _bytes;
    private bool _broken;

    public Outbox(Stream output)
    {
        _output = output;
        new Thread(Write, 256 * 1024) { IsBackground = true, Name = "stdout" }.Start();
    }

    /// <summary>Queues a line; blocks while the queue is full.</summary>
    public void Post(byte[] line)
    {
        lock (_lines)
        {
            while (_bytes >= MostBytes && !_broken)
            {
                Monitor.Wait(_lines);
            }

            Add(line);
        }
    }

    /// <summary>Queues an optional line if there is room.</summary>
    public void Offer(byte[] line)
    {
        lock (_lines)
        {
            if (_bytes < MostBytes)
            {
                Add(line);
            }
        }
    }

    /// <summary>Waits until everything is written; false on timeout.</summary>
    public bool Flush(TimeSpan patience)
    {
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        lock (_lines)
        {
            while (_bytes > 0 && !_broken)
            {
                if (end - Environment.TickCount64 is not (> 0 and var left) || !Monitor.Wait(_lines, (int)left))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private void Add(byte[] line)
    {
        if (!_broken)
        {
            _lines.Enqueue(line);
            _bytes += line.Length;
            Monitor.PulseAll(_lines);
        }
    }

    private void Write()
    {
        try
        {
            while (true)
            {
                byte[] line = Next();
                _output.Write(line);
                _output.Write(_newLine);
                _output.Flush();
                Written(line.Length);
            }
        }
        catch (Exception)
        {
            Break();
        }

        // The controller no longer reads: it is gone, even if stdin is still open.
        ExitActions.RunAndExit();
    }

    private byte[] Next()
    {
        lock (_lines)
        {
            while (_lines.Count == 0)
            {
                Monitor.Wait(_lines);
            }

            return _lines.Dequeue();
        }
    }

    private void Written(int bytes)
    {
        lock (_lines)
        {
            _bytes -= bytes;
            Monitor.PulseAll(_lines);
        }
    }

    private void Break()
    {
        lock (_lines)
        {
            _broken = true;
            Monitor.PulseAll(_lines);
        }
    }
}
