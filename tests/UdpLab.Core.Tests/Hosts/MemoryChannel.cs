using System.Collections.Concurrent;
using System.Text;

namespace UdpLab.Tests;

/// <summary>An agent in memory: it sends one group of lines at first, and the next after each request.</summary>
internal sealed class MemoryChannel(params string[][] groups) : AgentChannel
{
    private readonly Pipe _output = new();
    private int _next;

    public override bool SameClock => true;

    public override bool NeedsHeartbeat => false;

    public override Stream Output => _output;

    public override Stream Complaints => Stream.Null;

    public AgentSession Open(string host)
    {
        SayNext();
        return AgentSession.Open(host, this);
    }

    public override void WriteLine(string line) => SayNext();

    public override bool End(TimeSpan patience)
    {
        _output.Complete();
        return true;
    }

    public override void Kill() => _output.Complete();

    public override void Dispose() => _output.Complete();

    private void SayNext()
    {
        if (_next < groups.Length && !_output.Say(groups[_next++]))
        {
            throw new IOException("It has ended.");
        }
    }

    private sealed class Pipe : MemoryStream
    {
        private readonly BlockingCollection<byte[]> _chunks = [];
        private byte[] _chunk = [];
        private int _at;

        /// <summary>False if it has ended, which another thread may cause at any time.</summary>
        public bool Say(string[] lines)
        {
            lock (_chunks)
            {
                return !_chunks.IsAddingCompleted && _chunks.TryAdd(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
            }
        }

        public void Complete()
        {
            lock (_chunks)
            {
                _chunks.CompleteAdding();
            }
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at == _chunk.Length)
            {
                _at = 0;
                if (!_chunks.TryTake(out _chunk!, Timeout.Infinite))
                {
                    _chunk = [];
                    return 0;
                }
            }

            int length = Math.Min(count, _chunk.Length - _at);
            Array.Copy(_chunk, _at, buffer, offset, length);
            _at += length;
            return length;
        }
    }
}

/// <summary>A host with an agent in memory.</summary>
internal sealed class MemoryHost(string name, params string[][] groups) : TestLink(name)
{
    private protected override AgentSession StartAgent() => new MemoryChannel(groups).Open(Host.Name);
}
