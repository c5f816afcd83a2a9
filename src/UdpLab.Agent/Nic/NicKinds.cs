using UdpLab.Agent.Settings;

namespace UdpLab.Agent.Nic;

/// <summary>The kinds of settings an interface has, in an order in which setting them works: queues before what is spread over them.</summary>
internal static class NicKinds
{
    public static SettingKind[] All { get; } =
    [
        new ChannelsKind(),
        new ParameterKind("Rings", ParameterGroups.Rings),
        new MtuKind(),
        new FeaturesKind(),
        new RssTableKind(),
        new RssKeyKind(),
        new HashFieldsKind("UdpHashFields", HashFieldsKind.Udp4),
        new HashFieldsKind("Udp6HashFields", HashFieldsKind.Udp6),
        new PauseKind(),
        new ParameterKind("Coalescing", ParameterGroups.Coalescing),
        new IrqAffinityKind(),
        new QueueCpusKind("Rps", "rx", "rps_cpus"),
        new QueueCpusKind("Xps", "tx", "xps_cpus"),
        new ThreadedNapiKind(),

        // What goes along with others, and is set by no parameter of its own.
        new QueueNumbersKind("RpsFlows", "rx", "rps_flow_cnt"),
        new UpperMtuKind(),
        new Ipv6MtuKind(),
        new LowerLroKind(),
    ];
}
