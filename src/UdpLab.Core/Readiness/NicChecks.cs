using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Flow control, offloads, rings and queues of an interface.</summary>
internal static class NicChecks
{
    private const int GoodRing = 1024;
    private const string Veth = "veth";

    // These merge datagrams even for sockets that did not request it (net/ipv4/udp_offload.c, udp_gro_receive).
    private static readonly string[] _bundling = ["rx-gro-list", "rx-udp-gro-forwarding"];

    public static HostCheck Pause { get; } = new(
        "Pause",
        "no pause frames, in either direction",
        "With flow control a card that cannot keep up stops the sender instead of losing packets: the flood becomes as slow as the sink, and the sink's losses cannot be seen. Abeni measured with it off.",
        "IEEE 802.3 Annex 31B; ethtool(8), -A; Abeni, 'The need for speed and the kernel datapath' (2017), note 1",
        view => view.ForEachNic(nic => JudgePause(view, nic)));

    public static HostCheck Gro { get; } = new(
        "Gro",
        "GRO off, unless it is to be measured",
        "GRO compares every packet with those held back before passing it on, which gains nothing for a flood of datagrams. Where it merges them, IP counters count bundles instead of packets, and a sink without UDP_GRO may see the merged packets as lost.",
        "ethtool(8), -K gro; net/core/gro.c; udp_gro_receive in net/ipv4/udp_offload.c; https://github.com/esnet/iperf/issues/907",
        view => view.ForEachNic(nic => JudgeGro(view, nic)))
    {
        Only = HostRole.Sink,
    };

    public static HostCheck Lro { get; } = new(
        "Lro",
        "LRO off",
        "The card merges packets irreversibly: what is counted and forwarded is not what was sent.",
        "ethtool(8), -K lro; Documentation/networking/netdev-features.rst",
        view => view.ForEachNic(nic => !nic.Features.GetValueOrDefault("rx-lro")
            ? Verdict.Pass(nic.Features.ContainsKey("rx-lro") ? "off" : "not supported by the device")
            : nic.FixedFeatures.Contains("rx-lro") ? Verdict.Advice("on, and cannot be switched off", "Measure on another card.")
            : view.SetNic(Verdict.Warning("on", "") with { Command = $"Set-LabNic {FixText.Quote(nic.Name)} -Feature @{{ lro = $false }}" }, new NicSettings { Features = new Dictionary<string, bool> { ["rx-lro"] = false } })))
    {
        Only = HostRole.Sink,
    };

    public static HostCheck RxRing { get; } = new(
        "RxRing",
        string.Create(CultureInfo.InvariantCulture, $"{GoodRing} descriptors, or as many as the device has"),
        "Only the ring holds packets between two polls: at 1.5 million packets per second 256 descriptors are full after a sixth of a millisecond, and then the card drops ({counters}).",
        "ethtool(8), -g and -G; Documentation/networking/napi.rst",
        view => view.ForEachNic(nic => JudgeRing(view, nic)))
    {
        Only = HostRole.Sink,
    };

    public static HostCheck RxQueue { get; } = new(
        "RxQueue",
        "as many receive queues as the experiment will use, at most one per CPU",
        "Each queue is served by one CPU at a time, so the number of queues limits how many CPUs the kernel receives on. It is the first setting to vary in an experiment.",
        "Documentation/networking/scaling.rst (RSS)",
        view => view.ForEachNic(nic => JudgeQueues(view, nic)))
    {
        Only = HostRole.Sink,
    };

    public static HostCheck UdpHash { get; } = new(
        "UdpHash",
        "UDP is spread by addresses and ports (sdfn)",
        "Many drivers hash UDP by addresses only: then all flows between two hosts end up in one queue, however many there are.",
        "ethtool(8), -N rx-flow-hash udp4; Documentation/networking/scaling.rst (RSS)",
        view => view.ForEachNic(nic => JudgeHash(view, nic)))
    {
        Only = HostRole.Sink,
    };

    private static Verdict JudgePause(HostView view, NicFacts nic)
    {
        if (NicBuilder.Fields(nic, SettingNames.Pause) is not { } pause)
        {
            return Verdict.Pass("the device has no flow control");
        }

        string observed = $"receive {pause.GetValueOrDefault("rx", "unknown")}, send {pause.GetValueOrDefault("tx", "unknown")}, autonegotiation {pause.GetValueOrDefault("autoneg", "unknown")}";
        return pause.GetValueOrDefault("rx") != "on" && pause.GetValueOrDefault("tx") != "on"
            ? Verdict.Pass(observed)
            : view.SetNic(Verdict.Warning(observed, "") with { Command = $"Set-LabNic {FixText.Quote(nic.Name)} -Pause Off" }, new NicSettings { Pause = NicPause.Off });
    }

