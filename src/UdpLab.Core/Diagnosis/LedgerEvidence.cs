using System.Globalization;

namespace UdpLab;

/// <summary>Losses of a ledger as evidence.</summary>
internal static class LedgerEvidence
{
    /// <summary>All packets of a ledger: those sent or, if unknown, those accounted for.</summary>
    public static double All(Ledger ledger) => ledger.Sent ?? (ledger.Received + ledger.Losses);

    /// <summary>The share of certain losses in percent of the packets, and their counters as evidence.</summary>
    public static (double Percent, string[] Evidence) Of(Ledger ledger, Func<LedgerEntry, bool> which)
    {
        double all = All(ledger);
        LedgerEntry[] losses = [.. ledger.Entries.Where(e => e is { IsLoss: true, Packets: > 0 } && which(e))];
        return all <= 0 ? (0, []) : (100 * losses.Sum(e => e.Packets) / all, [.. losses.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Layer} {e.Counter}: {e.Packets:N0} of {all:N0} packets ({100 * e.Packets / all:F2}%) from {e.Source}"))]);
    }
}
