using System.Globalization;

namespace UdpLab;

/// <summary>
/// Everything in a measurement that affects its numbers but is not one of them. What varies between boots or runs is omitted:
/// boot id, interface names and addresses, interrupt numbers, counters, and values that adaptive coalescing changes.
/// </summary>
internal static class MeasurementConditions
{
    /// <summary>What the runs' time counts: time and instructions are never compared.</summary>
    public const string Clock = nameof(SinkMeasurement.Clock);

    // It decides who may record profiles, and nothing about receiving.
    private const string WhoMayProfile = "kernel.perf_event_paranoid";

    private const string Environment = "Environment", Nic = "Nic", Sink = "Sink", Flood = "Flood";

    /// <summary>The conditions of a measurement; unknown ones are omitted.</summary>
    public static IEnumerable<Condition> Of(SinkMeasurement m) => [.. OfEnvironment(m.Environment), .. m.Nic is { } nic ? OfNic(nic) : [], .. OfRun(m)];

    /// <summary>Those of neither the environment nor the interface.</summary>
    public static IEnumerable<Condition> OfRun(SinkMeasurement m) =>
        [new("Host", "Host", Machine(m.Host)), new("Host", Clock, m.Clock.ToString()), .. OfSink(m), .. OfFlood(m), .. m.Factors.Select(f => new Condition("Factors", f.Key, FactorText.Of(f.Value)))];

    /// <summary>Names of testbeds and guests are arbitrary, those of machines are not.</summary>
    private static string Machine(LabHost host) => host.Kind is LabHostKind.Local or LabHostKind.Ssh ? host.Name.ToLowerInvariant() : $"a {host.Kind.ToString().ToLowerInvariant()}";

    /// <summary>Those of the sink's host.</summary>
    public static IEnumerable<Condition> OfEnvironment(MeasurementEnvironment e)
    {
        yield return new(Environment, "Kernel", Or(e.Kernel));
        yield return new(Environment, "Architecture", Or(e.Architecture));
        yield return new(Environment, "OnlineCpus", FactorText.Of(e.OnlineCpus));
        if (e.CpuModel is null && e.Mitigations.Count == 0 && e.Sysctls.Count == 0)
        {
            // Only the agent's first line is known.
            yield break;
        }

        yield return new(Environment, "CpuModel", Or(e.CpuModel));
        yield return new(Environment, "Governor", Or(e.Governor));
        yield return new(Environment, "ClockSource", Or(e.ClockSource));
        yield return new(Environment, "Smt", FactorText.Of(e.Smt));
        foreach ((string bug, string state) in e.Mitigations)
        {
            yield return new(Environment, $"Mitigations.{bug}", state);
        }

        foreach ((string name, string value) in e.Sysctls.Where(sysctl => sysctl.Key != WhoMayProfile))
        {
            yield return new(Environment, $"Sysctls.{name}", value);
        }

        foreach ((string name, string value) in e.Cgroup)
        {
            yield return new(Environment, $"Cgroup.{name}", value);
        }
    }

    /// <summary>Those of the interface.</summary>
    public static IEnumerable<Condition> OfNic(LabNic n)
    {
        (string Name, object? Value)[] settings =
        [
            ("Driver", n.Driver), ("Mtu", n.Mtu), ("SpeedMbps", n.SpeedMbps), ("NumaNode", n.NumaNode), ("RxQueues", n.RxQueues), ("TxQueues", n.TxQueues), ("CombinedQueues", n.CombinedQueues),
            ("RxRing", n.RxRing), ("TxRing", n.TxRing), ("RssTable", n.RssText), ("RssHashFunction", n.RssHashFunction), ("UdpHashFields", n.UdpHashFields), ("Udp6HashFields", n.Udp6HashFields),
            ("FlowRules", n.FlowRules?.ToString()), ("Pause", n.PauseText), ("IrqAffinity", n.Irqs.Select(i => i.Cpus)), ("Rps", n.Rps), ("Xps", n.Xps), ("ThreadedNapi", n.ThreadedNapi),
            ("BusyRead", n.BusyRead), ("Nic.BusyPoll", n.BusyPoll),
        ];
        foreach ((string name, object? value) in settings)
        {
            yield return new(Nic, name, FactorText.Of(value));
        }

        foreach ((string name, long value) in n.Coalescing ?? LabList.Table<string, long>([]))
        {
            string side = name.StartsWith("Rx", StringComparison.Ordinal) ? "Rx" : "Tx";
            if (name.StartsWith("Adaptive", StringComparison.Ordinal) || n.Coalescing!.GetValueOrDefault("Adaptive" + side) == 0)
            {
                yield return new(Nic, $"Coalescing.{name}", value.ToString(CultureInfo.InvariantCulture));
            }
        }

        foreach ((string name, bool on) in n.Features.Where(f => !NicNames.ShortFeatures.Contains(f.Key)))
        {
            yield return new(Nic, $"Features.{name}", on ? "on" : "off");
        }
    }

