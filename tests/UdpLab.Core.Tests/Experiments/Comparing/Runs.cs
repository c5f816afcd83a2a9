namespace UdpLab.Tests;

/// <summary>Measurements to compare, made from numbers.</summary>
internal static class Runs
{
    private static readonly DateTimeOffset _began = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A measurement of a million packets at a rate.</summary>
    public static SinkMeasurement Of(double pps, params (string Name, object? Value)[] factors) => new()
    {
        Host = LabHosts.Local,
        Ledger = new Ledger { Sent = 1_000_000, Received = 1_000_000 },
        Packets = 1_000_000,
        Bytes = 18_000_000,
        Seconds = 1_000_000 / pps,
        Lost = 0,
        LossBasis = LossBasis.Flood,
        UserSeconds = 0,
        SystemSeconds = 0.7 * 1_000_000 / pps,
        Method = ReceiveMethod.Recvmsg,
        Batch = 1,
        Address = "0.0.0.0",
        PerSocket = [new SinkSocketResult()],
        ReceiveBuffer = 212_992,
        Check = true,
        Environment = Machine("6.1.0-44-amd64"),
        Nic = Card(),
        Flood = [new UdpFlood { Host = LabHosts.Local, Backend = FloodBackend.Socket, PacketSize = 60, Flows = 1, Threads = 1 }],
        Factors = factors.ToDictionary(f => f.Name, f => f.Value),
    };

    /// <summary>Runs at these rates.</summary>
    public static SinkMeasurement[] At(IEnumerable<double> rates, params (string Name, object? Value)[] factors) => [.. rates.Select(rate => Of(rate, factors))];

    /// <summary>Ten rates around a mean, with a spread of 1 %.</summary>
    public static double[] Around(double mean) => [.. Enumerable.Range(0, 10).Select(i => mean * (1 + (0.01 * (((i * 7) % 10) - 4.5) / 4.5)))];

    /// <summary>The runs in alternation: those of each list in turn, a minute apart.</summary>
    public static SinkMeasurement[] InTurn(params SinkMeasurement[][] groups) =>
        [.. Enumerable.Range(0, groups.Max(g => g.Length)).SelectMany(i => groups.Where(g => i < g.Length).Select(g => g[i])).Select((m, i) => m with { Started = _began.AddMinutes(i), Position = i + 1 })];

    /// <summary>The runs one list after the other.</summary>
    public static SinkMeasurement[] InARow(params SinkMeasurement[][] groups) => [.. groups.SelectMany(g => g).Select((m, i) => m with { Started = _began.AddMinutes(i), Position = i + 1 })];

    public static MeasurementEnvironment Machine(string kernel) => new()
    {
        Kernel = kernel,
        Architecture = "x86_64",
        OnlineCpus = [0, 1],
        CpuModel = "AMD EPYC 9R14",
        BootId = "a",
        ClockSource = "tsc",
        Governor = "performance",
        Smt = false,
        Mitigations = new Dictionary<string, string> { ["retbleed"] = "Mitigation: untrained return thunk", ["meltdown"] = "Not affected" },
        Sysctls = new Dictionary<string, string> { ["net.core.rmem_max"] = "212992", ["net.ipv4.udp_mem"] = "91000 121000 182000" },
        Cgroup = new Dictionary<string, string> { ["cpu.max"] = "max", ["cpuset.cpus.effective"] = "0-1" },
    };

    public static LabNic Card() => new()
    {
        Host = LabHosts.Local,
        Name = "eth1",
        Driver = "ixgbe",
        SpeedMbps = 10_000,
        CombinedQueues = 4,
        RxRing = 4096,
        TxRing = 4096,
        RssTable = [0, 1, 2, 3],
        RssKey = "6d:5a",
        PauseRx = false,
        PauseTx = false,
        Coalescing = new Dictionary<string, long> { ["AdaptiveRx"] = 1, ["RxUsecs"] = 20, ["AdaptiveTx"] = 0, ["TxUsecs"] = 50 },
        Features = new Dictionary<string, bool> { ["rx-gro"] = true, ["gro"] = true },
        Irqs = [new LabNicIrq { Irq = 30, Name = "eth1-0", Cpus = "0" }],
        Counters = new LabNicCounters(),
    };

    /// <summary>Compares two lists that were measured in turn.</summary>
    public static Comparison Compare(SinkMeasurement[] baseline, SinkMeasurement[] candidate, ComparisonPlan? plan = null)
    {
        SinkMeasurement[] Turns(SinkMeasurement[] runs, int first) => [.. runs.Select((m, i) => m with { Started = _began.AddMinutes((2 * i) + first) })];
        return Assert.Single(ComparisonGroups.Compare(Turns(baseline, 0), Turns(candidate, 1), plan ?? new ComparisonPlan(), Assert.Fail));
    }

    /// <summary>Compares the levels of a factor.</summary>
    public static Comparison[] By(SinkMeasurement[] all, string by, ComparisonPlan? plan = null, string? baseline = null, List<string>? warnings = null) =>
        [.. ComparisonGroups.Compare(all, by, baseline, plan ?? new ComparisonPlan(), warning => (warnings ?? throw new InvalidOperationException(warning)).Add(warning))];
}
