using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// One agent process and the conversation with it. Disposing it ends the agent, and with it whatever it does; an agent
/// with a <see cref="Home"/> goes back there instead, as new.
/// </summary>
internal sealed class AgentSession : IDisposable
{
    /// <summary>How long an agent may take to say its first word.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(1);

    private readonly AgentChannel _channel;
    private readonly string _host;
    private readonly BlockingCollection<Reply> _unasked = [];
    private readonly ConcurrentDictionary<long, ConcurrentQueue<Reply>> _replies = new();
    private readonly StringBuilder _complaints = new();
    private readonly object _sending = new();
    private Thread? _reader;
    private Heartbeat? _heartbeat;
    private long _lastId;
    private long _before;
    private bool _brokenOff;
    private int _disposed;
    private volatile bool _ended;
    private volatile string? _deathCause;

    private AgentSession(AgentChannel channel, string host)
    {
        _channel = channel;
        _host = host;
    }

    /// <summary>What the agent said first.</summary>
    public Hello Hello { get; private set; } = null!;

    /// <summary>Takes the session back when it is disposed with nothing left undone; null for none.</summary>
    public Action<AgentSession>? Home { get; set; }

    /// <summary>Called once when the line died under the conversation.</summary>
    public Action? Lost { get; set; }

    /// <summary>Set whenever a line has arrived, or the agent has ended.</summary>
    public AutoResetEvent Arrived { get; } = new(false);

    /// <summary>Requests sent since <see cref="BeginUse"/>: the round trips of a cmdlet. Signs of life are no requests: nobody waits for them.</summary>
    public long Requests => Interlocked.Read(ref _lastId) - _before;

    /// <summary>It was given up because nothing was heard from it.</summary>
    public bool FellSilent { get; private set; }

    /// <summary>It can be talked to.</summary>
    public bool IsAlive => !_ended;

    /// <inheritdoc cref="AgentChannel.IsUp"/>
    public bool IsUp => _channel.IsUp;

    /// <summary>Converts the agent's monotonic clock to this process's.</summary>
    public ClockOffset Clock { get; } = new();

    /// <summary>Takes up the conversation with an agent that has just been started.</summary>
    public static AgentSession Open(string host, AgentChannel channel) => Open(host, channel, StartPatience);

    /// <inheritdoc cref="Open(string, AgentChannel)"/>
    internal static AgentSession Open(string host, AgentChannel channel, TimeSpan startPatience)
    {
        AgentSession session = new(channel, host);
        try
        {
            session.Greet(startPatience);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Somebody takes the session over.</summary>
    public void BeginUse()
    {
        _disposed = 0;
        _before = Interlocked.Read(ref _lastId);
    }

    /// <summary>Sends a request and returns its id.</summary>
    public long Send(Func<long, Request> make)
    {
        lock (_sending)
        {
            long id = ++_lastId;
            _replies[id] = new ConcurrentQueue<Reply>();
            Write(make(id));
            return id;
        }
    }

    /// <summary>How long the agent bears silence: little while it floods.</summary>
    public void SetPatience(TimeSpan patience)
    {
        if (_heartbeat is not null)
        {
            _heartbeat.PatienceOfAgent = patience;
            _heartbeat.Tick();
        }
    }

    /// <summary>Sends a sign of life.</summary>
    public void Beat(Beat beat)
    {
        lock (_sending)
        {
            Write(beat);
        }
    }

    /// <summary>The line is dead: whoever waits for it is told, and the channel is left alone.</summary>
    public void Die(string cause, bool silent = false)
    {
        FellSilent |= silent;
        lock (_complaints)
        {
            _deathCause ??= cause;
        }

        _ended = true;
        Arrived.Set();
        Lost?.Invoke();
    }

    /// <summary>The next line of a request's answer, null when none is there yet. A <see cref="Failure"/> is thrown.</summary>
    public Reply? TryReceive(long id)
    {
        _heartbeat?.Look();

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
                    _brokenOff |= cancel.IsCancellationRequested;
                    cancel.ThrowIfCancellationRequested();
                    break;
                case Interval or WindowClosed:
                    break;
                case { } other:
                    throw new LabException(FailureCode.Protocol, $"{_host}: the agent answered with {other.GetType().Name} where {typeof(T).Name} was due.");
            }
        }
    }

