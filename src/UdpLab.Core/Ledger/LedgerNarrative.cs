using System.Globalization;

namespace UdpLab;

/// <summary>A ledger in words, for the error that says no packet reached the sink.</summary>
internal static class LedgerNarrative
{
    // Less than 1/4 of the flood arriving is not the flood: neighbours, routers and other programs send too.
    private const int Background = 4;

    // Where nobody says how many were sent, fewer than this may be anything.
    private const int Few = 100;

    /// <summary>One to three sentences: the last layer that saw packets, the biggest loss, and the remedy.</summary>
    /// <param name="ledger">Where the packets went.</param>
    /// <param name="train">Packets the kernel may count as one (UDP_SEGMENT); 1 for no trains.</param>
    public static string HowFar(Ledger ledger, int train = 1) =>
        $"{Journey(ledger)} {Doubt(ledger)}{(ledger.BiggestLoss is { } loss && IsOfTheFlood(ledger, loss.Packets, 1) ? Culprit(loss) : Silence(ledger, train))}";

    /// <summary>Whether it is enough to be the flood rather than background. If the size of the flood is not known, everything counts as flood.</summary>
    private static bool IsOfTheFlood(Ledger ledger, long packets, int train) =>
        packets > 0 && (ledger.Sent is not long sent || packets * train * Background >= sent);

    private static string Doubt(Ledger ledger) => ledger.Sent is null && Devices(ledger).Sum(entry => entry.Packets) is > 0 and < Few
        ? "So few packets may be background (neighbour discovery, other programs), and the sender's may not arrive at all: check its address, port and interface. If they are the sender's: "
        : "";

    private static LedgerEntry[] Devices(Ledger ledger) => [.. ledger.Entries.Where(entry => entry is { Layer: LedgerLayer.Nic, Counter: CounterNames.RxPackets })];

    /// <summary>How many packets each layer saw.</summary>
    public static string Journey(Ledger ledger)
    {
        List<string> parts = new List<string>
        {
            ledger.Sent is { } sent ? $"{Packets(sent)} left the generator" : "The number of packets sent is unknown",
        };
        parts.AddRange(Devices(ledger).Select(entry => $"{entry.Interface} counted {Number(entry.Packets)} (rx_packets)"));
        if (Of(ledger, LedgerLayer.Ip, CounterNames.InReceives) is { } taken)
        {
            parts.Add($"IP took in {Number(taken)}");
        }

        parts.Add($"the sink received {Number(ledger.Received)}");
        return string.Join(", ", parts) + ".";
    }

    private static string Culprit(LedgerEntry loss)
    {
        string place = loss.Interface is null ? $"{loss.Layer}" : $"{loss.Layer} {loss.Interface}";
        string sentence = $"{place}: {loss.Counter} {Number(loss.Packets)} ({loss.Meaning}).";
        return Remedy(loss) is { } remedy ? $"{sentence} {remedy}" : sentence;
    }

    private static string? Remedy(LedgerEntry loss) => LossCatalogue.All.AdviceFor(loss) is { } advice ? advice.WhenNothingCame ?? advice.Fix : null;

    private static string Silence(Ledger ledger, int train)
    {
        if (ledger.Sent == 0)
        {
            return "The generator sent nothing.";
        }

        LedgerEntry[] devices = Devices(ledger);
        long arrived = devices.Sum(entry => entry.Packets);
        if (devices.Length > 0 && !IsOfTheFlood(ledger, arrived, train))
        {
            string what = arrived == 0 ? "Nothing arrived" : "Almost nothing arrived (so few packets are normal background)";
            return $"{what} and no counter has them: check the cable, the interface, the destination MAC address and,"
                + " on a veth, that the peer runs NAPI (ethtool -K PEER gro on).";
        }

        return Of(ledger, LedgerLayer.Ip, CounterNames.InReceives) is { } taken && !IsOfTheFlood(ledger, taken, train)
            ? $"Frames arrive but IP takes {(taken == 0 ? "none" : "next to none of them")} in: check the destination MAC address and XDP or tc programs on the interface."
            : "No counter has the rest: check netfilter rules (nft list ruleset) and the packets' source address, since these counters do not include what netfilter drops, nor packets from an address no other host can have (martians).";
    }

    private static long? Of(Ledger ledger, LedgerLayer layer, string counter) =>
        ledger.Entries.FirstOrDefault(entry => entry.Layer == layer && entry.Counter == counter)?.Packets;

    private static string Packets(long number) => number == 1 ? "1 packet" : $"{Number(number)} packets";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
