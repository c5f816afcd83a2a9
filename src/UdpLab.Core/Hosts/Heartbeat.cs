using System.Collections.Concurrent;
using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The heartbeats of one conversation and what follows when they stop: a flooding agent ends itself within two seconds, and
/// waits on this side fail within ten. TCP alone would take minutes to notice.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    /// <summary>A flood must stop within two seconds of losing its connection.</summary>
    public static readonly TimeSpan Flooding = TimeSpan.FromSeconds(1.5);

    /// <summary>Otherwise a pause of a busy machine is tolerated.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(6);

    private readonly AgentSession _session;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<long, long> _sent = new();
    private readonly ManualResetEventSlim _over = new(false);
    private long _heard;
    private long _looked;
    private long _lastId;
    private int _busy;

    /// <param name="session">The conversation.</param>
    /// <param name="time">The clock for measuring silence.</param>
    public Heartbeat(AgentSession session, TimeProvider time)
    {
        _session = session;
        _time = time;
        _heard = _looked = Now;
    }

    private long Now => ClockOffset.Of(_time);

    /// <summary>Starts sending heartbeats four times a second.</summary>
    public static Heartbeat Begin(AgentSession session)
    {
        Heartbeat heartbeat = new(session, TimeProvider.System);

        // A thread of its own: a busy thread pool must not make a connection look dead.
        new Thread(heartbeat.Keep) { IsBackground = true, Name = "heartbeat" }.Start();
        return heartbeat;
    }

    /// <summary>Records that a line arrived.</summary>
    public void Heard(Beaten? answer)
    {
        long now = Now;
        Interlocked.Exchange(ref _heard, now);
        if (answer is not null && _sent.TryRemove(answer.Id, out long sent))
        {
            _session.Clock.Add(sent, now, answer.MonotonicNanoseconds);
        }
    }

    /// <summary>The patience sent to the agent with every heartbeat.</summary>
    public TimeSpan PatienceOfAgent { get; set; } = Idle;

    public void Dispose() => _over.Set();

    /// <summary>Checks whether anything was heard. Waiting threads check too: a heartbeat that cannot be sent may block our own thread.</summary>
    public void Look()
    {
        long now = Now, looked = Interlocked.Exchange(ref _looked, now);
        if (now - looked > _patience.TotalNanoseconds / 3 || _session.IsHushed)
        {
            // This process itself was stopped in the meantime and could not listen, or nothing was sent that could be answered.
            Interlocked.Exchange(ref _heard, now);
        }

        if (!_over.IsSet && now - Interlocked.Read(ref _heard) > _patience.TotalNanoseconds)
        {
            _over.Set();
            _session.Die(string.Create(CultureInfo.InvariantCulture, $"nothing was heard for {_patience.TotalSeconds:0} s"), silent: true);
        }
    }

    private void Keep()
    {
        do
        {
            Tick();
        }
        while (!_over.Wait(_pause));
    }

    /// <summary>Sends a heartbeat and checks for those of the other side.</summary>
    public void Tick()
    {
        if (_session.IsAlive && !_session.IsUp)
        {
            _over.Set();
            _session.Die("the host closed it");
            return;
        }

        Look();

        if (!_session.IsAlive || _session.IsHushed || Interlocked.Exchange(ref _busy, 1) == 1)
        {
            return;
        }

        try
        {
            long id = Interlocked.Decrement(ref _lastId);
            _sent[id] = Now;
            _session.Beat(new Beat { Id = id, Patience = PatienceOfAgent.TotalSeconds });
        }
        catch (Exception e) when (e is LabException or ObjectDisposedException)
        {
            // The conversation has ended; its reader reports it.
        }
        finally
        {
            Interlocked.Exchange(ref _busy, 0);
        }
    }
}
