using System.Globalization;
using System.Text.RegularExpressions;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Queues and how packets are spread over them: channels, the RSS table, its key and fields, rules.</summary>
internal sealed partial class NicQueuePlan(NicPlan plan, NicFacts facts, NicSettings wanted)
{
    private const string Letters = "mvtsdfnr", None = "none";

    private static readonly (string Name, char Letter)[] _fieldNames =
        [("SourceAddress", 's'), ("DestinationAddress", 'd'), ("SourcePort", 'f'), ("DestinationPort", 'n'), ("Vlan", 'v'), ("DestinationMac", 'm'), ("Protocol", 't'), ("Discard", 'r')];

    private readonly int[]? _table = facts.Settings.TryGetValue(SettingNames.RssTable, out string? text) ? RssText.Parse(text) : null;

    /// <summary>Names of the fields that UDP packets can be hashed by.</summary>
    public static IEnumerable<string> FieldNames => _fieldNames.Select(f => f.Name);

    /// <summary>True if there will be fewer receive queues than now.</summary>
    public bool Shrinks => QueuesAfter < QueuesNow;

    /// <summary>Number of receive queues after the change; null if the device does not report it.</summary>
    public int? RxAfter => Channels is null ? null : QueuesAfter;

    /// <summary>Number of transmit queues after the change; null if the device does not report it.</summary>
    public int? TxAfter => Channels is null ? null : (wanted.TxQueues ?? Count("tx")) + (wanted.CombinedQueues ?? Count("combined"));

    private int? QueuesNow => Channels is null ? facts.ReceiveRings : Count("rx") + Count("combined");

    private int? QueuesAfter => Channels is null ? facts.ReceiveRings : (wanted.RxQueues ?? Count("rx")) + (wanted.CombinedQueues ?? Count("combined"));

    private Dictionary<string, string>? Channels { get; } = NicBuilder.Fields(facts, SettingNames.Channels);

    public void PlanChannels()
    {
        Dictionary<string, string> fields = [];
        foreach ((int? count, string field, string parameter) in new[]
        {
            (wanted.RxQueues, "rx", nameof(NicSettings.RxQueues)),
            (wanted.TxQueues, "tx", nameof(NicSettings.TxQueues)),
            (wanted.CombinedQueues, "combined", nameof(NicSettings.CombinedQueues)),
        })
        {
            if (count is int number)
            {
                CheckCount(number, field, parameter);
                fields[field] = number.ToString(CultureInfo.InvariantCulture);
            }
        }

        if (fields.Count == 0)
        {
            return;
        }

        string first = wanted.RxQueues is not null ? nameof(NicSettings.RxQueues) : wanted.TxQueues is not null ? nameof(NicSettings.TxQueues) : nameof(NicSettings.CombinedQueues);
        CheckSomeAreLeft(first);
        CheckTableFits(first);
        plan.AddFields(SettingNames.Channels, fields, first);
    }

    public void PlanRss()
    {
        if (wanted.RssQueues is null && wanted.RssWeight is null)
        {
            return;
        }

        string parameter = wanted.RssQueues is null ? nameof(NicSettings.RssWeight) : nameof(NicSettings.RssQueues);
        if (wanted.RssQueues is not null && wanted.RssWeight is not null)
        {
            throw plan.Invalid(parameter, wanted.RssQueues, "-RssWeight is another way to say how packets are spread; give one of them.");
        }

        if (_table is null)
        {
            throw plan.NotSupported(parameter, "has no RSS indirection table to set.");
        }

        int[] table = wanted.RssQueues is int queues ? Equal(queues) : Weighted(wanted.RssWeight!);
        plan.Add(SettingNames.RssTable, facts.Settings[SettingNames.RssTable], RssText.Of(table), parameter);
    }

