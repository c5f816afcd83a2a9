using System.Globalization;

namespace UdpLab;

/// <summary>A cause that limits a UDP receiver, and what to do about it.</summary>
public sealed record UdpBottleneck
{
    /// <summary>The cause as an identifier for scripts: ReceiveQueueLock, CopyToUser, ...; SinkIdle, Interrupted, TooFewSamples and NoKnownCause are not faults of the receiver.</summary>
    public required string Cause { get; init; }

    /// <summary>The cause in one line.</summary>
    public required string Title { get; init; }

    /// <summary>What shows it: functions with their shares, counters, facts of the host.</summary>
    public IReadOnlyList<string> Evidence { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>What it means.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>What to do, for the kernel that ran.</summary>
    public string Advice { get; init; } = "";

    /// <summary>
    /// Text to paste into PowerShell: the fixes of the host's findings that belong to the cause, one per line; if there are
    /// none, the advice as a comment.
    /// </summary>
    public string Fix { get; init; } = "";

    /// <summary>The mainline Linux release that fixed it; null if none did.</summary>
    public string? FixedIn { get; init; }

    /// <summary>Sources: commits, documentation, the article.</summary>
    public IReadOnlyList<string> Reference { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>Percent of the profile's samples; for SinkIdle percent of idle CPU, for a cause shown by counters only percent of the packets.</summary>
    public double Share { get; init; }

    /// <summary>The host; null if the profile does not say.</summary>
    public string? Host { get; init; }

    /// <summary>The kernel that ran there; null if unknown.</summary>
    public string? Kernel { get; init; }

    /// <summary>Share and title.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Share:F1}% {Title}");
}
