using System.Globalization;

namespace UdpLab;

/// <summary>One counter's part in a <see cref="Ledger"/>.</summary>
public sealed record LedgerEntry
{
    /// <summary>Where the packets were counted.</summary>
    public LedgerLayer Layer { get; init; }

    /// <summary>The counter's own name, as its source spells it ("N" stands for every queue).</summary>
    public string Counter { get; init; } = "";

    /// <summary>
    /// Packets this counter accounts for. Where counters overlap this is the share not already in another entry, so it
    /// can be less than the counter's own difference.
    /// </summary>
    public long Packets { get; init; }

    /// <summary>What <see cref="Packets"/> is a number of: bundles where the kernel counts a merged packet as one.</summary>
    public LedgerUnit Unit { get; init; }

    /// <summary>The file, command or system call it was read from.</summary>
    public string Source { get; init; } = "";

    /// <summary>What the number means, for people.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>True where the packets were lost here; false where the number is only for information.</summary>
    public bool IsLoss { get; init; }

    /// <summary>The network interface it was counted at, null where it belongs to none.</summary>
    public string? Interface { get; init; }

    /// <summary>The layer, the counter and the packets.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Layer} {Counter}: {Packets:N0}{(Unit == LedgerUnit.Bundles ? " bundles" : "")}{(IsLoss ? " lost" : "")}");
}
