using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Turns the wanted state of an interface into changes, in an order that works, checked against the device's limits. What is
/// already as wanted needs no change.
/// </summary>
internal sealed class NicPlan(LabHost host, NicState state, NicFacts facts, int[] onlineCpus)
{
    private readonly List<SettingChange> _changes = [];

    /// <summary>Wanted values already in effect; for a setting with several fields, only those fields.</summary>
    private readonly Dictionary<string, string> _mustStay = [];

    public SettingChange[] Of(NicSettings wanted)
    {
        NicQueuePlan queues = new(this, facts, wanted);
        NicCpuPlan cpus = new(this, facts, queues, onlineCpus, wanted);
        NicParameterPlan parameters = new(this, facts, wanted);

        // A table for fewer queues must be set before queues are removed, one for more queues after they are added; and some drivers
        // (vmxnet3) reset the table when the ring size changes.
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

    /// <summary>Adds a change or, if the value is already right, records that it must stay.</summary>
    /// <param name="setting">Its name.</param>
    /// <param name="before">The current value; for a setting with several fields, only those that change.</param>
    /// <param name="after">The value wanted.</param>
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

    /// <summary>Adds a change to some fields of a setting.</summary>
    /// <param name="setting">Its name.</param>
    /// <param name="fields">The values wanted.</param>
    /// <param name="parameter">The cmdlet's parameter.</param>
    /// <param name="missing">The current value of a field that does not exist yet.</param>
    public void AddFields(string setting, IReadOnlyDictionary<string, string> fields, string parameter, string? missing = null)
    {
        Dictionary<string, string> now = NicBuilder.Fields(facts, setting) ?? [];
        string? Before(string key) => now.GetValueOrDefault(key, missing!);
        ILookup<bool, KeyValuePair<string, string>> asked = fields.ToLookup(f => Before(f.Key) != f.Value);
        if (asked[false].Any())
        {
            _mustStay[setting] = FieldText.Of(asked[false]);
        }

        KeyValuePair<string, string>[] changed = asked[true].ToArray();
        if (changed.Length > 0)
        {
            Add(setting, FieldText.Of(changed.Select(f => KeyValuePair.Create(f.Key, Before(f.Key)!))), FieldText.Of(changed), parameter);
        }
    }

    /// <summary>Error: the device or its driver does not support the setting.</summary>
    public LabException NotSupported(string parameter, string what) =>
        new(FailureCode.NotSupported, $"-{parameter}: {Device} {what}", parameter);

    /// <summary>Error: the setting is supported, but not with this value.</summary>
    public LabException Invalid(string parameter, object value, string why) =>
        new(FailureCode.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"-{parameter} {value}: {why}"), parameter);

    /// <summary>The interface and its driver, for messages.</summary>
    public string Device => $"{facts.Name} of {host} ({(facts.Driver.Length > 0 ? facts.Driver : "driver unknown")})";

    private void PlanHost(string setting, int? microseconds, string parameter)
    {
        if (microseconds is not int wanted)
        {
            return;
        }

        if (!state.HostSettings.TryGetValue(setting, out string? now))
        {
            throw new LabException(FailureCode.NotSupported, $"-{parameter}: {setting.Split(' ')[1]} is not visible on {host}: it is machine-wide, so set it outside the network namespace.", parameter);
        }

        string after = wanted.ToString(CultureInfo.InvariantCulture);
        if (now != after)
        {
            _changes.Add(new SettingChange { Target = SettingAddress.Host, Identity = state.HostIdentity, Setting = setting, Before = now, After = after, Parameter = parameter });
        }
    }

    /// <summary>Adds the settings a driver may reset along with a change, with the values they should then have, so that they are put back too.</summary>
    private SettingChange[] WithRisks()
    {
        Dictionary<string, string> now = new(facts.Settings);
        foreach ((int place, string rule) in facts.FlowRules)
        {
            // Some drivers delete the rules when the ntuple feature is switched, or with the queues they name.
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
