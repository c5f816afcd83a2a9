using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Receives and counts what a flood's sockets are answered, on threads of its own; the contents are not looked at.</summary>
internal sealed unsafe class ReplyCounter : IDisposable
{
    // Replies wait here while the sending threads have the CPUs.
    private const int Buffer = 4 * 1024 * 1024, Batch = 64;

    private static readonly TimeSpan _longestWait = TimeSpan.FromMilliseconds(50);

    // After the last packet: a server still has a queue to work off, and no more comes once it has been silent this long.
    private static readonly TimeSpan _silence = TimeSpan.FromMilliseconds(200), _longest = TimeSpan.FromSeconds(2);

    private readonly int[] _sockets;
    private readonly List<Thread> _threads = [];
    private long _packets, _bytes, _last;
    private volatile bool _over;
    private AgentException? _error;

    /// <param name="sockets">The flood's sockets.</param>
    /// <param name="threads">How many threads read them.</param>
    public ReplyCounter(int[] sockets, int threads)
    {
        _sockets = sockets;
        foreach (int fd in sockets)
        {
            _ = SocketOption.SetBuffer(fd, Abi.SO_RCVBUFFORCE, Abi.SO_RCVBUF, Buffer);
        }

        int readers = Math.Min(threads, sockets.Length);
        for (int i = 0; i < readers; i++)
        {
            int[] own = [.. sockets.Where((_, at) => at % readers == i)];
            _threads.Add(new Thread(() => Run(own), 256 * 1024) { IsBackground = true, Name = "replies" });
        }
    }

    public void Start() => _threads.ForEach(thread => thread.Start());

    /// <summary>Waits for the last replies and returns all.</summary>
    /// <param name="began">The flood's start, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="sent">Packets sent; null if unknown.</param>
    public ReplyFindings Finish(long began, long? sent)
    {
        long end = Clock.Monotonic;
        while (Interlocked.Read(ref _packets) != sent && _error is null)
        {
            long now = Clock.Monotonic;
            if (now - Math.Max(end, Interlocked.Read(ref _last)) > _silence.TotalNanoseconds || now - end > _longest.TotalNanoseconds)
            {
                break;
            }

            Thread.Sleep(1);
        }

        Stop();
        return _error is { } error ? throw error : new ReplyFindings
        {
            Packets = _packets,
            Bytes = _bytes,
            Drops = _sockets.Aggregate((long?)0, (sum, fd) => sum + SocketOption.Drops(fd)),
            Seconds = _last == 0 ? 0 : Math.Max(0, (_last - began) / 1e9),
        };
    }

    public void Dispose() => Stop();

    private void Stop()
    {
        _over = true;
        foreach (Thread thread in _threads.Where(thread => !thread.ThreadState.HasFlag(ThreadState.Unstarted)))
        {
            thread.Join();
        }
    }

    private void Run(int[] sockets)
    {
        try
        {
            using ReadySockets ready = new(sockets);
            MessageHeaderMultiple* messages = stackalloc MessageHeaderMultiple[Batch];
            byte* unread = stackalloc byte[1];
            IoVector vector = new() { Base = unread, Length = 1 };
            new Span<MessageHeaderMultiple>(messages, Batch).Clear();
            for (int i = 0; i < Batch; i++)
            {
                messages[i].Header.Vectors = &vector;
                messages[i].Header.VectorCount = 1;
            }

            while (!_over)
            {
                foreach (int fd in ready.Wait(_longestWait))
                {
                    Take(fd, messages);
                }
            }
        }
        catch (Exception e)
        {
            _error = AgentException.Of(e);
        }
    }

    /// <summary>Discards what one socket has: MSG_TRUNC reports the length of a datagram of which one byte is read.</summary>
    private void Take(int fd, MessageHeaderMultiple* messages)
    {
        // An error is the ICMP answer to an earlier packet, and this call has cleared it.
        int received = Libc.ReceiveMultiple(fd, messages, Batch, Abi.MSG_DONTWAIT | Abi.MSG_TRUNC, null);
        long bytes = 0;
        for (int i = 0; i < received; i++)
        {
            bytes += messages[i].Length;
        }

        if (received > 0)
        {
            _ = Interlocked.Add(ref _packets, received);
            _ = Interlocked.Add(ref _bytes, bytes);
            _ = Interlocked.Exchange(ref _last, Clock.Monotonic);
        }
    }
}
