using System.Globalization;

namespace UdpLab;

/// <summary>What stopped the search for a goal, in words.</summary>
/// <param name="Words">One sentence.</param>
/// <param name="Causes">The causes of the loss that ended it; empty if it was not a loss.</param>
internal sealed record ThroughputCeiling(string Words, IReadOnlyList<UdpBottleneck> Causes)
{
    // A thread above the first share of a CPU was busy all the time; one above the second share of waiting lacked a CPU.
    private const double BusyPercent = 75, WaitedPercent = 5;
    private static readonly string[] _noCauses = ["SinkIdle", "Interrupted", "NoKnownCause", "TooFewSamples"];

    /// <summary>Determines what stopped a goal.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="trials">All trials of the search.</param>
    /// <param name="request">The searched goals.</param>
    /// <param name="end">Why the search ended.</param>
    /// <param name="generatorMaximum">The generator's maximum rate; null if it was not a limit.</param>
    public static ThroughputCeiling Of(GoalResult result, IReadOnlyList<ThroughputTrial> trials, SearchRequest request, SearchEnd end, double? generatorMaximum)
    {
        ThroughputTrial[] tooMuch = [.. trials.Where(trial => trial.LossRatio > result.Goal.LossRatio && trial.SentPps > (result.Lower?.OfferedLoad ?? 0))];
        ThroughputTrial[] nearest = [.. tooMuch.Where(trial => trial.SentPps <= (result.Upper?.OfferedLoad ?? double.MaxValue) * (1 + result.Goal.Width))];
        (string? loss, IReadOnlyList<UdpBottleneck> causes) = LossOf(nearest.Length > 0 ? nearest : tooMuch);
        string reason = loss ?? "Loss that no counter explains";
        return result.StoppedBy switch
        {
            ThroughputEnd.Width => new(reason, causes),
            ThroughputEnd.MinimumLoad => new(Text($"{reason}; even {Lowest(result, request, generatorMaximum ?? trials.Max(trial => trial.SentPps))} lost more than the goal allows"), causes),
            ThroughputEnd.MaximumLoad => new(Text($"-MaximumPps {request.MaximumLoad:N0}: the goal was met up to there"), []),
            ThroughputEnd.GeneratorMaximum => new(Text($"The generator: {Generator(trials)} can send {generatorMaximum ?? trials.Max(trial => trial.SentPps):N0} pps, and the goal was met up to there. Send with another -Backend, more -Threads, or more than one -Generator"), []),
            ThroughputEnd.GeneratorResolution => new(Text($"{reason}; the generator, {Generator(trials)}, has no rate between the bounds"), causes),
            _ => new(Unfinished(end, request, trials) + (loss is null ? "" : $". So far: {loss}"), causes),
        };
    }

    // The generator's lowest rate may be above the minimum, or its highest below it; on a busy machine it may just have missed it.
    private static string Lowest(GoalResult result, SearchRequest request, double? most) => (result.Upper?.OfferedLoad / request.MinimumLoad) switch
    {
        double ratio when ratio > 1 + result.Goal.Width => Text($"the lowest rate sent, {result.Upper!.OfferedLoad:N0} pps (-MinimumPps {request.MinimumLoad:N0}),"),
        double ratio when ratio < 1 - result.Goal.Width && most >= request.MinimumLoad => Text($"{result.Upper!.OfferedLoad:N0} pps, sent where -MinimumPps {request.MinimumLoad:N0} was asked for,"),
        double ratio when ratio < 1 - result.Goal.Width => Text($"the {result.Upper!.OfferedLoad:N0} pps that the generator can send, less than -MinimumPps {request.MinimumLoad:N0},"),
        _ => Text($"-MinimumPps {request.MinimumLoad:N0}"),
    };

    private static string Unfinished(SearchEnd end, SearchRequest request, IReadOnlyList<ThroughputTrial> trials) => end switch
    {
        SearchEnd.MaximumTrials => Text($"-MaximumTrials {request.MaximumTrials} was reached before the bounds were within the goal width"),
        SearchEnd.MaximumSeconds => Text($"-MaximumSeconds {request.MaximumSeconds} was reached before the bounds were within the goal width"),
        SearchEnd.TrialFailed => $"A trial failed repeatedly: {trials.LastOrDefault(trial => trial.Failure is not null)?.Failure?.TrimEnd('.')}",
        _ => "The search was stopped before the bounds were within the goal width",
    };

