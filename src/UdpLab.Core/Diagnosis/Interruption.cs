using System.Globalization;

namespace UdpLab;

/// <summary>Something on the path disappeared during the measurement. Its counters are then missing, which says nothing else.</summary>
internal static class Interruption
{
    /// <summary>Null if nothing disappeared. The share is that of the packets in no counter.</summary>
    public static UdpBottleneck? Of(SinkMeasurement measurement)
    {
        string[] cuts = [.. measurement.Notes.Where(n => n.Code == MeasurementNoteCode.Interrupted).Select(n => n.Message)];
        if (cuts.Length == 0)
        {
            return null;
        }

        const string advice = "Measure again, with the interfaces and the generator up from beginning to end.";
        double all = LedgerEvidence.All(measurement.Ledger);
        long missing = Math.Max(0, measurement.Ledger.Unexplained ?? 0);
        double percent = all > 0 ? 100 * missing / all : 0;
        return new UdpBottleneck
        {
            Cause = "Interrupted",
            Title = "The measurement was interrupted",
            Share = percent,
            Evidence = missing == 0 ? cuts : [.. cuts, string.Create(CultureInfo.InvariantCulture, $"{missing:N0} of {all:N0} packets ({percent:F2}%) are in no counter (Ledger.Unexplained)")],
            Explanation = "Packets that were on the way at that moment may be in no counter, and afterwards none came: rates and losses are not those of the receiver.",
            Advice = advice,
            Fix = $"# {advice}",
        };
    }
}
