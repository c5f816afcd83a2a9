using System.Globalization;

namespace UdpLab;

/// <summary>What -Trace saw in 10 ms.</summary>
public sealed record TraceSlot
{
    /// <summary>When it begins, in seconds from the first packet.</summary>
    public double Seconds { get; init; }

    /// <summary>Packets the sink received; null if that is not known.</summary>
    public long? Received { get; init; }

    /// <summary>Packets that were lost on their way to it.</summary>
    public long Lost { get; init; }

    /// <summary>These by the kernel's reason.</summary>
    public IReadOnlyDictionary<string, long> Reasons { get; init => field = LabList.Table(value); } = LabList.Table<string, long>([]);

    /// <summary>Losses at the sink's sockets, by what the reading thread was doing; null if there were none.</summary>
    public ReaderLosses? Reader { get; init; }

    /// <summary>Seconds of the host's CPUs in the receiving softirq; one counts where it ends.</summary>
    public double SoftirqSeconds { get; init; }

    /// <summary>Polls of the host's devices (NAPI).</summary>
    public long NapiPolls { get; init; }

    /// <summary>Packets these polls handled.</summary>
    public long NapiPackets { get; init; }

    /// <summary>Seconds the sink's threads had a CPU.</summary>
    public double RunningSeconds { get; init; }

    /// <summary>Seconds they had lost it to another thread.</summary>
    public double PreemptedSeconds { get; init; }

    /// <summary>Seconds they were woken and waited for one.</summary>
    public double WaitingSeconds { get; init; }

    /// <summary>Seconds they slept.</summary>
    public double AsleepSeconds { get; init; }

    /// <summary>When, what came and what was lost.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"at {Seconds:#,##0.00;-#,##0.00;0.00} s: {Received:N0} received, {Lost:N0} lost");
}
