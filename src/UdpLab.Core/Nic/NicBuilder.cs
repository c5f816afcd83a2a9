using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Builds the public objects from what an agent read.</summary>
internal static class NicBuilder
{
    public static LabNic Build(LabHost host, NicFacts facts, IReadOnlyDictionary<string, string> hostSettings) =>
        HostAnswer.Understand(host, $"interface {facts.Name}", () => Make(host, facts, hostSettings));

    private static LabNic Make(LabHost host, NicFacts facts, IReadOnlyDictionary<string, string> hostSettings)
    {
        Dictionary<string, string> channels = Fields(facts, SettingNames.Channels) ?? [], rings = Fields(facts, SettingNames.Rings) ?? [], pause = Fields(facts, SettingNames.Pause) ?? [];
        return new LabNic
        {
            Host = host,
            Name = facts.Name,
            Driver = facts.Driver.Length > 0 ? facts.Driver : null,
            MacAddress = facts.MacAddress,
            Addresses = facts.Addresses,
            Mtu = Number(facts.Settings.GetValueOrDefault(SettingNames.Mtu)),
            SpeedMbps = facts.SpeedMbps,
            LinkUp = facts.LinkUp,
            NumaNode = facts.NumaNode,
            RxQueues = Number(channels, "rx"),
            TxQueues = Number(channels, "tx"),
            CombinedQueues = Number(channels, "combined"),
            MaxRxQueues = Maximum(facts, "rx"),
            MaxTxQueues = Maximum(facts, "tx"),
            MaxCombinedQueues = Maximum(facts, "combined"),
            RxRing = Number(rings, "rx"),
            TxRing = Number(rings, "tx"),
            MaxRxRing = Maximum(facts, "rx-ring"),
            MaxTxRing = Maximum(facts, "tx-ring"),
            RssTable = facts.Settings.TryGetValue(SettingNames.RssTable, out string? table) ? RssText.Parse(table) : null,
            RssKey = facts.Settings.GetValueOrDefault(SettingNames.RssKey),
            RssHashFunction = facts.HashFunction,
            UdpHashFields = facts.Settings.GetValueOrDefault(SettingNames.UdpHashFields),
            Udp6HashFields = facts.Settings.GetValueOrDefault(SettingNames.Udp6HashFields),
            FlowRules = facts.FlowRulePlaces is null ? null : facts.FlowRules,
            PauseRx = Switch(pause, "rx"),
            PauseTx = Switch(pause, "tx"),
            PauseAutonegotiate = Switch(pause, "autoneg"),
            Coalescing = Fields(facts, SettingNames.Coalescing)?.ToDictionary(f => NicNames.Property(f.Key), f => f.Value switch { "on" => 1, "off" => 0, _ => Count(f.Value) }, StringComparer.OrdinalIgnoreCase),
            Features = NicNames.WithShortNames(facts.Features),
            FixedFeatures = facts.FixedFeatures,
            Irqs = [.. facts.Irqs.Select(i => new LabNicIrq { Irq = i.Irq, Name = i.Name, Cpus = i.Affinity, EffectiveCpus = i.Effective, PerCpu = i.PerCpu })],
            Rps = Queues(facts, SettingNames.Rps),
            Xps = Queues(facts, SettingNames.Xps),
            ThreadedNapi = facts.Settings.TryGetValue(SettingNames.ThreadedNapi, out string? threaded) ? threaded == "on" : null,
            BusyRead = Number(hostSettings.GetValueOrDefault(SettingNames.BusyRead)),
            BusyPoll = Number(hostSettings.GetValueOrDefault(SettingNames.BusyPoll)),
            Counters = LabNicCounters.Of(facts.Counters),
        };
    }

    /// <summary>The fields of a setting; null if the driver does not have it.</summary>
    public static Dictionary<string, string>? Fields(NicFacts facts, string setting) =>
        facts.Settings.TryGetValue(setting, out string? text) ? FieldText.Parse(text) : null;

    private static int? Maximum(NicFacts facts, string name) => facts.Maxima.TryGetValue(name, out int maximum) ? maximum : null;

    private static int? Number(Dictionary<string, string> fields, string name) => Number(fields.GetValueOrDefault(name));

    /// <summary>Also null for a number out of range: one odd value must not cost all the others.</summary>
    private static int? Number(string? text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static long Count(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static bool? Switch(Dictionary<string, string> fields, string name) => fields.TryGetValue(name, out string? text) ? text == "on" : null;

    private static LabNicQueueCpus[]? Queues(NicFacts facts, string setting) =>
        Fields(facts, setting)?.Where(f => f.Key.Length > 3).Select(f => (Queue: Number(f.Key[3..]), Cpus: f.Value)).Where(f => f.Queue is not null).Select(f => new LabNicQueueCpus { Queue = f.Queue!.Value, Cpus = f.Cpus }).ToArray();
}
