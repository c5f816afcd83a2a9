namespace UdpLab;

/// <summary>What a compared factor changes along with itself.</summary>
internal static class ImpliedConditions
{
    private static readonly string[] _queues = ["RxQueues", "TxQueues", "CombinedQueues", "RssTable", "IrqAffinity", "Rps", "Xps"];
    private static readonly string[] _machine = ["Host", "CpuModel", "OnlineCpus", "Architecture", "Smt", "NumaNode", "Driver", "SpeedMbps", "ClockSource", "Mitigations"];

    private static readonly Dictionary<string, string[]> _implied = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Method"] = ["Batch"],
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

    /// <summary>Patterns of the conditions that a factor is, or changes. A path is known by its last part, too.</summary>
    public static IEnumerable<string> Of(string factor)
    {
        string last = factor.Split('.')[^1];
        return new[] { factor, last }.Concat(_implied.GetValueOrDefault(last) ?? []).Distinct();
    }

    /// <summary>Those that a factor of any name changes whose values are the hosts of the measurements: the sinks', the generators', or both.</summary>
    public static IEnumerable<string> OfHosts(string factor, IReadOnlyList<SinkMeasurement> measurements)
    {
        string? path = PropertyPath.Resolve(factor);
        bool names(Func<SinkMeasurement, IEnumerable<LabHost>> hosts) => measurements.All(m =>
            FactorText.Of(m.Factors.TryGetValue(factor, out object? value) ? value : path is null ? null : PropertyPath.Read(m, path)) is var name
            && hosts(m).Any() && hosts(m).All(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
        return (names(m => [m.Host]) ? Of("Host") : []).Concat(names(m => m.Flood?.Select(f => f.Host) ?? []) ? ["Generator"] : []);
    }
}
