using System.Globalization;

namespace UdpLab;

/// <summary>A ledger in words, for the error that says no packet reached the sink.</summary>
internal static class LedgerNarrative
{
    /// <summary>One to three sentences: the last layer that saw packets, the biggest loss, and what mends it.</summary>
    public static string HowFar(Ledger ledger) =>
        $"{Journey(ledger)} {(ledger.BiggestLoss is { } loss ? Culprit(loss) : Silence(ledger))}";

    private static string Journey(Ledger ledger)
    {
        var parts = new List<string>
        {
            ledger.Sent is { } sent ? $"{Packets(sent)} left the generator" : "How many packets were sent is not known",
        };
        parts.AddRange(ledger.Entries
            .Where(entry => entry is { Layer: LedgerLayer.Nic, Counter: "rx_packets" })
            .Select(entry => $"{entry.Interface} counted {Number(entry.Packets)} (rx_packets)"));
        if (Of(ledger, LedgerLayer.Ip, "InReceives") is { } taken)
        {
            parts.Add($"IP took in {Number(taken)}");
        }

        parts.Add($"the sink received {Number(ledger.Received)}");
        return string.Join(", ", parts) + ".";
    }

    private static string Culprit(LedgerEntry loss)
    {
        var place = loss.Interface is null ? $"{loss.Layer}" : $"{loss.Layer} {loss.Interface}";
        var sentence = $"{place}: {loss.Counter} {Number(loss.Packets)} ({loss.Meaning}).";
        return Remedy(loss) is { } remedy ? $"{sentence} {remedy}" : sentence;
    }

    private static string? Remedy(LedgerEntry loss) => loss.Counter switch
    {
        "NoPorts" => "Send to the port the sink listens on.",
        "IPReversePathFilter" => "Set net.ipv4.conf.*.rp_filter to 2 or 0, or send from an address the sink's host routes back to that interface.",
        "InAddrErrors" => "Send to an address of the sink's host.",
        "InNoRoutes" => "Give the sink's host a route for the destination address.",
        "InHdrErrors" or "InCsumErrors" => "Look at what builds the packets, or at what changes them on the way.",
        "RcvbufErrors" or "drops" => "The packets did reach a socket: check which one is bound to that address and port.",
        "MemErrors" => "Raise net.ipv4.udp_mem.",
        "tx_dropped" or "tx_queue_N_xdp_xmit_errors" =>
            "If it is a veth, its peer must be up and run NAPI to take redirected frames: ethtool -K PEER gro on.",
        "dropped" => "Raise net.core.netdev_max_backlog, or spread the packets over more CPUs.",
        _ => null,
    };

    private static string Silence(Ledger ledger)
    {
        if (ledger.Sent == 0)
        {
            return "The generator sent nothing.";
        }

        var devices = ledger.Entries.Where(entry => entry is { Layer: LedgerLayer.Nic, Counter: "rx_packets" }).ToList();
        if (devices.Count > 0 && devices.Sum(entry => entry.Packets) == 0)
        {
            return "Nothing arrived and no counter has them: check the cable, the interface, the destination MAC address and,"
                + " on a veth, that the peer runs NAPI (ethtool -K PEER gro on).";
        }

        return Of(ledger, LedgerLayer.Ip, "InReceives") is 0
            ? "Frames arrive but IP takes none in: check the destination MAC address and XDP or tc programs on the interface."
            : "No counter has the rest: check netfilter rules (nft list ruleset), whose drops none of these counters count.";
    }

    private static long? Of(Ledger ledger, LedgerLayer layer, string counter) =>
        ledger.Entries.FirstOrDefault(entry => entry.Layer == layer && entry.Counter == counter)?.Packets;

    private static string Packets(long number) => number == 1 ? "1 packet" : $"{Number(number)} packets";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
