using System.Globalization;

namespace UdpLab;

/// <summary>Why packets were lost in a burst: what the sink's threads did at that time, and what its samples show.</summary>
internal static class BurstCause
{
    private const int MostSymbols = 5;

    /// <summary>The burst in words, then what its samples show if there are enough of them.</summary>
    public static IReadOnlyList<UdpBottleneck> Find(TraceBurst burst)
    {
        PerfProfile? samples = burst.Profile;
        return [Of(burst, samples), .. samples?.Samples >= BottleneckFinder.FewestSamples ? BottleneckFinder.Find(samples) : []];
    }

    private static UdpBottleneck Of(TraceBurst burst, PerfProfile? samples)
    {
        KeyValuePair<string, long> main = burst.Reasons.MaxBy(r => r.Value);
        ReaderLosses reader = burst.Reader ?? new ReaderLosses();
        long all = reader.Total - reader.Unknown, without = reader.Preempted + reader.Waiting;
        double Percent(long packets) => all > 0 ? 100.0 * packets / all : 0;
        string when = string.Create(CultureInfo.InvariantCulture, $"{burst.Lost:N0} packets were lost in {burst.Length * 1e3:N0} ms from {burst.Seconds:#,##0.00;-#,##0.00;0.00} s on");
        string[] others = samples is null ? [] : OtherPrograms.Of(BottleneckRules.All, burst.Whole ?? samples, samples, []);
        (string cause, string title, string advice) = main.Key is not null && main.Key != TraceLoss.NoReason && !LossCatalogue.All.IsAtSocket(main.Key)
            ? ("Loss", $"{when}: {main.Key}", "They did not come to the socket: see the ledger for what the reason means.")
            : all <= 0 ? ("ReceiveBufferFull", $"{when}, at the socket", "What the reader did is not known: see the notes of the measurement.")
            : reader.Asleep >= Math.Max(without, reader.Running)
                ? ("ReaderAsleep", string.Create(CultureInfo.InvariantCulture, $"{when}: {Percent(reader.Asleep):F0}% while the reader slept"), "Packets were in its queue and it did not wake: it was stopped, or waited for something else (a lock, a disk, its CPU quota). A larger receive buffer absorbs such pauses.")
            : without >= reader.Running
                ? ("SinkStarved", string.Create(CultureInfo.InvariantCulture, $"{when}: {Percent(without):F0}% while the reader was awake but had no CPU"), $"Give it its own CPU (-Cpu), and other CPUs to the flood and the NIC's interrupts{(others.Length > 0 ? "." : "; Trace.Holders says who had it.")}")
            : ("ReceiveBufferFull", string.Create(CultureInfo.InvariantCulture, $"{when}: {Percent(reader.Running):F0}% while the reader had its CPU: it was too slow"), "A larger receive buffer absorbs a burst; more sockets on other CPUs (-Sockets), batches (Recvmmsg) or -Gro read faster.");
        return new UdpBottleneck
        {
            Cause = cause,
            Title = title,
            Share = burst.Received is long received && received + burst.Lost > 0 ? 100.0 * burst.Lost / (received + burst.Lost) : 0,
            Evidence =
            [
                .. burst.Reasons.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key}: {r.Value:N0} packets")),
                $"lost while the reader was: {burst.Reader?.ToString() ?? "not concerned"}",
                $"the reader in that time: {burst.ReaderTime}",
                string.Create(CultureInfo.InvariantCulture, $"softirqs: {burst.SoftirqSeconds:N3} s of the host's CPUs"),
                .. others,
                .. samples is null ? [] : Samples(samples),
            ],
            Explanation = "A burst is a time of losses without a pause of more than one slot of 10 ms.",
            Advice = advice,
            Fix = $"# {advice}",
            Host = samples?.Host,
            Kernel = samples?.Kernel,
        };
    }

    /// <summary>Where the CPUs were meanwhile.</summary>
    private static IEnumerable<string> Samples(PerfProfile samples) => samples.Samples == 0
        ? ["no sample of the profile falls into it: the threads that were sampled had no CPU"]
        : samples.Symbols.Take(MostSymbols).Select(symbol => string.Create(CultureInfo.InvariantCulture, $"{symbol} ({symbol.Samples:N0} of {samples.Samples:N0} samples)"));
}
