namespace UdpLab;

/// <summary>Names for completion: factors, properties, metrics and conditions of measurements.</summary>
internal static class MeasurementNames
{
    /// <summary>Conditions that every measurement has; single sysctls and offloads are known only from measurements.</summary>
    public static IReadOnlyList<string> Conditions { get; } =
    [
        .. MeasurementConditions.Of(new SinkMeasurement
        {
            Host = LabHosts.Local,
            Ledger = new Ledger(),
            Environment = new MeasurementEnvironment { CpuModel = "" },
            Nic = new LabNic { Host = LabHosts.Local, Name = "", Counters = new LabNicCounters() },
            Flood = [new UdpFlood { Host = LabHosts.Local }],
        }).Select(c => c.Name),
        "Mitigations", "Sysctls", "Cgroup", "Coalescing", "Features", "Duration", "Count", "LossBasis",
    ];

    /// <summary>Factors of the measurements, then properties.</summary>
    public static IEnumerable<string> Keys(IReadOnlyList<SinkMeasurement> given) => MeasurementKey.Factors(given).Concat(PropertyPath.Simple());

    /// <summary>Numbers, the most compared first, then counters of the measurements' ledgers.</summary>
    public static IEnumerable<string> Metrics(IReadOnlyList<SinkMeasurement> given) =>
        new[] { "Pps", "CpuNsPerPacket", "LossPercent", "Latency.P50Microseconds", "Latency.P99Microseconds" }
            .Concat(PropertyPath.Numbers())
            .Concat(given.SelectMany(m => m.Ledger.Entries).Select(e => e.Counter))
            .Distinct(StringComparer.OrdinalIgnoreCase);
}
