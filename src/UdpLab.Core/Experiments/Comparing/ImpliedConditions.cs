namespace UdpLab;

/// <summary>What a compared factor changes along with itself.</summary>
internal static class ImpliedConditions
{
    private static readonly string[] _queues = ["RxQueues", "TxQueues", "CombinedQueues", "RssTable", "IrqAffinity", "Rps", "Xps"];
    private static readonly string[] _machine = ["Host", "CpuModel", "OnlineCpus", "Architecture", "Smt", "NumaNode", "Driver", "SpeedMbps", "ClockSource", "Mitigations"];

    private static readonly Dictionary<string, string[]> _implied = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Method"] = ["Batch", "XdpMode"],
        ["Queues"] = _queues,
        ["RssQueues"] = _queues,
        ["RxQueues"] = _queues,
        ["CombinedQueues"] = _queues,
        ["Host"] = _machine,
        ["LabHost"] = _machine,
        ["Sink"] = _machine,
        ["Dut"] = _machine,
        ["Machine"] = _machine,
        ["Guest"] = [.. _machine, "Kernel"],
        ["BootId"] = ["Kernel"],
        ["Cpus"] = ["OnlineCpus"],
        ["Smt"] = ["OnlineCpus"],
        ["Backend"] = ["Threads", "Burst"],
        ["Size"] = ["PacketSize"],
        ["Rate"] = ["RatePps", "Burst"],
        ["RatePps"] = ["Burst"],
        ["Threads"] = ["Burst"],
        ["Interface"] = ["Nic"],
        ["LabNic"] = ["Nic"],
        ["Driver"] = ["Nic"],
        ["Address"] = ["Ipv6"],
    };

    /// <summary>Patterns of the conditions that a factor is, or changes. A path is also known by its last part.</summary>
    public static IEnumerable<string> Of(string factor)
    {
        string last = factor.Split('.')[^1];
        return new[] { factor, last }.Concat(_implied.GetValueOrDefault(last) ?? []).Distinct();
    }

    /// <summary>Those changed by a factor of any name whose values are the hosts of the measurements: the sinks', the generators', or both.</summary>
    public static IEnumerable<string> OfHosts(string factor, IReadOnlyList<SinkMeasurement> measurements) =>
        (NamesSinks(factor, measurements) ? Of("Host") : []).Concat(measurements.All(m => m.Factors.TryGetValue(factor, out object? value) && AreAll(m.Flood, FactorText.Of(value))) ? ["Generator"] : []);

    /// <summary>Conditions that only repeat which host the sink is on: the generator if it is the same host, and factors whose values are the hosts.</summary>
    public static IEnumerable<string> OtherNamesOfHost(IReadOnlyList<SinkMeasurement> measurements) =>
        MeasurementKey.Factors(measurements).Where(f => NamesSinks(f, measurements)).Concat(measurements.All(m => AreAll(m.Flood, m.Host.Name)) ? ["Generator"] : []);

    private static bool NamesSinks(string factor, IReadOnlyList<SinkMeasurement> measurements) =>
        measurements.All(m => m.Factors.TryGetValue(factor, out object? value) && m.Host.Name.Equals(FactorText.Of(value), StringComparison.OrdinalIgnoreCase));

    private static bool AreAll(IReadOnlyList<UdpFlood>? floods, string host) => floods is { Count: > 0 } && floods.All(f => f.Host.Name.Equals(host, StringComparison.OrdinalIgnoreCase));
}
