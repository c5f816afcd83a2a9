namespace UdpLab.Tests;

internal static class LedgerExtensions
{
    public static LedgerEntry? Find(this Ledger ledger, LedgerLayer layer, string counter) =>
        ledger.Entries.SingleOrDefault(entry => entry.Layer == layer && entry.Counter == counter);

    public static LedgerEntry Entry(this Ledger ledger, LedgerLayer layer, string counter) =>
        ledger.Find(layer, counter) ?? throw new InvalidOperationException($"no entry {layer} {counter}");

    /// <summary>Packets of an entry; 0 if there is none.</summary>
    public static long Packets(this Ledger ledger, LedgerLayer layer, string counter) => ledger.Find(layer, counter)?.Packets ?? 0;
}