    private static Verdict JudgeGro(HostView view, NicFacts nic)
    {
        string[] bundling = [.. _bundling.Where(name => nic.Features.GetValueOrDefault(name))];
        if (bundling.Length > 0)
        {
            return view.SetNic(
                Verdict.Warning($"{string.Join(", ", bundling)} on", "") with { Command = $"Set-LabNic {FixText.Quote(nic.Name)} -Feature @{{ {string.Join("; ", bundling.Select(name => $"'{name}' = $false"))} }}" },
                new NicSettings { Features = bundling.ToDictionary(name => name, _ => false) });
        }

        return !nic.Features.TryGetValue("rx-gro", out bool on) ? Verdict.Pass("not supported by the kernel")
            : !on ? Verdict.Pass("off")
            : nic.Driver == Veth ? Verdict.Pass("on, which a veth needs to receive XDP frames")
            : nic is { Irqs.Length: 0, LinkUp: true } ? Verdict.Pass("on, but without effect: the device has no interrupts of its own")
            : view.SetNic(Verdict.Advice("on", "") with { Command = $"Set-LabNic {FixText.Quote(nic.Name)} -Feature @{{ gro = $false }}" }, new NicSettings { Features = new Dictionary<string, bool> { ["rx-gro"] = false } });
    }

    private static Verdict JudgeRing(HostView view, NicFacts nic)
    {
        if (NicBuilder.Fields(nic, SettingNames.Rings)?.GetValueOrDefault("rx") is not { } text || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size))
        {
            return Verdict.Pass("the device reports no ring size");
        }

        int most = nic.Maxima.GetValueOrDefault("rx-ring", size), wanted = Math.Min(most, GoodRing);
        string observed = string.Create(CultureInfo.InvariantCulture, $"{size} of at most {most}");
        return size >= wanted
            ? Verdict.Pass(observed)
            : view.SetNic(Verdict.Advice(observed, "Some drivers take the link down for this.") with { Command = string.Create(CultureInfo.InvariantCulture, $"Set-LabNic {FixText.Quote(nic.Name)} -RxRing {wanted}") }, new NicSettings { RxRing = wanted });
    }

    private static Verdict JudgeQueues(HostView view, NicFacts nic)
    {
        Dictionary<string, string> channels = NicBuilder.Fields(nic, SettingNames.Channels) ?? [];
        int Count(string name) => int.TryParse(channels.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0;
        int now = Count("combined") + Count("rx");
        if (now == 0)
        {
            return Verdict.Pass(nic.ReceiveRings is { } rings ? $"{rings}, which cannot be changed" : "the device reports no queues");
        }

        // Drivers with both kinds (ice, bnxt) make them from the same queues, so the maxima do not add up.
        int most = Math.Max(now, Math.Max(nic.Maxima.GetValueOrDefault("combined"), nic.Maxima.GetValueOrDefault("rx"))), useful = Math.Min(most, NicCpuPlan.NearCpus(nic, view.Facts.OnlineCpus).Length);
        string observed = string.Create(CultureInfo.InvariantCulture, $"{now} of at most {most}, for {view.Facts.OnlineCpus.Length} CPUs");
        return now >= useful ? Verdict.Pass(observed) : Verdict.Advice(observed, "Unless the experiment needs fewer.") with
        {
            Command = $"Set-LabNic {FixText.Quote(nic.Name)} {(nic.Maxima.GetValueOrDefault("combined") >= useful ? "-CombinedQueues" : "-RxQueues")} {useful}",
        };
    }

    private static Verdict JudgeHash(HostView view, NicFacts nic)
    {
        if (!nic.Settings.TryGetValue(SettingNames.UdpHashFields, out string? fields))
        {
            return Verdict.Pass("the device does not report which fields it hashes");
        }

        return nic.ReceiveRings is null or < 2 ? Verdict.Pass($"{fields}; one queue")
            : fields.Contains('f') && fields.Contains('n') ? Verdict.Pass(fields)
            : view.SetNic(Verdict.Warning($"{fields}: ports are not hashed", "Or flood from many addresses.") with { Command = $"Set-LabNic {FixText.Quote(nic.Name)} -UdpHashFields sdfn" }, new NicSettings { UdpHashFields = ["sdfn"] });
    }
}
