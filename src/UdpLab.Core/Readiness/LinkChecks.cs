using System.Globalization;
using System.Text.RegularExpressions;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The link of an interface and the PCI slot of its card.</summary>
internal static partial class LinkChecks
{
    /// <summary>60 bytes, FCS, preamble and the inter-frame gap.</summary>
    private const int MinimumFrameOnWire = 60 + 4 + 8 + 12;

    public static HostCheck Link { get; } = new(
        "Link",
        "the interface is up and has a link",
        "Nothing is received without one, and the link speed limits the rate: 1.488 million minimum frames per second for each Gbit/s.",
        "Documentation/ABI/testing/sysfs-class-net (operstate, carrier, speed); RFC 2544, section 20",
        view => view.ForEachNic(nic => JudgeLink(view, nic)));

    public static HostCheck PcieWidth { get; } = new(
        "PcieWidth",
        "the slot carries more than the link, at the card's full width",
        "A card in a slot with fewer lanes, or one that fell back to a slower generation, drops packets before the kernel sees them ({counters}).",
        "Documentation/ABI/testing/sysfs-bus-pci (current_link_speed, current_link_width); PCI Express Base Specification, encoding 8b/10b below 8 GT/s",
        view => view.ForEachNic(nic => JudgeSlot(view, nic)));

    public static HostCheck NumaNode { get; } = new(
        "NumaNode",
        "sink and interrupts on the card's node",
        "A packet received on one node and read on another crosses the interconnect, and so does the memory when it is freed.",
        "Documentation/ABI/testing/sysfs-class-net (device/numa_node); Documentation/networking/scaling.rst",
        view => view.ForEachNic(nic => JudgeNode(view, nic)));

    private static string Path(string name, string file) => $"/sys/class/net/{name}/{file}";

    private static Verdict JudgeLink(HostView view, NicFacts nic)
    {
        if (!nic.LinkUp)
        {
            return Verdict.Failure($"no link ({view.Text(Path(nic.Name, "operstate")) ?? "state unknown"})", "Then check the cable and the other end.") with { Shell = [$"ip link set {FixText.Quote(nic.Name)} up"] };
        }

        return nic.SpeedMbps is > 0 and var speed
            ? Verdict.Pass(string.Create(CultureInfo.InvariantCulture, $"{speed} Mbit/s: at most {speed * 1e6 / (8 * MinimumFrameOnWire):N0} minimum frames per second"))
            : Verdict.Pass("up; the driver does not report the speed");
    }

    private static Verdict JudgeSlot(HostView view, NicFacts nic)
    {
        string name = nic.Name;
        (string? speed, string? width) = (view.Text(Path(name, "device/current_link_speed")), view.Text(Path(name, "device/current_link_width")));
        if (speed is null || width is null || Gigabits(speed, width) is not { } now)
        {
            return Verdict.Pass("not in a PCI Express slot that reports its width");
        }

        string observed = $"{speed} x{width}";
        double best = Gigabits(view.Text(Path(name, "device/max_link_speed")) ?? speed, view.Text(Path(name, "device/max_link_width")) ?? width) ?? now;
        double? link = nic.SpeedMbps is > 0 and var megabits ? megabits / 1000.0 : null;
        observed = string.Create(CultureInfo.InvariantCulture, $"{observed}: {now:0.#} Gbit/s{(link is { } l ? string.Create(CultureInfo.InvariantCulture, $" for a link of {l:0.#} Gbit/s") : ", link speed unknown")}");
        if (link > now)
        {
            return Verdict.Warning(observed, "Move the card to a wider slot.");
        }

        return now < best
            ? Verdict.Advice($"{observed}; the card could do {view.Text(Path(name, "device/max_link_speed"))} x{view.Text(Path(name, "device/max_link_width"))}", "Move the card to a slot of its full width, or find out why it fell back (lspci -vv, LnkSta).")
            : Verdict.Pass(observed);
    }

    private static Verdict JudgeNode(HostView view, NicFacts nic)
    {
        if (!MachineChecks.HasNodes(view))
        {
            return Verdict.Pass("one NUMA node");
        }

        // Without a node from the firmware the file reads -1, which the agent leaves out.
        return nic.NumaNode is { } node
            ? Verdict.Advice($"node {node} (CPUs {nic.NearCpus ?? "unknown"}) of {view.Text("/sys/devices/system/node/online")}", $"Pin the sink there: Measure-Sink -Cpu with CPUs of node {node}.")
            : nic.Irqs.Length == 0 ? Verdict.Pass("no card, so the interface has no node")
            : Verdict.Advice("the firmware does not report the card's node", "Find it by measuring with the sink on each node.");
    }

    /// <summary>Converts "8.0 GT/s PCIe" and lanes to Gbit/s of data; null if unknown ("Unknown", 0 lanes).</summary>
    private static double? Gigabits(string speed, string width)
    {
        Match match = Transfers().Match(speed);
        if (!match.Success || !int.TryParse(width, CultureInfo.InvariantCulture, out int lanes) || lanes is <= 0 or > 32)
        {
            return null;
        }

        double transfers = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return transfers * lanes * (transfers < 8 ? 0.8 : 128.0 / 130);
    }

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?) GT/s")]
    private static partial Regex Transfers();
}
