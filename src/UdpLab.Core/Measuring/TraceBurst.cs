using System.Globalization;

namespace UdpLab;

/// <summary>A time in which packets were lost, without a pause of more than one slot.</summary>
public sealed record TraceBurst
{
    /// <summary>When it begins, in seconds from the first packet, to a slot.</summary>
    public double Seconds { get; init; }

    /// <summary>How long it lasts, in seconds: whole slots.</summary>
    public double Length { get; init; }

    /// <summary>Packets lost in it.</summary>
    public long Lost { get; init; }

    /// <summary>Packets the sink received in it; null if that is not known.</summary>
    public long? Received { get; init; }

    /// <summary>The lost packets by the kernel's reason, the most frequent first.</summary>
    public IReadOnlyDictionary<string, long> Reasons { get; init => field = LabList.Table(value); } = LabList.Table<string, long>([]);

    /// <summary>Losses at the sink's sockets, by what the reading thread was doing; null if there were none.</summary>
    public ReaderLosses? Reader { get; init; }

    /// <summary>What the sink's threads did in all of this time.</summary>
    public ReaderTime ReaderTime { get; init; } = new();

    /// <summary>Seconds of the host's CPUs in the receiving softirq.</summary>
    public double SoftirqSeconds { get; init; }

    /// <summary>
    /// The samples that were taken in it: what Get-UdpBottleneck and Export-FlameGraph take. Null without -Profile, or if the
    /// profile does not know when its samples were taken.
    /// </summary>
    public PerfProfile? Profile { get => field ?? Whole?.GetSpan(Seconds, Length); init; }

    /// <summary>All samples of the measurement; null if that is not known.</summary>
    internal PerfProfile? Whole { get; init; }

    /// <summary>When, how long and how much.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"at {Seconds:#,##0.00;-#,##0.00;0.00} s, {Length:N2} s: {Lost:N0} lost");

    /// <summary>The bursts of these slots, in their order.</summary>
    internal static IEnumerable<TraceBurst> Of(IReadOnlyList<TraceSlot> slots, double slotSeconds, PerfProfile? profile)
    {
        int begin = -1, end = -1;
        for (int i = 0; i <= slots.Count; i++)
        {
            if (i < slots.Count && slots[i].Lost > 0)
            {
                begin = begin < 0 ? i : begin;
                end = i + 1;
            }
            else if (begin >= 0 && (i == slots.Count || i > end))
            {
                yield return Of([.. slots.Take(begin..end)], slotSeconds, profile);
                begin = -1;
            }
        }
    }

    /// <summary>The same without its samples, which the measurement has.</summary>
    internal TraceBurst WithoutSamples() => this with { Whole = null, Profile = null };

    /// <summary>What happened in these slots, which follow each other.</summary>
    internal static TraceBurst Of(TraceSlot[] slots, double slotSeconds, PerfProfile? profile) => new()
    {
        Whole = profile,
        Seconds = slots[0].Seconds,
        Length = Math.Round(slots.Length * slotSeconds, 6),
        Lost = slots.Sum(s => s.Lost),
        Received = slots.Sum(s => s.Received),
        Reasons = LabList.Table<string, long>(slots.SelectMany(s => s.Reasons).GroupBy(r => r.Key, (reason, rows) => KeyValuePair.Create(reason, rows.Sum(r => r.Value))).OrderByDescending(r => r.Value)),
        Reader = ReaderLosses.Sum(slots.Select(s => s.Reader)),
        ReaderTime = new ReaderTime
        {
            RunningSeconds = slots.Sum(s => s.RunningSeconds),
            PreemptedSeconds = slots.Sum(s => s.PreemptedSeconds),
            WaitingSeconds = slots.Sum(s => s.WaitingSeconds),
            AsleepSeconds = slots.Sum(s => s.AsleepSeconds),
        },
        SoftirqSeconds = slots.Sum(s => s.SoftirqSeconds),
    };
}
