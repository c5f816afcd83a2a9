using System.Text.Json;
using UdpLab.Agent.Flood;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Nic;
using UdpLab.Agent.Perf;
using UdpLab.Agent.Pktgen;
using UdpLab.Agent.Readiness;
using UdpLab.Agent.Trace;
using UdpLab.Agent.Requests;
using UdpLab.Agent.Settings;
using UdpLab.Agent.Sink;
using UdpLab.Agent.Socket;
using UdpLab.Agent.Testbed;
using UdpLab.Wire;

namespace UdpLab.Agent;

/// <summary>
/// The conversation with the controller: one JSON object per line, answered by one or more. Commands run one after another;
/// background threads (flood, sink) write their own lines.
/// </summary>
internal sealed class Conversation
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private readonly SettingKinds _settings = new([.. HostKinds.All, .. NicKinds.All]);
    private readonly Watch _watch = new();
    private readonly List<Interval> _held = [];
    private readonly Outbox _outbox;
    private readonly SettingGuard _guard;
    private readonly PktgenRuns _pktgen;
    private readonly PerfSession _perf;
    private SinkSession? _sink;
    private SocketWatch? _sockets;
    private FloodSession? _flood;

    public Conversation(Stream output)
    {
        _outbox = new Outbox(output);
        _guard = new SettingGuard(_settings);
        _pktgen = new PktgenRuns(Reply);
        _perf = new PerfSession(Reply);
    }

    /// <summary>Sends a line. A progress report is dropped if the controller does not read.</summary>
    public void Reply(Reply reply)
    {
        if (InstructionClock.IsUsed && Hold(reply))
        {
            return;
        }

        byte[] line = JsonSerializer.SerializeToUtf8Bytes(reply, WireJson.Default.Reply);
        if (reply is Interval or Beaten)
        {
            _outbox.Offer(line);
        }
        else
        {
            _outbox.Post(line);
        }
    }

    /// <summary>Where instructions are counted, progress is reported at the end: a report takes some, and this machine answers it at any time.</summary>
    private bool Hold(Reply reply)
    {
        Interval[] held;
        lock (_held)
        {
            if (reply is Interval interval)
            {
                _held.Add(interval);
                return true;
            }

            held = reply is FloodResult or SinkResult or WindowClosed ? [.. _held.Where(h => h.Id <= reply.Id)] : [];
            _ = _held.RemoveAll(held.Contains);
        }

        Array.ForEach(held, interval => _outbox.Offer(JsonSerializer.SerializeToUtf8Bytes<Reply>(interval, WireJson.Default.Reply)));
        return false;
    }

    /// <summary>Waits briefly until the lines are written.</summary>
    public void Flush() => _ = _outbox.Flush(_patience);

    /// <summary>
    /// Parses a line's request, or returns <see cref="Unreadable"/> for a malformed one; null for a heartbeat, which is
    /// answered here. Never blocks.
    /// </summary>
    public Request? Read(ReadOnlySpan<byte> line, bool tooLong = false)
    {
        _watch.Heard();
        Request request = tooLong ? Unreadable.TooLong() : RequestReader.Read(line);
        if (request is not Beat beat)
        {
            return request;
        }

        // The silence of a guest whose time jumps says nothing; it ends with its session.
        if (!InstructionClock.IsUsed)
        {
            _watch.Expect(TimeSpan.FromSeconds(beat.Patience));
        }

        Reply(new Beaten { Id = beat.Id, MonotonicNanoseconds = Clock.Monotonic });
        return null;
    }

    public void Handle(Request request)
    {
        long id = request.Id;
        try
        {
            Execute(request);
        }
        catch (Exception e)
        {
            Reply(AgentException.Of(e).ToReply(id));
        }
    }

    /// <summary>Replaces altnames by names: the rest of the agent knows interfaces by name only.</summary>
    private static void NameInterfaces(Request request)
    {
        switch (request)
        {
            case OpenSink { Interface: { } name } plan:
                plan.Interface = Interfaces.RealName(name);
                break;
            case OpenFlood { Interface: { } name } plan:
                plan.Interface = Interfaces.RealName(name);
                break;
            case Measure plan:
                plan.Interfaces = Interfaces.RealNames(plan.Interfaces);
                break;
        }
    }

    private void Execute(Request request)
    {
        NameInterfaces(request);
        switch (request)
        {
            case Unreadable line:
                throw line.Cause;
            case OpenSink plan:
                CloseSink();
                _sink = SinkSession.Open(plan, Reply);
                Reply(_sink.Ready(plan.Id));
                break;
            case WatchSockets plan:
                CloseSink();
                _sockets = SocketWatch.Open(plan, Reply);
                Reply(_sockets.Ready(plan.Id));
                break;
            case Measure plan when _sockets is not null:
                _sockets.Measure(plan);
                break;
            case Measure plan:
                Sink.Measure(plan);
                break;
            case OpenWindow plan:
                Sink.Open(plan);
                break;
            case CutWindow plan:
                Sink.Cut(plan);
                break;
            case ReadSink:
                Reply(Sink.Status(request.Id));
                break;
            case FinishMeasure plan when _sockets is not null:
                _sockets.Finish(plan.Id, plan.Sent);
                break;
            case FinishMeasure plan:
                Sink.Finish(plan);
                break;
            case OpenFlood { Preview: true } plan:
                Reply(FloodSession.Preview(plan));
                break;
            case OpenFlood plan:
                CloseFlood();
                _flood = FloodSession.Open(plan, Reply);
                Reply(_flood.Ready(plan.Id));
                break;
            case StartFlood plan:
                Flood.Start(plan.Id, plan.AtNanoseconds);
                break;
            case StopFlood:
                Flood.Stop();
                Reply(new Done { Id = request.Id });
                break;
            case Greet:
                Reply(Greeting.Read() with { Id = request.Id });
                break;
            case Reset:
                CloseFlood();
                CloseSink();
                _pktgen.Dispose();
                _perf.Dispose();
                CpuLatency.Release();
                _guard.Set([]);
                Reply(new Done { Id = request.Id });
                break;
            case ReadPktgen plan:
                Reply(PktgenReader.Read(plan));
                break;
            case ChangePktgen plan:
                Reply(PktgenChanges.Change(plan));
                break;
            case RunPktgen plan:
                _pktgen.Run(plan);
                break;
            case StopPktgen:
                _pktgen.Stop();
                Reply(new Done { Id = request.Id });
                break;
            case ReadHost plan:
                Reply(new HostState { Id = plan.Id, Facts = ReadinessReader.Read(plan.Interfaces) with { Trace = TraceProbe.Read() } });
                break;
            case ResolveName plan:
                Reply(new NameResolved { Id = plan.Id, Addresses = [.. HostNames.Resolve(plan.Name).Select(a => a.ToString())] });
                break;
            case ReadSockets:
                Reply(SocketReader.Read(request.Id));
                break;
            case ReadNic plan:
                Reply(NicReader.Read(plan.Id, plan.Names));
                break;
            case ReadSettings plan:
                Reply(new SettingValues { Id = plan.Id, Values = [.. plan.Settings.Select(_settings.Read)] });
                break;
            case ApplySettings plan:
                Reply(SettingTransaction.Apply(_settings, plan));
                break;
            case UndoSettings plan:
                Reply(SettingUndoing.Undo(_settings, plan));
                break;
            case GuardSettings plan:
                _guard.Set(plan.Items);
                Reply(new Done { Id = plan.Id });
                break;
            case StartPerf plan:
                _perf.Start(plan);
                break;
            case StopPerf:
                _perf.Stop();
                Reply(new Done { Id = request.Id });
                break;
            case CreateTestbed plan:
                Reply(new Wire.Testbeds { Id = plan.Id, Items = [VethTestbed.Create(plan)] });
                break;
            case ListTestbeds:
                Reply(new Wire.Testbeds { Id = request.Id, Items = VethTestbed.List() });
                break;
            case RemoveTestbed plan:
                VethTestbed.Remove(plan);
                Reply(new Done { Id = plan.Id });
                break;
            default:
                throw new AgentException(FailureCode.Protocol, $"A request of unknown kind {request.GetType().Name}.");
        }
    }

    // Not closed twice if closing fails.
    private void CloseSink()
    {
        Interlocked.Exchange(ref _sockets, null)?.Dispose();
        Interlocked.Exchange(ref _sink, null)?.Dispose();
    }

    private void CloseFlood() => Interlocked.Exchange(ref _flood, null)?.Dispose();

    private SinkSession Sink => _sink ?? throw new AgentException(FailureCode.Protocol, "No sink is open.");

    private FloodSession Flood => _flood ?? throw new AgentException(FailureCode.Protocol, "No flood is open.");
}
