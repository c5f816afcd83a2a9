using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>The kinds of settings of an interface, in an order in which setting them works: queues before what is spread over them.</summary>
internal static class NicKinds
{
    public static SettingKind[] OfInterface { get; } =
    [
        new ChannelsKind(),
        new ParameterKind(SettingNames.Rings, ParameterGroups.Rings),
        new MtuKind(),
        new FeaturesKind(),
        new RssTableKind(),
        new RssKeyKind(),
        new HashFieldsKind(SettingNames.UdpHashFields, HashFieldsKind.Udp4),
        new HashFieldsKind(SettingNames.Udp6HashFields, HashFieldsKind.Udp6),
        new PauseKind(),
        new ParameterKind(SettingNames.Coalescing, ParameterGroups.Coalescing),
        new IrqAffinityKind(),
        new QueueCpusKind(SettingNames.Rps, "rx", "rps_cpus"),
        new QueueCpusKind(SettingNames.Xps, "tx", "xps_cpus"),
        new ThreadedNapiKind(),

        // Side effects of other settings; no parameter sets these.
        new QueueNumbersKind(SettingNames.RpsFlows, "rx", "rps_flow_cnt"),
        new UpperMtuKind(),
        new LowerMtuKind(),
        new Ipv6MtuKind(),
        new LowerLroKind(),
    ];

    /// <summary>All of those, and the kinds of which an interface may have several.</summary>
    public static SettingKind[] All { get; } = [.. OfInterface, new FlowRuleKind()];
}
