using System.Net;
using UdpLab.Agent.Floods;
using UdpLab.Agent.Native;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>What a controller asks of pktgen itself: reading, changing, and runs of whatever devices there are.</summary>
internal sealed class PktgenSession(Action<Reply> reply) : IDisposable
{
    private FloodControl? _control;
    private Thread? _running;
    private volatile bool _busy;

    public static PktgenState Read(long id, Func<string, bool>? device = null) => new()
    {
        Id = id,
        Loaded = PktgenFiles.Exist,
        Obstacle = PktgenFiles.Exist ? null : PktgenModule.WhyNot()?.Message,
        Version = (PktgenFiles.Exist ? PktgenFiles.Read(PktgenFiles.Control) : null) ?? "",
        Threads = [.. PktgenFiles.Cpus().Select(cpu => ReadFile(PktgenFiles.ThreadName(cpu), cpu)).OfType<PktgenFile>()],
        Devices = [.. PktgenFiles.Cpus().SelectMany(cpu => PktgenFiles.DevicesOf(cpu).Where(d => device?.Invoke(d) ?? true).Select(name => ReadFile(name, cpu)).OfType<PktgenFile>())],
    };

    public static PktgenState Read(ReadPktgen request)
    {
        if (PktgenFiles.Exist)
        {
            PktgenModule.RequireControl();
        }

        PktgenState state = Read(request.Id);
        return request.WithOutside ? state with { Outside = [.. state.Devices.Where(IsOutside).Select(d => d.Name)] } : state;
    }

    /// <summary>Its packets leave for a network this host is not in. What nobody set stays 0.0.0.0, which no router forwards.</summary>
    private static bool IsOutside(PktgenFile device)
    {
        PktgenModel model = PktgenModel.Of(PktgenText.Parse(device.Text));
        string[] keys = model.HasFlag("IPV6") ? ["daddr", "min_daddr", "max_daddr"] : ["dst_min", "dst_max"];
        return model["xmit_mode"] != "netif_receive" && keys.Any(key =>
            AddressText.TryParse(model[key], out IPAddress? address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && FloodDestination.IsOutside(address));
    }

    public static PktgenState Change(ChangePktgen request)
    {
        if (!request.AllowSpecialAddress)
        {
            Array.ForEach(request.Devices, PktgenDevices.RequireOneHost);
        }

        if (request.Preview)
        {
            Array.ForEach(request.Devices, PktgenDevices.Preview);
            return Read(request.Id, _ => false);
        }

        using PktgenHolding holding = PktgenHolding.Take();
        if (request.Reset)
        {
            PktgenDevices.Reset();
        }

        if (request.Remove.Length > 0)
        {
            RequireIdle("remove devices");
            holding.Remove(request.Remove);
        }

        PktgenDeviceChange[] additions = [.. request.Devices.Where(d => d.Cpu is not null)];
        if (additions.Length > 0)
        {
            RequireIdle("add devices");
            Array.ForEach(additions, a => PktgenDevices.Judge(a.Name, a.Commands));
            Array.ForEach(additions, a => holding.Add(a.Name, a.Cpu!.Value));
        }

        List<string> warnings = [];
        foreach (PktgenDeviceChange change in request.Devices)
        {
            warnings.AddRange(holding.Set(change.Name, change.Commands));
        }

        warnings.AddRange(holding.LogLines());
        holding.Keep();
        HashSet<string> changed = [.. request.Devices.Select(d => d.Name)];
        PktgenState state = Read(request.Id, changed.Contains);
        state.Warnings = [.. warnings];
        return state;
    }

    public void Run(RunPktgen request)
    {
        if (_busy)
        {
            throw new AgentException(FailureCode.Protocol, "pktgen is running already.");
        }

        PktgenHolding holding = PktgenHolding.Take();
        try
        {
            RequireIdle("start another run");
            string[] devices = PktgenFiles.Devices();
            Array.ForEach(devices, RequireStoppable);
            if (devices.Length == 0)
            {
                throw new AgentException(FailureCode.NotFound, "pktgen has no device to send from; Add-PktgenDevice adds one.") { Parameter = "LabHost", Path = PktgenFiles.Folder };
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

    /// <summary>Stops what runs, whoever started it.</summary>
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
        using PktgenFlood run = new(_control!, devices);
        reply(new FloodStarted { Id = id, StartedNanoseconds = Clock.Monotonic });
        run.Start();
        try
        {
            FloodProgress.Tell(id, _control!, [run], reply);
        }
        finally
        {
            run.Join();
        }

        PktgenState state = Read(id, device => !run.Gone.Contains(device));
        state.Warnings = [.. holding.LogLines(), .. run.Shortfalls];
        state.Stopped = _control!.Stopped;
        AgentException? failure = run.Error ?? (PktgenRun.Gone(run.Gone) is { } gone ? new AgentException(FailureCode.System, gone) { Path = PktgenFiles.Folder } : null);
        state.Failure = failure?.ToReply(id);
        return state;
    }

    /// <summary>pktgen looks for a stop between bursts only: an endless one of another program's making ends when it likes.</summary>
    private static void RequireStoppable(string device)
    {
        long burst = PktgenModel.Of(PktgenText.Parse(PktgenFiles.Read(device) ?? "")).Number("burst");
        if (burst > PktgenVocabulary.MostBurst)
        {
            throw AgentException.Invalid("Burst", $"{device}: its burst of {burst:N0} packets could not be stopped in the middle; set it to {PktgenVocabulary.MostBurst:N0} or less (Set-PktgenDevice {device} -Burst {PktgenVocabulary.MostBurst}).");
        }
    }

    /// <summary>Null when it has gone since it was listed.</summary>
    private static PktgenFile? ReadFile(string name, int cpu) => PktgenFiles.Read(name) is { } text ? new PktgenFile { Name = name, Cpu = cpu, Text = text } : null;

    private static void RequireIdle(string wish)
    {
        if (PktgenFiles.AnyRunning())
        {
            throw new AgentException(FailureCode.Busy, $"pktgen is running on this host, started by another program, and one cannot {wish} meanwhile. Wait for its end, or stop it with Stop-Pktgen.") { Parameter = "LabHost", Path = PktgenFiles.Folder };
        }
    }
}
