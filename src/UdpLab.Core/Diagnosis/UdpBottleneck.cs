using System.Globalization;

namespace UdpLab;

/// <summary>A cause that holds a UDP receiver back, and what to do about it.</summary>
public sealed record UdpBottleneck
{
    /// <summary>The cause in one word, for scripts: ReceiveQueueLock, CopyToUser, ...; SinkIdle, TooFewSamples and NoKnownCause are no faults of the receiver.</summary>
    public required string Cause { get; init; }

    /// <summary>The cause in one line.</summary>
    public required string Title { get; init; }

    /// <summary>What shows it: functions with their shares, counters, facts of the host.</summary>
    public IReadOnlyList<string> Evidence { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>What it means.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>What to do, on the kernel that ran.</summary>
    public string Fix { get; init; } = "";

    /// <summary>The mainline release of Linux that cured it; null where none did.</summary>
    public string? FixedIn { get; init; }

    /// <summary>Where that is known from: commits, documentation, the article.</summary>
    public IReadOnlyList<string> Reference { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>Percent of the profile's samples; of idle CPU for SinkIdle, of the packets for a cause that counters alone show.</summary>
    public double Share { get; init; }

    /// <summary>The host; null where the profile does not say.</summary>
    public string? Host { get; init; }

    /// <summary>The kernel that ran there; null where it is not known.</summary>
    public string? Kernel { get; init; }

    /// <summary>Share and title.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Share:F1}% {Title}");
}
