using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>One agent process and the conversation with it. Disposing it closes its stdin, which stops whatever it does.</summary>
internal sealed class AgentSession : IDisposable
{
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly string _host;
    private readonly BlockingCollection<Reply> _unasked = [];
    private readonly ConcurrentDictionary<long, ConcurrentQueue<Reply>> _replies = new();
    private readonly StringBuilder _complaints = new();
    private readonly object _sending = new();
    private Thread? _reader;
    private long _lastId;
    private volatile bool _ended;

    private AgentSession(Process process, string host)
    {
        _process = process;
        _host = host;
    }

    /// <summary>What the agent said first.</summary>
    public Hello Hello { get; private set; } = null!;

    /// <summary>Set whenever a line has arrived, or the agent has ended.</summary>
    public AutoResetEvent Arrived { get; } = new(false);

    /// <summary>Requests sent: the round trips of this conversation.</summary>
    public long Requests => Interlocked.Read(ref _lastId);

    public static AgentSession Start(string host, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(AgentProgram.LocalPath)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        AgentSession session;
        try
        {
            session = new AgentSession(Process.Start(start)!, host);
        }
        catch (Win32Exception e)
        {
            throw new LabException(FailureCode.System, $"{host}: starting the agent {start.FileName} failed: {e.Message}", inner: e);
        }

        try
        {
            session.Greet();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and returns its id.</summary>
    public long Send(Func<long, Request> make)
    {
        lock (_sending)
        {
            long id = ++_lastId;
            _replies[id] = new ConcurrentQueue<Reply>();
            string line = JsonSerializer.Serialize(make(id), WireJson.Default.Request);
            try
            {
                _process.StandardInput.WriteLine(line);
                _process.StandardInput.Flush();
            }
            catch (IOException)
            {
                throw Ended();
            }

            return id;
        }
    }

    /// <summary>The next line of a request's answer, null when none is there yet. A <see cref="Failure"/> is thrown.</summary>
    public Reply? TryReceive(long id)
    {
        // The end is looked at first: lines that came before it are still delivered.
        bool ended = _ended;
        if (_replies[id].TryDequeue(out Reply? reply))
        {
            return reply is Failure failure ? throw new LabException(failure, _host) : reply;
        }

        return ended ? throw Ended() : null;
    }

    /// <summary>Waits for the next line of a request's answer, which must be of this kind.</summary>
    public T Receive<T>(long id, CancellationToken cancel)
        where T : Reply
    {
        while (true)
        {
            switch (TryReceive(id))
            {
                case T wanted:
                    return wanted;
                case null:
                    _ = WaitHandle.WaitAny([Arrived, cancel.WaitHandle], TimeSpan.FromMilliseconds(100));
                    cancel.ThrowIfCancellationRequested();
                    break;
                case Interval or WindowClosed:
                    break;
                case { } other:
                    throw new LabException(FailureCode.Protocol, $"{_host}: the agent answered with {other.GetType().Name} where {typeof(T).Name} was due.");
            }
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    public T Ask<T>(Func<long, Request> make, CancellationToken cancel)
        where T : Reply => Receive<T>(Send(make), cancel);

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The agent has gone first.
        }

        if (!_process.WaitForExit(_endPatience))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        // The pipes end with the process, and the readers with the pipes: nothing is taken away under their hands.
        _reader?.Join(_endPatience);
        _process.Dispose();
    }

    private void Greet()
    {
        Thread errors = new(ReadComplaints) { IsBackground = true, Name = "agent-stderr" };
        Thread lines = new(() => ReadLines(errors)) { IsBackground = true, Name = "agent-stdout" };
        errors.Start();
        lines.Start();
        _reader = lines;
        if (!_unasked.TryTake(out Reply? first, _startPatience) && !_ended)
        {
            throw new LabException(FailureCode.Protocol, $"{_host}: the agent said nothing within {_startPatience.TotalSeconds:0} s.");
        }

        Hello = first switch
        {
            Hello { Protocol: Hello.CurrentProtocol } hello => hello,
            Hello hello => throw new LabException(FailureCode.Protocol, $"{_host}: the agent speaks protocol {hello.Protocol}, this module {Hello.CurrentProtocol}; build both anew."),
            Failure failure => throw new LabException(failure, _host),
            _ => throw Ended(),
        };
    }

    private void ReadLines(Thread errors)
    {
        try
        {
            while (_process.StandardOutput.ReadLine() is string line)
            {
                Reply reply = JsonSerializer.Deserialize(line, WireJson.Default.Reply) ?? throw new JsonException("null is no reply.");
                if (_replies.TryGetValue(reply.Id, out ConcurrentQueue<Reply>? queue))
                {
                    queue.Enqueue(reply);
                }
                else if (!_unasked.IsAddingCompleted)
                {
                    _unasked.Add(reply);
                }

                Arrived.Set();
            }
        }
        catch (Exception e) when (e is IOException or JsonException or NotSupportedException or ObjectDisposedException or InvalidOperationException)
        {
            lock (_complaints)
            {
                _complaints.Append(e.Message);
            }
        }

        errors.Join(_endPatience);
        _ended = true;
        _unasked.CompleteAdding();
        Arrived.Set();
    }

    private void ReadComplaints()
    {
        try
        {
            while (_process.StandardError.ReadLine() is string line)
            {
                lock (_complaints)
                {
                    _complaints.AppendLine(line);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The session is being closed.
        }
    }

    private LabException Ended()
    {
        lock (_complaints)
        {
            string words = _complaints.ToString().Trim();
            return new LabException(FailureCode.System, $"{_host}: the agent ended unexpectedly{(words.Length == 0 ? "." : ": " + words)}");
        }
    }
}
