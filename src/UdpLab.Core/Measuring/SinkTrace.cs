using UdpLab.Wire;

namespace UdpLab;

/// <summary>What -Trace saw of a measurement from inside the kernel, from arming to the end.</summary>
public sealed record SinkTrace
{
    /// <summary>Why packets on their way to the sink were dropped, the most frequent cause first. The ledger's entries have the same.</summary>
    public IReadOnlyList<DropReason> Reasons { get; init => field = LabList.Of(value); } = LabList.Empty<DropReason>();

    /// <summary>What each of the sink's threads did.</summary>
    public IReadOnlyList<ReaderTime> Readers { get; init => field = LabList.Of(value); } = LabList.Empty<ReaderTime>();

    /// <summary>The losses at the sink's sockets, by what the reading thread was doing; null if there were none.</summary>
    public ReaderLosses? Losses => Reasons.Select(r => r.Reader).OfType<ReaderLosses>().Aggregate((ReaderLosses?)null, (sum, one) => sum is null ? one : new ReaderLosses
    {
        Running = sum.Running + one.Running,
        Preempted = sum.Preempted + one.Preempted,
        Waiting = sum.Waiting + one.Waiting,
        Asleep = sum.Asleep + one.Asleep,
        Unknown = sum.Unknown + one.Unknown,
    });

    /// <summary>The reasons.</summary>
    public override string ToString() => string.Join("; ", Reasons);

    internal static SinkTrace? Of(TraceFindings? found) => found is null ? null : new SinkTrace
    {
        Reasons = [.. found.Drops.Select(Reason)],
        Readers = [.. found.Readers.Select(r => new ReaderTime { RunningSeconds = r.Running, PreemptedSeconds = r.Preempted, WaitingSeconds = r.Waiting, AsleepSeconds = r.Asleep })],
    };

    private static DropReason Reason(DropFindings drop)
    {
        ReaderLosses reader = new() { Running = drop.Running, Preempted = drop.Preempted, Waiting = drop.Waiting, Asleep = drop.Asleep, Unknown = drop.Unknown };
        return new DropReason
        {
            Name = drop.Reason is null ? null : HostText.Clean(drop.Reason),
            Function = drop.Function is null ? null : HostText.Clean(drop.Function),
            Frames = drop.Frames,
            Packets = reader.Running + reader.Preempted + reader.Waiting + reader.Asleep + reader.Unknown,

            // Only what a socket refuses depends on who reads it.
            Reader = drop.Reason is null || LossCatalogue.All.IsAtSocket(drop.Reason) ? reader : null,
        };
    }
}
