using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// One agent process and the conversation with it. Disposing it ends the agent and everything it runs; with a
/// <see cref="Home"/>, the agent is reset and returned there instead.
/// </summary>
internal sealed partial class AgentSession : IDisposable
{
    /// <summary>How long an agent may take to send its first line.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long a capture may be silent: perf is ended after a minute of silence, and samples outside the window are not sent.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(1), _lastWordsPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100), _line = TimeSpan.FromMilliseconds(1);

    private const int LongestLine = 16 << 20;

    private readonly AgentChannel _channel;
    private readonly string _host;
    private readonly BlockingCollection<Reply> _unasked = [];
    private readonly AgentInbox _inbox = new();
    private readonly AgentComplaints _complaints;
    private readonly object _sending = new();
    private Thread? _reader;
    private Heartbeat? _heartbeat;
    private long _lastId;
    private long _before;
    private bool _brokenOff;
    private CancellationToken _latestCancel;
    private bool _greeted;
    private bool _failed;
    private bool _hushed;
    private int _disposed;
    private int _toldLoss;
    private volatile bool _closing;
    private volatile bool _ended;
    private volatile string? _deathCause;
    private volatile string? _nonsense;

    private AgentSession(AgentChannel channel, string host)
    {
        _channel = channel;
        _host = host;
        _complaints = new AgentComplaints(channel);
    }

    /// <summary>What the agent reported about its host: its first line, or its answer to <see cref="Renew"/>.</summary>
    public Hello Hello { get; private set; } = null!;

    /// <summary>From where and when it was started; null if that does not matter.</summary>
    public AgentOrigin? Origin { get; init; }

    /// <summary>The host it works on; set by its link.</summary>
    public LabHost Host { get; set; } = null!;

    /// <summary>Takes the session back when it is disposed with nothing left to undo; null for none.</summary>
    public Action<AgentSession>? Home { get; set; }

    /// <summary>Called once if the conversation ends unexpectedly; not when it is closed.</summary>
    public Action? Lost { get; set; }

    /// <summary>Called when it is closed, for lists of open sessions.</summary>
    public Action? Closed { get; set; }

    /// <summary>Set whenever a line arrives or the agent ends.</summary>
    public AutoResetEvent Arrived { get; } = new(false);

    /// <summary>Requests sent since <see cref="BeginUse"/>: the round trips of a cmdlet. Heartbeats do not count, since nothing waits for them.</summary>
    public long Requests => Interlocked.Read(ref _lastId) - _before;

    /// <summary>The connection was given up because nothing was heard.</summary>
    public bool FellSilent { get; private set; }

    /// <summary>The session is usable.</summary>
    public bool IsAlive => !_ended;

    /// <inheritdoc cref="AgentChannel.IsUp"/>
    public bool IsUp => _channel.IsUp;

    /// <summary>Converts the agent's monotonic clock to this process's.</summary>
    public ClockOffset Clock { get; } = new();

    /// <summary>Starts the conversation with an agent that was just started.</summary>
    public static AgentSession Open(string host, AgentChannel channel, AgentOrigin? origin = null) => Open(host, channel, StartPatience, origin);

