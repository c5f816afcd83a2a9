using UdpLab.Agent.Kernel;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Runs of whatever devices pktgen has, one at a time.</summary>
internal sealed class PktgenRuns(Action<Reply> reply) : IDisposable
{
    private FloodControl? _control;
    private Thread? _running;
    private volatile bool _busy;

    public void Run(RunPktgen request)
    {
        if (_busy)
        {
            throw new AgentException(FailureCode.Protocol, "pktgen is already running.");
        }

        PktgenHolding holding = PktgenHolding.Take();
        try
        {
            PktgenHolding.RequireIdle("start another run");
            string[] devices = PktgenFiles.Devices();
            Array.ForEach(devices, RequireStoppable);
            if (devices.Length == 0)
            {
                throw new AgentException(FailureCode.NotFound, "pktgen has no device to send from; use Add-PktgenDevice to add one.") { Parameter = "LabHost", Path = PktgenFiles.Folder };
            }

            _control = new FloodControl(Clock.Monotonic, request.Duration);
            _running = new Thread(() => Run(request.Id, holding, devices), 256 * 1024) { IsBackground = true, Name = "pktgen-run" };
        }
        catch
        {
            holding.Dispose();
            throw;
        }

        _busy = true;
        _running.Start();
    }

    /// <summary>Stops the current run, even if another program started it.</summary>
    public void Stop()
    {
        _control?.Stop();
        if (PktgenFiles.Exist)
        {
            PktgenModule.RequireControl();
            PktgenDevices.Stop();
        }
    }

    public void Dispose()
    {
        _control?.Stop();
        _running?.Join();
    }

    private void Run(long id, PktgenHolding holding, string[] devices)
    {
        Reply end;
        try
        {
            using (holding)
            {
                end = Send(id, holding, devices);
            }
        }
        catch (Exception e)
        {
            end = AgentException.Of(e).ToReply(id);
        }

        _busy = false;
        reply(end);
    }

    private PktgenState Send(long id, PktgenHolding holding, string[] devices)
    {
        using PktgenFlood run = new(_control!, devices, []);
        reply(new FloodStarted { Id = id, StartedNanoseconds = Clock.Monotonic });
        run.Start();
        try
        {
            FloodProgress.Report(id, _control!, [run], reply, pace: null);
        }
        finally
        {
            run.Join();
        }

        PktgenState state = PktgenReader.Read(id, device => !run.Gone.Contains(device));
        state.Warnings = [.. holding.LogLines(), .. run.Shortfalls];
        state.Stopped = _control!.Stopped;
        AgentException? failure = run.Error ?? (PktgenRun.Gone(run.Gone) is { } gone ? new AgentException(FailureCode.System, gone) { Path = PktgenFiles.Folder } : null);
        state.Failure = failure?.ToReply(id);
        return state;
    }

    /// <summary>pktgen checks for a stop only between bursts, so a huge burst set by another program may take arbitrarily long.</summary>
    private static void RequireStoppable(string device)
    {
        long burst = PktgenModel.Of(PktgenText.Parse(PktgenFiles.Read(device) ?? "")).Number("burst");
        if (burst > PktgenVocabulary.MostBurst)
        {
            throw AgentException.Invalid("Burst", $"{device}: its burst of {burst:N0} packets could not be stopped in the middle; set it to {PktgenVocabulary.MostBurst:N0} or less (Set-PktgenDevice {device} -Burst {PktgenVocabulary.MostBurst}).");
        }
    }
}