    /// <summary>Waits for the next line of a request's answer, of whatever kind.</summary>
    public Reply ReceiveAny(long id, CancellationToken cancel)
    {
        while (true)
        {
            if (TryReceive(id) is { } reply)
            {
                return reply;
            }

            _ = WaitHandle.WaitAny([Arrived, cancel.WaitHandle], TimeSpan.FromMilliseconds(100));
            _brokenOff |= cancel.IsCancellationRequested;
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    public T Ask<T>(Func<long, Request> make, CancellationToken cancel)
        where T : Reply => Receive<T>(Send(make), cancel);

    /// <summary>Has what it does undone, and waits for that: the next line of a script must not meet what this one added.</summary>
    public void Undo()
    {
        try
        {
            if (IsAlive && !_brokenOff)
            {
                _ = Ask<Done>(id => new Reset { Id = id }, CancellationToken.None);
            }
        }
        catch (LabException)
        {
            // Its line is dead; the agent undoes it by itself.
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // A wait that was broken off left the agent in the middle of something: it ends. One that is as new serves again.
        if (Home is { } home && !_brokenOff && TryReset())
        {
            home(this);
            return;
        }

        Close();
    }

    /// <summary>Ends the agent.</summary>
    public void Close()
    {
        _heartbeat?.Dispose();
        bool dead = _deathCause is not null;
        if (dead || !_channel.End(_endPatience))
        {
            _channel.Kill();
        }

        // The pipes end with the process, and the readers with the pipes: nothing is taken away under their hands.
        if (!dead)
        {
            _reader?.Join(_endPatience);
        }

        _channel.Dispose();
    }

    private bool TryReset()
    {
        try
        {
            if (!IsAlive)
            {
                return false;
            }

            _replies.Clear();
            SetPatience(Heartbeat.Idle);
            _ = Send(id => new Reset { Id = id });
            return true;
        }
        catch (LabException)
        {
            return false;
        }
    }

    private void Write(Request request)
    {
        try
        {
            if (_ended)
            {
                throw Ended();
            }

            _channel.WriteLine(JsonSerializer.Serialize(request, WireJson.Default.Request));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw Ended();
        }
    }

    private void Greet(TimeSpan patience)
    {
        Thread errors = new(ReadComplaints) { IsBackground = true, Name = "agent-stderr" };
        Thread lines = new(() => ReadLines(errors)) { IsBackground = true, Name = "agent-stdout" };
        errors.Start();
        lines.Start();
        _reader = lines;
        if (!_unasked.TryTake(out Reply? first, patience) && !_ended)
        {
            throw new LabException(FailureCode.Protocol, $"{_host}: the agent said nothing within {patience.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)} s.");
        }

        Hello = first switch
        {
            Hello { Protocol: Hello.CurrentProtocol } hello => hello,
            Hello hello => throw new LabException(FailureCode.Protocol, $"{_host}: the agent speaks protocol {hello.Protocol}, this module {Hello.CurrentProtocol}; build both anew."),
            Failure failure => throw new LabException(failure, _host),
            _ => throw Ended(),
        };
        if (_channel.SameClock)
        {
            Clock.SetSame();
        }

        _heartbeat = _channel.NeedsHeartbeat ? Heartbeat.Begin(this) : null;
    }

    private void ReadLines(Thread errors)
    {
        try
        {
            while (_channel.ReadLine() is string line)
            {
                Reply reply = JsonSerializer.Deserialize(line, WireJson.Default.Reply) ?? throw new JsonException("null is no reply.");
                _heartbeat?.Heard(reply as Beaten);
                if (_replies.TryGetValue(reply.Id, out ConcurrentQueue<Reply>? queue))
                {
                    queue.Enqueue(reply);
                }
                else if (reply is Wire.Hello or Failure && !_unasked.IsAddingCompleted)
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
        Lost?.Invoke();
    }

    private void ReadComplaints()
    {
        try
        {
            while (_channel.ReadComplaint() is string line)
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
            if (_deathCause is { } cause)
            {
                return new LabException(FailureCode.Connection, $"{_host}: the connection is lost: {cause.TrimEnd('.')}. What it did there ends by itself; Connect-LabHost connects anew.", "LabHost");
            }

            string words = _complaints.ToString().Trim();
            return new LabException(FailureCode.System, $"{_host}: the agent ended unexpectedly{(words.Length == 0 ? "." : ": " + words)}");
        }
    }
}