    /// <inheritdoc cref="Open(string, AgentChannel, AgentOrigin?)"/>
    internal static AgentSession Open(string host, AgentChannel channel, TimeSpan startPatience, AgentOrigin? origin = null)
    {
        AgentSession session = new(channel, host) { Origin = origin };
        try
        {
            session.AwaitGreeting(startPatience);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Asks a waiting agent for its host's current state; false if it does not answer.</summary>
    public bool Renew()
    {
        try
        {
            Hello = Ask<Hello>(id => new Greet { Id = id }, CancellationToken.None);
            return true;
        }
        catch (LabException)
        {
            return false;
        }
    }

    /// <summary>Starts a new use of the session.</summary>
    public void BeginUse()
    {
        _disposed = 0;
        _latestCancel = default;
        _before = Interlocked.Read(ref _lastId);
    }

    /// <summary>Sends a request and returns its id, under which the answer is kept until <see cref="Forget"/>.</summary>
    public long Send(Func<long, Request> make)
    {
        long id = 0;
        try
        {
            InTurn(() =>
            {
                id = ++_lastId;
                Request request = make(id);
                _inbox.Expect(id, PatienceFor(request));
                Write(request);
            });
            return id;
        }
        catch
        {
            Forget(id);
            throw;
        }
    }

    /// <summary>Sends a request without waiting for the answer.</summary>
    public void Post(Func<long, Request> make) => InTurn(() => Write(make(++_lastId)));

    /// <summary>Stops keeping an answer that is complete or no longer wanted.</summary>
    public void Forget(long id) => _inbox.Forget(id);

    /// <summary>Number of requests whose answers are kept.</summary>
    internal int Kept => _inbox.Count;

    /// <summary>Sets how long the agent tolerates silence; only briefly while it floods.</summary>
    public void SetPatience(TimeSpan patience)
    {
        if (_heartbeat is not null)
        {
            _heartbeat.PatienceOfAgent = patience;
            _heartbeat.Tick();
        }
    }

    /// <summary>How long a line may take to be written.</summary>
    internal TimeSpan SendPatience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Sends a heartbeat.</summary>
    public void Beat(Beat beat)
    {
        _channel.Await(1);
        lock (_sending)
        {
            Write(beat);
        }
    }

    /// <summary>No heartbeat may be sent now.</summary>
    public bool IsHushed => _channel.IsHushed;

    /// <summary>Before a run whose instructions are counted: until <see cref="Unhush"/> its guest gets no heartbeats.</summary>
    public void Hush()
    {
        if (Hello.CountsInstructions && !_hushed)
        {
            _hushed = true;
            _channel.Hush();
        }
    }

    /// <summary>After the run.</summary>
    public void Unhush()
    {
        if (_hushed)
        {
            _hushed = false;
            _channel.Unhush();
        }
    }

    /// <summary>Marks the connection as dead: all waits fail, and the channel is not touched again.</summary>
    public void Die(string cause, bool silent = false)
    {
        FellSilent |= silent;
        _deathCause ??= cause;
        _ended = true;
        Arrived.Set();
        ReportLoss();
    }

    /// <summary>The next line of an answer; null if none has arrived. A <see cref="Failure"/> ends the answer and is thrown.</summary>
    public Reply? TryReceive(long id)
    {
        _heartbeat?.Look();

        // Check for the end first, so that lines received before it are still delivered.
        bool ended = _ended;
        if (_inbox.TryTake(id) is { } reply)
        {
            if (reply is not Failure failure)
            {
                return reply;
            }

            // It may not have recovered from an unexpected error.
            _failed |= failure.Code is FailureCode.System or FailureCode.Protocol;
            Forget(id);
            throw new LabException(failure, _host);
        }

        return ended ? throw Ended() : null;
    }

    /// <summary>The next line of a run's answer; null if none has arrived.</summary>
    /// <exception cref="LabException">It has been silent for too long, or does not end.</exception>
    public Reply? TryReceive(long id, RunLimit limit)
    {
        Reply? reply = TryReceive(id);
        if (limit.Look(reply is not null) is { } wrong && reply is null or Interval)
        {
            _brokenOff = true;
            throw new LabException(FailureCode.Protocol, $"{_host}: the agent {wrong}; its session was ended.");
        }

        return reply;
    }

    /// <summary>Waits for the next line of a request's answer, which must be of this type.</summary>
    /// <exception cref="LabException">It was of another type, or did not arrive in time.</exception>
    public T Receive<T>(long id, CancellationToken cancel)
        where T : Reply
    {
        _latestCancel = cancel;
        TimeSpan left = _inbox.PatienceOf(id);
        while (true)
        {
            switch (TryReceive(id))
            {
                case T wanted:
                    return wanted;
                case null:
                    left -= Await(id, cancel);
                    break;
                case Interval:
                    left -= _line;
                    break;
                case { } other:
                    throw new LabException(FailureCode.Protocol, $"{_host}: the agent answered with {other.GetType().Name} instead of {typeof(T).Name}.");
            }

            if (left < TimeSpan.Zero)
            {
                throw TooLate(_inbox.PatienceOf(id), typeof(T).Name);
            }
        }
    }

    /// <summary>Waits for the next line of an answer, of any type.</summary>
    public Reply ReceiveAny(long id, CancellationToken cancel)
    {
        _latestCancel = cancel;
        for (TimeSpan left = LongestPause; left > TimeSpan.Zero; left -= Await(id, cancel))
        {
            if (TryReceive(id) is { } reply)
            {
                return reply;
            }
        }

        throw TooLate(LongestPause, "a line");
    }

    /// <summary>Sends a request and waits for its one-line answer.</summary>
    public T Ask<T>(Func<long, Request> make, CancellationToken cancel)
        where T : Reply
    {
        long id = Send(make);
        try
        {
            return Receive<T>(id, cancel);
        }
        finally
        {
            Forget(id);
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

            string line = JsonSerializer.Serialize(request, WireJson.Default.Request);
            if (line.Length > Request.LongestLine)
            {
                throw new LabException(FailureCode.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"{_host}: the request would be a line of {line.Length:N0} bytes, but an agent reads at most {Request.LongestLine:N0}; request less at once."));
            }

            _channel.WriteLine(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It ended a moment ago: why may not have been read yet.
            _complaints.Await(_lastWordsPatience);
            throw Ended();
        }
    }

    /// <summary>Settings may take a card's firmware seconds each; other requests only read.</summary>
    private static TimeSpan PatienceFor(Request request) => request switch
    {
        ApplySettings or UndoSettings or ChangePktgen or CreateTestbed or RemoveTestbed => TimeSpan.FromMinutes(10),

        // An agent that does not answer is replaced.
        Greet => TimeSpan.FromSeconds(2),
        _ => TimeSpan.FromSeconds(60),
    };

    /// <summary>
    /// Waits until a line may have arrived, and returns the time that counts: not wall time, which also passes while this
    /// process is stopped.
    /// </summary>
    private TimeSpan Wait(CancellationToken cancel)
    {
        int woken = WaitHandle.WaitAny([Arrived, cancel.WaitHandle], _look);
        _brokenOff |= cancel.IsCancellationRequested;
        cancel.ThrowIfCancellationRequested();
        return woken == WaitHandle.WaitTimeout ? _look : _line;
    }

    /// <summary>The session may have been disposed, and its answers forgotten, by another cmdlet: Stop-Sink while Measure-Sink measures a window.</summary>
    private TimeSpan Await(long id, CancellationToken cancel) => _inbox.Expects(id) ? Wait(cancel)
        : throw new LabException(FailureCode.Connection, $"{_host}: the agent was released before it answered.");

    private LabException TooLate(TimeSpan patience, string due)
    {
        _brokenOff = true;
        return new LabException(FailureCode.Protocol, string.Create(CultureInfo.InvariantCulture, $"{_host}: the agent did not answer within {patience.TotalSeconds:0} s ({due} was expected)."));
    }
}
