using System.Globalization;

namespace UdpLab;

/// <summary>Losses of a ledger as evidence.</summary>
internal static class LedgerEvidence
{
    /// <summary>Percent of the packets lost in some layers, and the counters that say so.</summary>
    public static (double Percent, string[] Evidence) Of(Ledger ledger, IReadOnlyCollection<LedgerLayer> layers)
    {
        double all = ledger.Sent ?? (ledger.Received + ledger.Losses);
        LedgerEntry[] losses = [.. ledger.Entries.Where(e => e is { IsLoss: true, Packets: > 0 } && layers.Contains(e.Layer))];
        return all <= 0 ? (0, []) : (100 * losses.Sum(e => e.Packets) / all, [.. losses.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Layer} {e.Counter}: {e.Packets:N0} of {all:N0} packets ({100 * e.Packets / all:F2}%) by {e.Source}"))]);
    }
}