    private static string Generator(IReadOnlyList<ThroughputTrial> trials) => trials.LastOrDefault(trial => trial.Measurement?.Flood is not null)?.Measurement!.Flood is { Count: > 0 } floods
        ? Text($"backend {floods[0].Backend} with {Count(floods.Sum(flood => flood.Threads), "thread")}{(floods.Count > 1 ? Text($" on {floods.Count} hosts") : "")}")
        : "its backend";

    /// <summary>The counter with the largest loss in some trials, its meaning, and the state of the reader; null if no trial shows one.</summary>
    private static (string? Words, IReadOnlyList<UdpBottleneck> Causes) LossOf(ThroughputTrial[] trials)
    {
        SinkMeasurement[] measured = [.. trials.Select(trial => trial.Measurement).OfType<SinkMeasurement>()];
        if (measured.Length == 0)
        {
            return (trials.FirstOrDefault(trial => trial.Note is not null)?.Note?.TrimEnd('.'), []);
        }

        (SinkMeasurement Measurement, string Counter, long Packets)[] biggest = [.. measured.Select(Biggest)];
        string counter = biggest.GroupBy(loss => loss.Counter).MaxBy(group => group.Sum(loss => loss.Packets))!.Key;
        SinkMeasurement typical = biggest.Where(loss => loss.Counter == counter).MaxBy(loss => loss.Packets).Measurement;
        UdpBottleneck[] causes = [.. BottleneckFinder.Find(typical).Where(cause => !_noCauses.Contains(cause.Cause))];
        return ($"{counter}: {Meaning(typical, counter, causes)}", causes);
    }

    private static string Meaning(SinkMeasurement typical, string counter, UdpBottleneck[] causes)
    {
        if (typical.Ledger.Entries.FirstOrDefault(entry => entry.IsLoss && entry.Counter == counter) is not { } loss)
        {
            string vanished = Lower(Array.Find(causes, cause => cause.Cause == "UnexplainedLoss")?.Title ?? "lost without being counted");
            LabFinding[] suspects = [.. UnexplainedLoss.Of(typical)?.Suspects ?? []];
            return suspects.Length == 0 ? vanished : $"{vanished}; what may drop them: {string.Join("; ", suspects.Select(s => $"{s.Check}: {s.Observed}"))}";
        }

        string title = Lower(LossCatalogue.All.AdviceFor(loss)?.Title ?? loss.Meaning);
        return LossCatalogue.All.IsAtSocket(loss) ? Reader(typical, title) : title;
    }

    private static (SinkMeasurement Measurement, string Counter, long Packets) Biggest(SinkMeasurement measurement)
    {
        LedgerEntry? named = measurement.Ledger.BiggestLoss;
        long unexplained = measurement.Ledger.Unexplained ?? 0;
        return named is not null && named.Packets >= unexplained ? (measurement, named.Counter, named.Packets) : (measurement, "Unexplained", unexplained);
    }

    /// <summary>With a full receive buffer, the cause is what the reader did.</summary>
    private static string Reader(SinkMeasurement measurement, string title) => SinkPace.Of(measurement) switch
    {
        null => WithRoom(measurement, title),
        { WaitPercent: >= WaitedPercent and var waited } => Text($"the sink was awake but had no CPU for {waited:F0}% of the time; {title}"),
        { CpuPercent: >= BusyPercent and var busy } => Text($"the sink was busy, with {busy:F0}% of a CPU; {title}"),
        { CpuPercent: var idle } => Text($"bursts, since the sink had time, with {idle:F0}% of a CPU; {WithRoom(measurement, title)}"),
    };

    private static string WithRoom(SinkMeasurement measurement, string title) => BufferRoom.Of(measurement) is { } room ? $"{title}; {room}" : title;

    // Continues a sentence, unless the text begins with a name such as RSS.
    private static string Lower(string title) => title.Length > 1 && char.IsLower(title[1]) ? char.ToLowerInvariant(title[0]) + title[1..] : title;

    private static string Count(int number, string noun) => Text($"{number} {noun}{(number == 1 ? "" : "s")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
