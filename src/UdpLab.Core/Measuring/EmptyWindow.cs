using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Why a window has no packets, and what to do.</summary>
internal static class EmptyWindow
{
    public static string Explain(SinkRunner sink, SinkResult result, FloodGroup? flood, Ledger ledger)
    {
        SinkPlan plan = sink.Plan;
        if (plan.Watch is { } watch)
        {
            return flood is null
                ? Text($"No packet reached {watch.Words} of {sink.Host} within {plan.Duration ?? Defaults.DurationSeconds:0.###} s. Either nobody sent any, or they were lost before; the ledger, this error's target, has what the host counted.")
                : Text($"No packet reached {watch.Words} of {sink.Host} before the flood was over. {HowFar(sink, result, flood, ledger)}");
        }

        bool inWarmup = result.TotalPackets > 0 && plan.Warmup > 0;
        string what = inWarmup ? "No packet of the measured window reached" : "No packet reached";
        string when = sink.WindowEnd == WindowEnd.NoPacket ? Text($"within {plan.Timeout:0.###} s") : "before the flood was over";
        string why = inWarmup
            ? Text($"All {result.TotalPackets:N0} that arrived belong to the -Warmup of {plan.Warmup:0.###} s, which is not measured; make it shorter, or the flood longer.")
            : HowFar(sink, result, flood, ledger);
        return Text($"{what} the sink on {sink.Address} port {sink.Port} {when}. {why}");
    }

    /// <summary>An interface that went away explains it by itself; counters that went with it would mislead.</summary>
    private static string HowFar(SinkRunner sink, SinkResult result, FloodGroup? flood, Ledger ledger)
    {
        string[] changes =
        [
            .. PathWatch.Changes(sink.Host.Name, result.Before, result.After),
            .. (flood?.Floods ?? []).SelectMany(f => f.Result is { } sent ? PathWatch.Changes(f.Host.Name, sent.Before, sent.After) : []),
        ];
        return changes.Length > 0
            ? $"{LedgerNarrative.Journey(ledger)} {string.Join(' ', changes.Distinct())}"
            : LedgerNarrative.HowFar(ledger, flood?.Floods.Max(f => f.Gso) ?? 1);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