    public void PlanHash()
    {
        if (wanted.RssKey is { } key)
        {
            if (!facts.Settings.TryGetValue(SettingNames.RssKey, out string? now))
            {
                throw plan.NotSupported(nameof(NicSettings.RssKey), "has no RSS key to set.");
            }

            string normal = key.Replace('-', ':').ToLowerInvariant();
            int length = (now.Length + 1) / 3;
            if (!HexBytes().IsMatch(normal) || (normal.Length + 1) / 3 != length)
            {
                throw plan.Invalid(nameof(NicSettings.RssKey), key, $"the key of {plan.Device} has {length} bytes; give them in hexadecimal separated by colons, as in {now}.");
            }

            plan.Add(SettingNames.RssKey, now, normal, nameof(NicSettings.RssKey));
        }

        if (wanted.UdpHashFields is { } fields)
        {
            string letters = LettersOf(fields);
            if (!facts.Settings.TryGetValue(SettingNames.UdpHashFields, out string? now))
            {
                throw plan.NotSupported(nameof(NicSettings.UdpHashFields), "does not report which fields of UDP packets it hashes.");
            }

            plan.Add(SettingNames.UdpHashFields, now, letters, nameof(NicSettings.UdpHashFields));
            if (facts.Settings.TryGetValue(SettingNames.Udp6HashFields, out string? now6))
            {
                plan.Add(SettingNames.Udp6HashFields, now6, letters, nameof(NicSettings.UdpHashFields));
            }
        }
    }

    public void PlanFlowRules()
    {
        const string parameter = "FlowRule";
        HashSet<int> taken = [.. facts.FlowRules.Keys];
        foreach (NicFlowRule rule in wanted.FlowRules)
        {
            FlowRuleText text = rule.ToText();
            if (facts.FlowRulePlaces is not int places || places == 0)
            {
                throw plan.NotSupported(parameter, "has no flow rules; drivers that support them also need -Feature @{ ntuple = $true }.");
            }

            if (rule.Queue is null)
            {
                throw plan.Invalid(parameter, rule, "it does not name a queue; give Queue, the number of a receive queue.");
            }

            if (text.SourcePort is null && text.DestinationPort is null && text.Source is null && text.Destination is null)
            {
                throw plan.Invalid(parameter, text, "it names no address and no port; give at least one of Source, Destination, SourcePort, DestinationPort.");
            }

            if (!new[] { text.Source, text.Destination }.OfType<System.Net.IPAddress>().All(text.Fits))
            {
                throw plan.Invalid(parameter, text, "it mixes IPv4 and IPv6.");
            }

            if (new[] { text.SourcePort, text.DestinationPort }.Any(p => p is < 1 or > 65535))
            {
                throw plan.Invalid(parameter, text, "ports are 1 to 65535.");
            }

            if (QueuesAfter is int queues && (text.Queue < 0 || text.Queue >= queues))
            {
                throw plan.Invalid(parameter, text, $"{plan.Device} has {queues} receive queues, numbered from 0.");
            }

            if (facts.FlowRules.ContainsValue(text.ToString()))
            {
                continue;
            }

            // From the end, as ethtool does: rules at lower locations take precedence.
            int place = Enumerable.Range(0, places).Reverse().FirstOrDefault(p => !taken.Contains(p), -1);
            if (place < 0)
            {
                throw plan.Invalid(parameter, text, $"all {places} rule locations of {plan.Device} are in use.");
            }

            taken.Add(place);
            plan.Add(SettingNames.Of(SettingNames.FlowRule, place), "none", text.ToString(), parameter);
        }
    }

