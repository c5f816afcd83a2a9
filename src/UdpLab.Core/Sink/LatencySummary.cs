using System.Globalization;

namespace UdpLab;

/// <summary>
/// One-way latency from the time stamp in the pktgen header to the return of the receiving call, in microseconds (the header's
/// resolution), and the part of it within the receiving host. At high rates only every n-th packet is timed:
/// <see cref="Samples"/> says how many were. If nothing was timed from the header, the numbers are null.
/// </summary>
public sealed record LatencySummary
{
    /// <summary>Packets timed.</summary>
    public long Samples { get; init; }

    /// <summary>Smallest, microseconds.</summary>
    public double? MinimumMicroseconds { get; init; }

    /// <summary>Mean, microseconds.</summary>
    public double? MeanMicroseconds { get; init; }

    /// <summary>Median, microseconds.</summary>
    public double? P50Microseconds { get; init; }

    /// <summary>90th percentile, microseconds.</summary>
    public double? P90Microseconds { get; init; }

    /// <summary>99th percentile, microseconds.</summary>
    public double? P99Microseconds { get; init; }

    /// <summary>99.9th percentile, microseconds.</summary>
    public double? P999Microseconds { get; init; }

    /// <summary>Largest, microseconds.</summary>
    public double? MaximumMicroseconds { get; init; }

    /// <summary>
    /// Time within the receiving host: from the moment the kernel took the packet in (SO_TIMESTAMPNS) to the return of the
    /// receiving call, which is the network stack plus the socket's queue. Null without -Timestamp.
    /// </summary>
    public LatencySummary? StackAndQueue { get; init; }

    /// <summary>Median, 99th percentile and largest in one line.</summary>
    public override string ToString() => string.Join("; ", new[] { Samples > 0 ? Figures : null, StackAndQueue is { } stack ? $"stack and queue {stack}" : null }.OfType<string>());

    private string Figures => string.Create(CultureInfo.InvariantCulture, $"p50 {P50Microseconds:N0} us, p99 {P99Microseconds:N0} us, max {MaximumMicroseconds:N0} us");
}
