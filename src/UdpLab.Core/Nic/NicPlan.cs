using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Turns what an interface shall be into changes, in an order in which they work, checked against what the device says it
/// can. What is already as wanted needs none.
/// </summary>
internal sealed class NicPlan(LabHost host, NicState state, NicFacts facts, int[] onlineCpus)
{
    private readonly List<SettingChange> _changes = [];

    /// <summary>What was asked for and is so already; of a setting of several fields those.</summary>
    private readonly Dictionary<string, string> _mustStay = [];

    public SettingChange[] Of(NicSettings wanted)
    {
        NicQueuePlan queues = new(this, facts, wanted);
        NicCpuPlan cpus = new(this, facts, queues, onlineCpus, wanted);
        NicParameterPlan parameters = new(this, facts, wanted);

        // A table that uses fewer queues has to be there before queues go, and one that uses more after they came; and some
        // drivers (vmxnet3) forget the table when the size of the rings changes.
        if (queues.Shrinks)
        {
            queues.PlanRss();
        }

        queues.PlanChannels();
        parameters.Plan();
        if (!queues.Shrinks)
        {
            queues.PlanRss();
        }

        queues.PlanHash();
        cpus.Plan();
        queues.PlanFlowRules();
        PlanHost(SettingNames.BusyRead, wanted.BusyRead, "BusyRead");
        PlanHost(SettingNames.BusyPoll, wanted.BusyPoll, "BusyPoll");
        return WithRisks();
    }

    /// <summary>Adds a change, or, if it is none, what must stay.</summary>
    /// <param name="setting">Its name.</param>
    /// <param name="before">What it is; of a setting of several fields only those that change.</param>
    /// <param name="after">What it shall be.</param>
    /// <param name="parameter">The cmdlet's parameter.</param>
    public void Add(string setting, string before, string after, string parameter)
    {
        if (before == after)
        {
            _mustStay[setting] = after;
            return;
        }

        _changes.Add(new SettingChange { Target = facts.Name, Identity = facts.Identity, Setting = setting, Before = before, After = after, Parameter = parameter });
    }

    /// <summary>Adds a change of some of a setting's fields.</summary>
    /// <param name="setting">Its name.</param>
    /// <param name="fields">What they shall be.</param>
    /// <param name="parameter">The cmdlet's parameter.</param>
    /// <param name="missing">What a field is that is not there yet.</param>
    public void AddFields(string setting, IReadOnlyDictionary<string, string> fields, string parameter, string? missing = null)
    {
        Dictionary<string, string> now = NicBuilder.Fields(facts, setting) ?? [];
        string? Before(string key) => now.GetValueOrDefault(key, missing!);
        ILookup<bool, KeyValuePair<string, string>> asked = fields.ToLookup(f => Before(f.Key) != f.Value);
        if (asked[false].Any())
        {
            _mustStay[setting] = FieldText.Of(asked[false]);
        }

        var changed = asked[true].ToArray();
        if (changed.Length > 0)
        {
            Add(setting, FieldText.Of(changed.Select(f => KeyValuePair.Create(f.Key, Before(f.Key)!))), FieldText.Of(changed), parameter);
        }
    }

    /// <summary>The device or its driver does not have it.</summary>
    public LabException NotSupported(string parameter, string what) =>
        new(FailureCode.NotSupported, $"-{parameter}: {Device} {what}", parameter);

    /// <summary>It has it, but not so.</summary>
    public LabException Invalid(string parameter, object value, string why) =>
        new(FailureCode.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"-{parameter} {value}: {why}"), parameter);

    /// <summary>The interface and its driver, for messages.</summary>
    public string Device => $"{facts.Name} of {host} ({(facts.Driver.Length > 0 ? facts.Driver : "no driver tells its name")})";

    private void PlanHost(string setting, int? microseconds, string parameter)
    {
        if (microseconds is not int wanted)
        {
            return;
        }

        if (!state.HostSettings.TryGetValue(setting, out string? now))
        {
            throw new LabException(FailureCode.NotSupported, $"-{parameter}: {setting.Split(' ')[1]} cannot be seen on {host}: it belongs to the whole machine, so set it there, outside the network namespace.", parameter);
        }

        string after = wanted.ToString(CultureInfo.InvariantCulture);
        if (now != after)
        {
            _changes.Add(new SettingChange { Target = SettingAddress.Host, Identity = state.HostIdentity, Setting = setting, Before = now, After = after, Parameter = parameter });
        }
    }

    /// <summary>What a driver may forget along with a change is written down with it, as it will be then, and put back with it.</summary>
    private SettingChange[] WithRisks()
    {
        Dictionary<string, string> now = new(facts.Settings);
        foreach ((int place, string rule) in facts.FlowRules)
        {
            // Some drivers forget them with their filter's feature, or with the queues they name.
            now[SettingNames.Of(SettingNames.FlowRule, place)] = rule;
        }

        foreach (SettingChange change in _changes.Where(c => c.Target == facts.Name))
        {
            bool hasFields = FieldText.Parse(change.After).Count > 0;
            if (SettingTraits.Of(change.Setting).Disturbs)
            {
                change.AtRisk = new(now);
                change.AtRisk.Remove(change.Setting);
                if (hasFields && FieldText.Except(now.GetValueOrDefault(change.Setting, ""), change.After) is { Length: > 0 } rest)
                {
                    change.AtRisk[change.Setting] = rest;
                }

                change.MustStay = _mustStay.Where(h => change.AtRisk.ContainsKey(h.Key)).ToDictionary();
            }

            now[change.Setting] = hasFields && now.TryGetValue(change.Setting, out string? before) ? FieldText.With(before, change.After) : change.After;
        }

        return [.. _changes];
    }
}
