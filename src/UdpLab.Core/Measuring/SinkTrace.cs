using System.Text.Json.Serialization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What -Trace saw of a measurement from inside the kernel, from arming to the end.</summary>
public sealed record SinkTrace
{
    private Lazy<IReadOnlyList<TraceSlot>> _slots = new(LabList.Empty<TraceSlot>);
    private Lazy<IReadOnlyList<TraceBurst>> _bursts = new(LabList.Empty<TraceBurst>);

    /// <summary>Why packets on their way to the sink were dropped, the most frequent cause first. The ledger's entries have the same.</summary>
    public IReadOnlyList<DropReason> Reasons { get; init => field = LabList.Of(value); } = LabList.Empty<DropReason>();

    /// <summary>What each of the sink's threads did.</summary>
    public IReadOnlyList<ReaderTime> Readers { get; init => field = LabList.Of(value); } = LabList.Empty<ReaderTime>();

    /// <summary>Who had the CPUs that these threads waited for, the longest first.</summary>
    public IReadOnlyList<CpuHolder> Holders { get; init => field = LabList.Of(value); } = LabList.Empty<CpuHolder>();

    /// <summary>What happened when, as columns; null if it was not traced.</summary>
    public TraceAxis? Axis
    {
        get;
        init
        {
            field = value;
            Follow();
        }
    }

    /// <summary>The same slot by slot.</summary>
    [JsonIgnore]
    public IReadOnlyList<TraceSlot> Slots => _slots.Value;

    /// <summary>When packets were lost, in the order of time.</summary>
    public IReadOnlyList<TraceBurst> Bursts => _bursts.Value;

    /// <summary>The losses at the sink's sockets, by what the reading thread was doing; null if there were none.</summary>
    public ReaderLosses? Losses => ReaderLosses.Sum(Reasons.Select(r => r.Reader));

    /// <summary>The profile of the same measurement, whose samples the bursts share; null for none.</summary>
    internal PerfProfile? Profile
    {
        get;
        init
        {
            field = value;
            Follow();
        }
    }

    /// <summary>The reasons.</summary>
    public override string ToString() => string.Join("; ", Reasons);

    /// <param name="found">What the agent saw.</param>
    /// <param name="first">When the first packet came, CLOCK_MONOTONIC nanoseconds; 0 if none did.</param>
    /// <param name="counts">The packets of each slot were counted: the sockets were its own.</param>
    internal static SinkTrace? Of(TraceFindings? found, long first, bool counts) => found is null ? null : new SinkTrace
    {
        Reasons = [.. found.Drops.Select(Reason)],
        Readers = [.. found.Readers.Select(r => new ReaderTime { RunningSeconds = r.Running, PreemptedSeconds = r.Preempted, WaitingSeconds = r.Waiting, AsleepSeconds = r.Asleep })],
        Axis = TraceAxis.Of(found.Axis, first, counts && found.Readers.Length > 0),
        Holders = [.. found.Holders.Select(h => new CpuHolder { Name = HostText.Clean(h.Name), Seconds = h.Seconds })],
    };

    /// <summary>Slots and bursts are calculated once, when they are first looked at.</summary>
    private void Follow()
    {
        (TraceAxis? axis, PerfProfile? profile) = (Axis, Profile);
        Lazy<IReadOnlyList<TraceSlot>> slots = new(() => LabList.Of(axis?.Slots() ?? []));
        _slots = slots;
        _bursts = new(() => LabList.Of(TraceBurst.Of(slots.Value, axis?.SlotSeconds ?? 0, profile)));
    }

    private static DropReason Reason(DropFindings drop)
    {
        ReaderLosses reader = new() { Running = drop.Running, Preempted = drop.Preempted, Waiting = drop.Waiting, Asleep = drop.Asleep, Unknown = drop.Unknown };
        return new DropReason
        {
            Name = drop.Reason is null ? null : HostText.Clean(drop.Reason),
            Function = drop.Function is null ? null : HostText.Clean(drop.Function),
            Frames = drop.Frames,
            Packets = reader.Total,
            Reader = reader.IfAtSocket(drop.Reason),
        };
    }
}
