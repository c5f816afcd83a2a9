namespace UdpLab;

/// <summary>
/// The ledgers of parts that follow each other. Which counter accounts for a packet is decided for everything so far, and a part
/// is what that adds: so the parts add up to the whole, to the packet.
/// </summary>
internal sealed class LedgerParts
{
    private LedgerInput? _whole;
    private Ledger? _before;

    /// <summary>The ledger of the next part.</summary>
    /// <param name="part">Its counters; they begin where those of the part before ended.</param>
    public Ledger Next(LedgerInput part)
    {
        _whole = _whole is { } whole
            ? whole with
            {
                After = part.After,
                TotalPackets = whole.TotalPackets + part.TotalPackets,
                TotalDatagrams = whole.TotalDatagrams + part.TotalDatagrams,
                WindowPackets = whole.WindowPackets + part.WindowPackets,
                LeftInSocket = whole.LeftInSocket + part.LeftInSocket,
                SocketDrops = whole.SocketDrops + part.SocketDrops,
            }
            : part;
        Ledger now = LedgerBuilder.Build(_whole), ledger = _before is { } before ? Since(now, before) : now;
        _before = now;
        return ledger;
    }

    private static Ledger Since(Ledger now, Ledger before) => now with
    {
        Received = now.Received - before.Received,
        KernelReceived = now.KernelReceived - before.KernelReceived,
        KernelDifference = now.KernelDifference - before.KernelDifference,
        Entries =
        [
            .. now.Entries.Select(entry => entry with { Packets = entry.Packets - (before.Entries.FirstOrDefault(e => IsSame(e, entry))?.Packets ?? 0) }),

            // What was assigned to a counter, and now is to another.
            .. before.Entries.Where(entry => !now.Entries.Any(e => IsSame(e, entry))).Select(entry => entry with { Packets = -entry.Packets }),
        ],
    };

    private static bool IsSame(LedgerEntry one, LedgerEntry other) =>
        (one.Layer, one.Counter, one.Source, one.Interface) == (other.Layer, other.Counter, other.Source, other.Interface);
}