    private int Count(string field) => Channels is not null && int.TryParse(Channels.GetValueOrDefault(field), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;

    private void CheckCount(int number, string field, string parameter)
    {
        if (!facts.Maxima.TryGetValue(field, out int maximum) || maximum == 0)
        {
            string[] others = [.. new[] { ("rx", "-RxQueues"), ("tx", "-TxQueues"), ("combined", "-CombinedQueues") }.Where(o => facts.Maxima.GetValueOrDefault(o.Item1) > 0).Select(o => o.Item2)];
            throw plan.NotSupported(parameter, others.Length == 0 ? "does not let its queues be set." : $"has no such queues of its own; it has those of {string.Join(" and ", others)}.");
        }

        if (number < 0 || number > maximum)
        {
            throw plan.Invalid(parameter, number, $"{plan.Device} can have at most {maximum}.");
        }
    }

    private void CheckSomeAreLeft(string parameter)
    {
        int combined = wanted.CombinedQueues ?? Count("combined"), rx = wanted.RxQueues ?? Count("rx"), tx = wanted.TxQueues ?? Count("tx");
        if (combined + rx == 0 || combined + tx == 0)
        {
            throw plan.Invalid(parameter, 0, $"that leaves {plan.Device} without a queue to {(combined + rx == 0 ? "receive" : "transmit")}.");
        }
    }

    /// <summary>The kernel refuses this for a table set by hand; it adapts its own default table.</summary>
    private void CheckTableFits(string parameter)
    {
        bool isDefault = _table is null || _table.Select((queue, i) => queue == i % QueuesNow).All(same => same);
        if (Shrinks && wanted.RssQueues is null && wanted.RssWeight is null && !isDefault && _table!.Max() >= QueuesAfter)
        {
            throw plan.Invalid(parameter, QueuesAfter!, $"the RSS table of {plan.Device} uses queues up to {_table!.Max()} ({facts.Settings[SettingNames.RssTable]}); spread it over fewer in the same call with -RssQueues {QueuesAfter}, or undo the change that set it.");
        }
    }

    /// <summary>As ethtool -X equal: the queues in turn.</summary>
    private int[] Equal(int queues)
    {
        int limit = Math.Min(QueuesAfter ?? int.MaxValue, _table!.Length);
        return queues >= 1 && queues <= limit
            ? [.. Enumerable.Range(0, _table.Length).Select(i => i % queues)]
            : throw plan.Invalid(nameof(NicSettings.RssQueues), queues, $"{plan.Device} has {QueuesAfter} receive queues{(limit < QueuesAfter ? $" and a table of {_table.Length} entries" : "")}; give 1 to {limit}{MoreQueues}.");
    }

    private string MoreQueues => facts.Maxima.GetValueOrDefault("combined") > QueuesAfter ? $", or more queues with -CombinedQueues (at most {facts.Maxima["combined"]})" : "";

    /// <summary>As ethtool -X weight: runs of entries in proportion to the weights.</summary>
    private int[] Weighted(IReadOnlyList<int> weights)
    {
        const string parameter = nameof(NicSettings.RssWeight);
        long sum = weights.Sum(w => (long)w);
        string given = string.Join(',', weights);
        if (weights.Any(w => w < 0) || sum == 0 || sum > _table!.Length)
        {
            throw plan.Invalid(parameter, given, $"give a weight of 0 or more to each queue, at least one above 0, and at most {_table!.Length} in total, the number of entries in the table of {plan.Device}.");
        }

        if (weights.Select((w, i) => w > 0 ? i : 0).Max() >= QueuesAfter)
        {
            throw plan.Invalid(parameter, given, $"{plan.Device} has {QueuesAfter} receive queues{MoreQueues}.");
        }

        List<int> table = [];
        long up = 0;
        for (int queue = 0; queue < weights.Count; queue++)
        {
            up += weights[queue];

            // The first entry past this queue's: i >= entries * partial sum / sum.
            int end = (int)(_table.Length * up / sum);
            table.AddRange(Enumerable.Repeat(queue, end - table.Count));
        }

        return [.. table];
    }

    private static bool IsNone(string field) => field.Equals(None, StringComparison.OrdinalIgnoreCase);

    private string LettersOf(IReadOnlyList<string> given)
    {
        HashSet<char> letters = [];
        if (given.Any(IsNone))
        {
            return given.Count == 1 ? None : throw plan.Invalid(nameof(NicSettings.UdpHashFields), string.Join(',', given), $"{None} cannot be combined with others.");
        }

        foreach (string field in given)
        {
            (string? name, char letter) = Array.Find(_fieldNames, f => f.Name.Equals(field, StringComparison.OrdinalIgnoreCase));
            if (name is not null)
            {
                letters.Add(letter);
            }
            else if (field.Length > 0 && field.All(c => Letters.Contains(c, StringComparison.Ordinal)))
            {
                letters.UnionWith(field);
            }
            else
            {
                throw plan.Invalid(nameof(NicSettings.UdpHashFields), field, $"give letters of {Letters} as ethtool does (sdfn for addresses and ports, sd for addresses only), or names: {string.Join(", ", FieldNames)}; {None} for nothing.");
            }
        }

        return string.Concat(Letters.Where(letters.Contains));
    }

    [GeneratedRegex("^[0-9a-f]{2}(:[0-9a-f]{2})*$", RegexOptions.CultureInvariant)]
    private static partial Regex HexBytes();
}
