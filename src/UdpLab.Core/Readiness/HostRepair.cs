using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Repairs the repairable findings of one host, each on its own: all of its settings or none.</summary>
internal sealed class HostRepair : IDisposable
{
    /// <summary>The cmdlet parameter that takes findings.</summary>
    private const string Parameter = "InputObject";

    private readonly AgentSession _agent;
    private readonly LabHost _host;
    private bool _holds;

    private HostRepair(LabHost host)
    {
        _host = host;
        _agent = host.OpenAgent();
    }

    public static HostRepair Open(LabHost host) => new(host);

    /// <summary>The changes needed; empty if it is already repaired.</summary>
    /// <exception cref="LabException">A setting no longer exists.</exception>
    public SettingChange[] Plan(LabFinding finding, CancellationToken cancel) =>
        finding.NicRepair is { } wanted ? PlanNic(finding.Interface!, wanted, cancel) : PlanHost(finding.Repairs, cancel);

    /// <inheritdoc cref="ChangeRunner.Preview"/>
    public void Preview(SettingChange[] changes, CancellationToken cancel) => ChangeRunner.Preview(_agent, changes, cancel);

    public IReadOnlyList<LabChange> Apply(SettingChange[] changes, Action<string> warn, CancellationToken cancel)
    {
        IReadOnlyList<LabChange> made = ChangeRunner.Apply(_host, _agent, changes, warn, cancel);
        _holds |= made.Any(change => LatencyHold.IsHold(change.Setting));
        return made;
    }

    /// <summary>Ends the session, unless its agent holds a setting.</summary>
    public void Dispose()
    {
        if (_holds)
        {
            LatencyHold.Keep(_agent);
        }
        else
        {
            _agent.Dispose();
        }
    }

    private SettingChange[] PlanNic(string name, NicSettings wanted, CancellationToken cancel)
    {
        NicState state = _agent.Ask<NicState>(id => new ReadNic { Id = id, Names = [name] }, cancel);
        NicFacts nic = state.Items.FirstOrDefault() ?? throw new LabException(FailureCode.NotFound, $"{_host} no longer has interface {name}; run Test-LabHost again.", Parameter);
        return new NicPlan(_host, state, nic, _agent.Hello.OnlineCpus).Of(wanted);
    }

    private SettingChange[] PlanHost(IReadOnlyList<WantedSetting> repairs, CancellationToken cancel)
    {
        WantedSetting[] wanted = [.. repairs.Select(Resolve)];
        SettingValues values = _agent.Ask<SettingValues>(
            id => new ReadSettings { Id = id, Settings = [.. wanted.Select(w => new SettingAddress { Target = w.Target, Setting = w.Setting })] },
            cancel);
        return [.. wanted.Zip(HostAnswer.Each(_host, "the settings", values.Values, wanted.Length), Change).Where(change => change.Before != change.After)];
    }

    private WantedSetting Resolve(WantedSetting wanted) => wanted.Setting == LatencyHold.Setting
        ? wanted with { Setting = string.Create(CultureInfo.InvariantCulture, $"{LatencyHold.Setting} {_agent.Hello.ProcessId}") }
        : wanted;

    private static SettingChange Change(WantedSetting wanted, SettingValue value) => new()
    {
        Target = wanted.Target,
        Setting = wanted.Setting,
        Identity = value.Identity ?? throw Gone(wanted),
        Before = value.Value ?? throw Gone(wanted),
        After = wanted.Value,
        Parameter = Parameter,
    };

    private static LabException Gone(WantedSetting wanted) =>
        new(FailureCode.NotFound, $"{wanted.Target} no longer has {wanted.Setting}; run Test-LabHost again.", Parameter);
}
