using System.Globalization;

namespace UdpLab;

/// <summary>Packets that no counter has: between which counters they vanished, and what may have taken them there.</summary>
internal sealed record UnexplainedLoss(double Percent, string Title, string Explanation, string Fix, IReadOnlyList<string> Evidence)
{
    private const string Netfilter = "Netfilter";
    private static readonly string[] _droppers = [Netfilter, "Conntrack"];

    /// <summary>Null where all packets are accounted for.</summary>
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
        LabFinding[] suspects = [.. measurement.Environment.Findings.Where(f => _droppers.Contains(f.Check) && f.Status != FindingStatus.Pass)];
        bool filtered = suspects.Any(f => f.Check == Netfilter);
        (string where, string why, string fix) = Place(ledger, missing, filtered);
        return new(
            percent,
            string.Create(CultureInfo.InvariantCulture, $"{percent:F1}% of the packets vanished {where}, where no counter has them"),
            why,
            fix,
            [string.Create(CultureInfo.InvariantCulture, $"{missing:N0} of {all:N0} packets ({percent:F2}%) are in no counter (Ledger.Unexplained)"), .. suspects.Select(f => f.ToString())]);
    }

    private static (string Where, string Why, string Fix) Place(Ledger ledger, long missing, bool filtered)
    {
        const string rules = "Look at the rules and what they count: nft list ruleset, iptables-save -c; accept the flood's packets first of all while measuring.";
        const string netfilter = "Rules of netfilter drop packets without a counter of the kernel's own";
        long before = (ledger.Sent ?? 0) - Lost(ledger, LedgerLayer.Generator, LedgerLayer.Wire);
        long? arrived = Seen(ledger, LedgerLayer.Nic, "rx_packets"), taken = Seen(ledger, LedgerLayer.Ip, "InReceives");
        if (before - arrived > missing / 2)
        {
            return ("before the sink's interface", "The interface never counted them: a switch, a cable, another machine, a wrong MAC address, or an XDP program or ring of the card took them.",
                "Compare the counters of switch and card (ethtool -S), and check the destination's MAC address; pace the flood (-RatePps) to see from which rate on they vanish.");
        }

        if (arrived - Lost(ledger, LedgerLayer.Nic, LedgerLayer.Softnet) - taken > missing / 2)
        {
            return ("between the sink's interface and IP", "The interface counted them, and IP did not: a program of XDP or tc, or a chain of nftables at the device (netdev ingress), took them.",
                "Look for programs and chains there: bpftool net, tc filter show dev X ingress, nft list ruleset.");
        }

        string where = taken is null ? "on the way" : "behind IP";
        return filtered
            ? (where, $"{netfilter}, and this host has rules in the packets' path.", rules)
            : (where, $"{netfilter}; so do a full table of connections (dmesg says so), a policy of IPsec and a filter of the socket.", rules);
    }

    private static long Lost(Ledger ledger, params LedgerLayer[] layers) => ledger.Entries.Where(e => e.IsLoss && layers.Contains(e.Layer)).Sum(e => e.Packets);

    /// <summary>Null where the kernel counted bundles: their number says nothing of the packets'.</summary>
    private static long? Seen(Ledger ledger, LedgerLayer layer, string counter)
    {
        LedgerEntry[] entries = [.. ledger.Entries.Where(e => e.Layer == layer && e.Counter == counter)];
        return entries.Length == 0 || entries.Any(e => e.Unit == LedgerUnit.Bundles) ? null : entries.Sum(e => e.Packets);
    }
}
