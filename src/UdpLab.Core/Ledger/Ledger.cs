using System.Globalization;

namespace UdpLab;

/// <summary>
/// Where a measurement's packets went, as a conservation law: sent = received + every named loss + unexplained.
/// All numbers are packets unless their name says otherwise.
/// </summary>
public sealed record Ledger
{
    /// <summary>Packets the generator handed to its kernel successfully; null without a known generator.</summary>
    public long? Sent { get; init; }

    /// <summary>Packets the sink's calls returned (segments where GRO merged some), inside and outside the measured window.</summary>
    public long Received { get; init; }

    /// <summary>What was counted on the path, in the order packets travel.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; init => field = LabList.Of(value); } = LabList.Empty<LedgerEntry>();

    /// <summary>
    /// Datagrams UDP delivered to sockets during the measurement: InDatagrams of /proc/net/snmp, or Udp6InDatagrams of
    /// /proc/net/snmp6, in the sink's network namespace; for a packet ring the frames of PACKET_STATISTICS. Null if the kernel
    /// does not report it. In <see cref="KernelUnit"/>.
    /// </summary>
    public long? KernelReceived { get; init; }

    /// <summary>Unit of <see cref="KernelReceived"/> and <see cref="KernelDifference"/>: bundles with -Gro, where UDP delivers several segments as one datagram.</summary>
    public LedgerUnit KernelUnit { get; init; }

    /// <summary>
    /// <see cref="KernelReceived"/> minus the datagrams the sink's calls returned: 0 means they agree, more than 0 means other
    /// sockets of the namespace received too. Null if the kernel does not report it.
    /// </summary>
    public long? KernelDifference { get; init; }

    /// <summary>Counters that could not be read, and why: they have no entries, and their packets are unexplained.</summary>
    public IReadOnlyList<string> Notes { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>Sum of the entries that are losses.</summary>
    public long Losses => Delta.Sum(Entries.Where(entry => entry.IsLoss).Select(entry => entry.Packets));

    /// <summary>
    /// Packets no counter accounts for: sent minus received minus losses. Below 0, the losses include packets that were not
    /// part of the flood. Null if <see cref="Sent"/> is.
    /// </summary>
    public long? Unexplained => Sent - Received - Losses;

    /// <summary>The loss with the most packets; null if no named counter lost any.</summary>
    public LedgerEntry? BiggestLoss => Entries.Where(entry => entry is { IsLoss: true, Packets: > 0 }).MaxBy(entry => entry.Packets);

    /// <summary>The biggest loss, by its counter or unexplained; null if nothing was lost.</summary>
    internal (string Name, long Packets)? Biggest => BiggestLoss is { } loss && loss.Packets >= (Unexplained ?? 0) ? (loss.Counter, loss.Packets)
        : Unexplained is > 0 and var missing ? ("unexplained", missing)
        : null;

    /// <summary>The conservation law in one line.</summary>
    public override string ToString()
    {
        string sent = Sent is { } packets ? string.Create(CultureInfo.InvariantCulture, $"{packets:N0} sent, ") : "";
        string unexplained = Unexplained is { } rest ? string.Create(CultureInfo.InvariantCulture, $", {rest:N0} unexplained") : "";
        string biggest = BiggestLoss is { } loss ? $" ({loss.Counter})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sent}{Received:N0} received, {Losses:N0} lost{biggest}{unexplained}");
    }
}
