using System.Globalization;

namespace UdpLab;

/// <summary>
/// Where a measurement's packets went, as a conservation law: sent = received + every named loss + unexplained.
/// All numbers are packets unless their name says otherwise.
/// </summary>
public sealed class Ledger
{
    /// <summary>Packets the generator handed to its kernel with success, null where no generator is known.</summary>
    public long? Sent { get; init; }

    /// <summary>Packets the sink's calls returned (segments where GRO merged some), the measured window and around it.</summary>
    public long Received { get; init; }

    /// <summary>What was counted on the path, in the order packets travel.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; init => field = LabList.Of(value); } = LabList.Empty<LedgerEntry>();

    /// <summary>
    /// Datagrams UDP delivered to sockets meanwhile: InDatagrams of /proc/net/snmp, or Udp6InDatagrams of /proc/net/snmp6,
    /// of the sink's network namespace. Null where the kernel does not tell. In <see cref="KernelUnit"/>.
    /// </summary>
    public long? KernelReceived { get; init; }

    /// <summary>Unit of <see cref="KernelReceived"/> and <see cref="KernelDifference"/>: bundles with -Gro, where UDP delivers several segments as one datagram.</summary>
    public LedgerUnit KernelUnit { get; init; }

    /// <summary>
    /// <see cref="KernelReceived"/> less the datagrams the sink's calls returned: 0 is agreement, more than 0 means other
    /// sockets of the namespace received too. Null where the kernel does not tell.
    /// </summary>
    public long? KernelDifference { get; init; }

    /// <summary>Counters that could not be read, and why: they have no entries, and what they counted is unexplained.</summary>
    public IReadOnlyList<string> Notes { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>Sum of the entries that are losses.</summary>
    public long Losses => Delta.Sum(Entries.Where(entry => entry.IsLoss).Select(entry => entry.Packets));

    /// <summary>
    /// Packets no counter accounts for: sent less received less losses. Below 0, something else's packets were counted as
    /// losses. Null where <see cref="Sent"/> is.
    /// </summary>
    public long? Unexplained => Sent - Received - Losses;

    /// <summary>The loss with the most packets, null where nothing was lost to a named counter.</summary>
    public LedgerEntry? BiggestLoss => Entries.Where(entry => entry is { IsLoss: true, Packets: > 0 }).MaxBy(entry => entry.Packets);

    /// <summary>The law in one line.</summary>
    public override string ToString()
    {
        var sent = Sent is { } packets ? string.Create(CultureInfo.InvariantCulture, $"{packets:N0} sent, ") : "";
        var unexplained = Unexplained is { } rest ? string.Create(CultureInfo.InvariantCulture, $", {rest:N0} unexplained") : "";
        var biggest = BiggestLoss is { } loss ? $" ({loss.Counter})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sent}{Received:N0} received, {Losses:N0} lost{biggest}{unexplained}");
    }
}