    private static IEnumerable<Condition> OfSink(SinkMeasurement m)
    {
        (string Name, object? Value)[] settings =
        [
            ("Method", m.Method is null ? m.Process ?? "another program" : m.Method), ("PacketBasis", m.PacketBasis), ("Sockets", m.Sockets), ("Batch", m.Batch), ("ReceiveBuffer", m.ReceiveBuffer), ("Gro", m.Gro), ("SteerByCpu", m.SteerByCpu), ("BusyPoll", m.BusyPoll),
            ("Connect", m.Connect), ("Echo", m.Echoed is not null), ("Cpu", m.Cpu), ("Warmup", m.Warmup), ("Check", m.Check), ("Profile", m.Profile is null ? "no" : "yes"), ("Ipv6", m.Address.Contains(':')),
            ("Discard", m.Discard), ("Segments", m.Segments), ("Ttl", m.Ttl), ("PacketInfo", m.PacketInfo), ("Timestamp", m.Timestamp), ("XdpMode", m.XdpMode), ("CheckSender", m.CheckSender is null ? "no" : "yes"),
        ];
        return settings.Select(s => new Condition(Sink, s.Name, FactorText.Of(s.Value)));
    }

    private static IEnumerable<Condition> OfFlood(SinkMeasurement m)
    {
        if (m.Flood is not { Count: > 0 } floods)
        {
            yield return new(Flood, "Flood", "from outside");
            if (m is { Packets: > 0, Bytes: long bytes })
            {
                yield return new(Flood, "PayloadBytes", Math.Round((double)bytes / m.Packets).ToString(CultureInfo.InvariantCulture));
            }

            yield break;
        }

        (string Name, Func<UdpFlood, object?> Value)[] settings =
        [
            ("Generator", f => Machine(f.Host)), ("Backend", f => f.Backend), ("PacketSize", f => f.PacketSize), ("Flows", f => f.Flows), ("Threads", f => f.Threads), ("RatePps", f => f.Steps.Count > 0 ? f.Steps.Select(s => s.RatePps).ToArray() : f.RatePps),
            ("Burst", f => f.Burst ?? EarlierBurst(f)), ("Gso", f => f.Gso), ("Inject", f => f.Inject), ("Payload", f => f.Payload.Count == 0 ? null : string.Join(' ', f.Payload)), ("PayloadHeader", f => f.Payload.Count == 0 || f.PayloadHeader), ("CountReplies", f => f.Replies is not null), ("Flood.Cpu", f => f.Cpu),
        ];
        yield return new(Flood, "Flood", "ours");
        yield return new(Flood, "Generators", floods.Count.ToString(CultureInfo.InvariantCulture));
        foreach ((string name, Func<UdpFlood, object?> value) in settings)
        {
            yield return new(Flood, name, FactorText.Of(floods.Select(f => FactorText.Of(value(f))).Distinct()));
        }
    }

    /// <summary>The backend's own choice in results from before UdpLab/1.1, which do not record it.</summary>
    private static int EarlierBurst(UdpFlood flood) => flood.Backend == FloodBackend.Pktgen ? 1 : flood.Gso is null ? 64 : 8;

    private static string Or(string? text) => string.IsNullOrEmpty(text) ? FactorText.None : text;
}
