using System.Globalization;

namespace UdpLab;

/// <summary>Packets missing from all counters: between which counters they vanished, and the likely reasons.</summary>
internal sealed record UnexplainedLoss(double Percent, string Title, string Explanation, string Advice, IReadOnlyList<string> Evidence, IReadOnlyList<LabFinding> Suspects)
{
    private const string Netfilter = "Netfilter";

    /// <summary>The checks that find what drops packets without counting them.</summary>
    public static IReadOnlyList<string> Droppers { get; } = [Netfilter, "Conntrack"];

    /// <summary>Null if all packets are accounted for.</summary>
    public static UnexplainedLoss? Of(SinkMeasurement measurement)
    {
        Ledger ledger = measurement.Ledger;
        double all = LedgerEvidence.All(ledger);
        if (ledger.Unexplained is not > 0 || all <= 0)
        {
            return null;
        }

        long missing = ledger.Unexplained.Value;
        double percent = 100 * missing / all;
        LabFinding[] suspects = [.. measurement.Environment.Findings.Where(f => Droppers.Contains(f.Check) && f.Status != FindingStatus.Pass)];
        bool filtered = suspects.Any(f => f.Check == Netfilter);
        (string where, string why, string advice) = Place(ledger, missing, filtered);
        return new(
            percent,
            string.Create(CultureInfo.InvariantCulture, $"{percent:F1}% of the packets vanished {where} without being counted"),
            why,
            advice,
            [string.Create(CultureInfo.InvariantCulture, $"{missing:N0} of {all:N0} packets ({percent:F2}%) are in no counter (Ledger.Unexplained)"), .. suspects.Select(f => f.ToString())],
            suspects);
    }

    private static (string Where, string Why, string Advice) Place(Ledger ledger, long missing, bool filtered)
    {
        const string rules = "Check the rules and their counters: nft list ruleset, iptables-save -c; while measuring, accept the flood's packets in the first rule.";
        const string netfilter = "Netfilter rules drop packets without counting them in a kernel counter";
        long before = (ledger.Sent ?? 0) - Lost(ledger, LedgerLayer.Generator, LedgerLayer.Wire);
        long? arrived = Seen(ledger, LedgerLayer.Nic, CounterNames.RxPackets), taken = Seen(ledger, LedgerLayer.Ip, CounterNames.InReceives);
        if (before - arrived > missing / 2)
        {
            return ("before the sink's interface", "The interface never counted them: they were lost at a switch, a cable, another machine, because of a wrong MAC address, or in the card's XDP program or ring.",
                "Compare the counters of switch and card (ethtool -S) and check the destination MAC address; pace the flood (-RatePps) to see at which rate the loss begins.");
        }

        if (arrived - Lost(ledger, LedgerLayer.Nic, LedgerLayer.Softnet) - taken > missing / 2)
        {
            return ("between the sink's interface and IP", "The interface counted them, and IP did not: an XDP or tc program, or an nftables chain at the device (netdev ingress), took them.",
                "Look for programs and chains there: bpftool net, tc filter show dev X ingress, nft list ruleset.");
        }

        string where = taken is null ? "on the way" : "after IP";
        return filtered
            ? (where, $"{netfilter}, and this host has rules in the receive path.", rules)
            : (where, $"{netfilter}; so do a full conntrack table (see dmesg), an IPsec policy, a socket filter, and IP itself with source addresses no other host can have (martians: the host's own, broadcast, 127.0.0.0/8).",
                $"{rules} Without rules, look at the source address: sysctl -w net.ipv4.conf.all.log_martians=1 names impossible ones in dmesg.");
    }

    private static long Lost(Ledger ledger, params LedgerLayer[] layers) => ledger.Entries.Where(e => e.IsLoss && layers.Contains(e.Layer)).Sum(e => e.Packets);

    /// <summary>Null if the kernel counted bundles: the number of packets cannot be derived from theirs.</summary>
    private static long? Seen(Ledger ledger, LedgerLayer layer, string counter)
    {
        LedgerEntry[] entries = [.. ledger.Entries.Where(e => e.Layer == layer && e.Counter == counter)];
        return entries.Length == 0 || entries.Any(e => e.Unit == LedgerUnit.Bundles) ? null : entries.Sum(e => e.Packets);
    }
}
