using System.Text.Json;
using UdpLab.Agent.Floods;
using UdpLab.Agent.Native;
using UdpLab.Agent.Nic;
using UdpLab.Agent.Perf;
using UdpLab.Agent.Pktgen;
using UdpLab.Agent.Readiness;
using UdpLab.Agent.Settings;
using UdpLab.Agent.Sinks;
using UdpLab.Agent.Testbeds;
using UdpLab.Wire;

namespace UdpLab.Agent;

/// <summary>
/// The conversation with the controller: a JSON object a line in, one or more out. Commands are carried out one after
/// another; what goes on meanwhile (threads of a flood or a sink) writes lines of its own.
/// </summary>
internal sealed class Conversation
{
    private static readonly byte[] _newLine = [(byte)'\n'];
    private readonly Lock _writing = new();
    private readonly Watch _watch = new();
    private readonly Stream _output;
    private readonly PktgenSession _pktgen;
    private readonly PerfSession _perf;
    private SinkSession? _sink;
    private FloodSession? _flood;

    public Conversation(Stream output)
    {
        _output = output;
        _pktgen = new PktgenSession(Reply);
        _perf = new PerfSession(Reply);
    }

    public void Reply(Reply reply)
    {
        byte[] line = JsonSerializer.SerializeToUtf8Bytes(reply, WireJson.Default.Reply);
        lock (_writing)
        {
            _output.Write(line);
            _output.Write(_newLine);
            _output.Flush();
        }
    }

    /// <summary>The request of a line; null when it was none, which has been answered, or a sign of life, which was too.</summary>
    public Request? Read(string line)
    {
        _watch.Heard();
        try
        {
            Request request = JsonSerializer.Deserialize(line, WireJson.Default.Request) ?? throw new JsonException("null is no request.");
            if (request is not Beat beat)
            {
                return request;
            }

            _watch.Expect(TimeSpan.FromSeconds(beat.Patience));
            Reply(new Beaten { Id = beat.Id, MonotonicNanoseconds = Clock.Monotonic });
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            Reply(new Failure { Id = 0, Code = FailureCode.Protocol, Message = $"Not a request: {e.Message}" });
        }

        return null;
    }

    public void Handle(Request request)
    {
        long id = request.Id;
        try
        {
            Execute(request);
        }
        catch (AgentException e)
        {
            Reply(e.ToReply(id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException)
        {
            Reply(new Failure { Id = id, Code = FailureCode.System, Message = e.Message });
        }
    }

    private void Execute(Request request)
    {
        switch (request)
        {
            case OpenSink plan:
                _sink?.Dispose();
                _sink = null;
                _sink = SinkSession.Open(plan, Reply);
                Reply(_sink.Ready(plan.Id) with { Facts = plan.WithFacts ? ReadinessReader.ReadForSink(plan.Interface) : null });
                break;
            case Measure plan:
                Sink.Measure(plan);
                break;
            case FinishMeasure:
                Sink.Finish(request.Id);
                break;
            case OpenFlood plan:
                _flood?.Dispose();
                _flood = null;
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
            case Reset:
                _flood?.Dispose();
                _flood = null;
                _sink?.Dispose();
                _sink = null;
                _pktgen.Dispose();
                _perf.Dispose();
                Reply(new Done { Id = request.Id });
                break;
            case ReadPktgen plan:
                Reply(PktgenSession.Read(plan));
                break;
            case ChangePktgen plan:
                Reply(PktgenSession.Change(plan));
                break;
            case RunPktgen plan:
                _pktgen.Run(plan);
                break;
            case StopPktgen:
                _pktgen.Stop();
                Reply(new Done { Id = request.Id });
                break;
            case ReadHost plan:
                Reply(new HostState { Id = plan.Id, Facts = ReadinessReader.Read(plan.Interfaces) });
                break;
            case ReadNic plan:
                Reply(NicReader.Read(plan.Id, plan.Names));
                break;
            case ReadSettings plan:
                Reply(new SettingValues { Id = plan.Id, Values = [.. plan.Settings.Select(SettingKinds.Read)] });
                break;
            case ApplySettings plan:
                Reply(SettingTransaction.Apply(plan));
                break;
            case UndoSettings plan:
                Reply(SettingUndoing.Undo(plan));
                break;
            case StartPerf plan:
                _perf.Start(plan);
                break;
            case StopPerf:
                _perf.Stop();
                Reply(new Done { Id = request.Id });
                break;
            case CreateTestbed plan:
                Reply(new Wire.Testbeds { Id = plan.Id, Items = [Testbed.Create(plan)] });
                break;
            case ListTestbeds:
                Reply(new Wire.Testbeds { Id = request.Id, Items = Testbed.List() });
                break;
            case RemoveTestbed plan:
                Testbed.Remove(plan);
                Reply(new Done { Id = plan.Id });
                break;
            default:
                throw new AgentException(FailureCode.Protocol, $"A request of unknown kind {request.GetType().Name}.");
        }
    }

    private SinkSession Sink => _sink ?? throw new AgentException(FailureCode.Protocol, "No sink is open.");

    private FloodSession Flood => _flood ?? throw new AgentException(FailureCode.Protocol, "No flood is open.");
}
