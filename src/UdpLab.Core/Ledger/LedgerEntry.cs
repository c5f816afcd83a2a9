using System.Globalization;

namespace UdpLab;

/// <summary>One counter's part in a <see cref="Ledger"/>.</summary>
public sealed record LedgerEntry
{
    /// <summary>Where the packets were counted.</summary>
    public LedgerLayer Layer { get; init; }

    /// <summary>The counter's name as its source spells it ("N" stands for any queue number).</summary>
    public string Counter { get; init; } = "";

    /// <summary>
    /// Packets this counter accounts for. Where counters overlap, only the part not already in another entry, so it can be less
    /// than the counter's own difference.
    /// </summary>
    public long Packets { get; init; }

    /// <summary>Unit of <see cref="Packets"/>: bundles where the kernel counts a merged packet as one.</summary>
    public LedgerUnit Unit { get; init; }

    /// <summary>The file, command or system call it was read from.</summary>
    public string Source { get; init; } = "";

    /// <summary>What the number means.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>True if the packets were lost here; false if the number is for information only.</summary>
    public bool IsLoss { get; init; }

    /// <summary>The network interface that counted it; null if none.</summary>
    public string? Interface { get; init; }

    /// <summary>The kernel's own reasons for these losses, which add up to <see cref="Packets"/>; null if there are none, or they were not traced (-Trace).</summary>
    public IReadOnlyList<DropReason>? Reasons { get; init => field = LabList.Of(value); }

    /// <summary>The layer, the counter and the packets.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Layer} {Counter}: {Packets:N0}{(Unit == LedgerUnit.Bundles ? " bundles" : "")}{(IsLoss ? " lost" : "")}");
}
