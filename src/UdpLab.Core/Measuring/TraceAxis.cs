using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// What -Trace saw when, in slots of one length, as columns: the same index is the same slot. Counted in the kernel, and so never too
/// much for it. It ends after two minutes.
/// </summary>
public sealed record TraceAxis
{
    /// <summary>When the first slot begins, in seconds from the first packet: before it, and so negative or 0.</summary>
    public double BeginSeconds { get; init; }

    /// <summary>Length of a slot, in seconds.</summary>
    public double SlotSeconds { get; init; }

    /// <summary>Packets the sink received; to a millisecond. Null if that is not known: for another program's sockets, or more than 16 threads.</summary>
    public IReadOnlyList<long>? Received { get; init => field = LabList.Of(value); }

    /// <summary>Seconds of the host's CPUs in the receiving softirq; one counts where it ends.</summary>
    public IReadOnlyList<double> SoftirqSeconds { get; init => field = LabList.Of(value); } = LabList.Empty<double>();

    /// <summary>Polls of the host's devices (NAPI).</summary>
    public IReadOnlyList<long> NapiPolls { get; init => field = LabList.Of(value); } = LabList.Empty<long>();

    /// <summary>Packets these polls handled.</summary>
    public IReadOnlyList<long> NapiPackets { get; init => field = LabList.Of(value); } = LabList.Empty<long>();

    /// <summary>Seconds the sink's threads had a CPU.</summary>
    public IReadOnlyList<double> RunningSeconds { get; init => field = LabList.Of(value); } = LabList.Empty<double>();

    /// <summary>Seconds they had lost it to another thread.</summary>
    public IReadOnlyList<double> PreemptedSeconds { get; init => field = LabList.Of(value); } = LabList.Empty<double>();

    /// <summary>Seconds they were woken and waited for one.</summary>
    public IReadOnlyList<double> WaitingSeconds { get; init => field = LabList.Of(value); } = LabList.Empty<double>();

    /// <summary>Seconds they slept.</summary>
    public IReadOnlyList<double> AsleepSeconds { get; init => field = LabList.Of(value); } = LabList.Empty<double>();

    /// <summary>Lost packets, by slot and reason, in the slots' order.</summary>
    public IReadOnlyList<TraceLoss> Losses { get; init => field = LabList.Of(value); } = LabList.Empty<TraceLoss>();

    /// <summary>How many slots there are, and when the first begins.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SoftirqSeconds.Count:N0} slots of {SlotSeconds * 1e3:N0} ms from {BeginSeconds:N2} s on");

    internal static TraceAxis? Of(AxisFindings? found, long first, bool counts) => found is null ? null : new TraceAxis
    {
        BeginSeconds = Seconds(found.BeginNanoseconds - (first > 0 ? first : found.BeginNanoseconds)),
        SlotSeconds = Seconds(found.SlotNanoseconds),
        Received = counts ? found.Received : null,
        SoftirqSeconds = Seconds(found.Softirq),
        NapiPolls = found.Polls,
        NapiPackets = found.Polled,
        RunningSeconds = Seconds(found.Running),
        PreemptedSeconds = Seconds(found.Preempted),
        WaitingSeconds = Seconds(found.Waiting),
        AsleepSeconds = Seconds(found.Asleep),
        Losses = [.. found.Losses.Select(Loss)],
    };

    /// <summary>The slots for samples of the same host.</summary>
    /// <param name="found">What the axis was made of.</param>
    internal SampleSlots Slots(AxisFindings found) => new(found.BeginNanoseconds / 1e9, BeginSeconds, SlotSeconds, SoftirqSeconds.Count);

    private static TraceLoss Loss(SlotLosses lost)
    {
        ReaderLosses reader = new() { Running = lost.Running, Preempted = lost.Preempted, Waiting = lost.Waiting, Asleep = lost.Asleep, Unknown = lost.Unknown };
        return new TraceLoss { Slot = lost.Slot, Reason = lost.Reason is null ? null : HostText.Clean(lost.Reason), Packets = reader.Total, Reader = reader.IfAtSocket(lost.Reason) };
    }

    /// <summary>The slots, one object each.</summary>
    internal IEnumerable<TraceSlot> Slots()
    {
        ILookup<int, TraceLoss> losses = Losses.ToLookup(l => l.Slot);
        return SoftirqSeconds.Select((softirq, i) => new TraceSlot
        {
            Seconds = Math.Round(BeginSeconds + (i * SlotSeconds), 6),
            Received = Received is null ? null : At(Received, i),
            Lost = losses[i].Sum(l => l.Packets),
            Reasons = LabList.Table<string, long>(losses[i].GroupBy(l => l.Reason ?? TraceLoss.NoReason, (reason, rows) => KeyValuePair.Create(reason, rows.Sum(r => r.Packets)))),
            Reader = ReaderLosses.Sum(losses[i].Select(l => l.Reader)),
            SoftirqSeconds = softirq,
            NapiPolls = At(NapiPolls, i),
            NapiPackets = At(NapiPackets, i),
            RunningSeconds = At(RunningSeconds, i),
            PreemptedSeconds = At(PreemptedSeconds, i),
            WaitingSeconds = At(WaitingSeconds, i),
            AsleepSeconds = At(AsleepSeconds, i),
        });
    }

    /// <summary>A file's columns may have different lengths.</summary>
    private static T At<T>(IReadOnlyList<T> column, int slot)
        where T : struct => slot < column.Count ? column[slot] : default;

    private static IReadOnlyList<double> Seconds(long[] nanoseconds) => [.. nanoseconds.Select(n => Seconds(n))];

    // To a microsecond: shorter to read.
    private static double Seconds(long nanoseconds) => Math.Round(nanoseconds / 1e9, 6);
}
