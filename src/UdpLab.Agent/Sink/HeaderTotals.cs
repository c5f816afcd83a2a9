using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>
/// What the headers showed in a part of a measurement. A packet that was missing at the end of one part and arrives in the next
/// is one less lost there: the sum over the parts is that of the whole.
/// </summary>
internal sealed record HeaderTotals
{
    // No network carries a billion packets a second; a few gaps are tolerated at any speed.
    private const double MostPerSecond = 1e9, Forgiven = 1 << 24;

    public long Lost { get; init; }

    public long OutOfOrder { get; init; }

    public long Duplicates { get; init; }

    public long BadMagic { get; init; }

    /// <summary>Distinct numbers.</summary>
    public long Unique { get; init; }

    /// <summary>What divides all distances between one number and the next, so far.</summary>
    public ulong Step { get; init; } = 1;

    /// <summary>The numbers are little-endian.</summary>
    public bool HostOrder { get; init; }

    /// <summary>The numbers keep restarting.</summary>
    public bool Erratic { get; init; }

    /// <summary>The part since an earlier moment.</summary>
    public HeaderTotals Since(HeaderTotals earlier) => this with
    {
        Lost = Lost - earlier.Lost,
        OutOfOrder = OutOfOrder - earlier.OutOfOrder,
        Duplicates = Duplicates - earlier.Duplicates,
        BadMagic = BadMagic - earlier.BadMagic,
        Unique = Unique - earlier.Unique,
    };

    /// <summary>With the part that follows it.</summary>
    public HeaderTotals With(HeaderTotals next) => next with
    {
        Lost = Lost + next.Lost,
        OutOfOrder = OutOfOrder + next.OutOfOrder,
        Duplicates = Duplicates + next.Duplicates,
        BadMagic = BadMagic + next.BadMagic,
        Unique = Unique + next.Unique,
    };

    /// <summary>The findings for the controller.</summary>
    /// <param name="seconds">Duration of the part.</param>
    public HeaderFindings ToFindings(double seconds) => new()
    {
        Lost = Lost,
        OutOfOrder = OutOfOrder,
        Duplicates = Duplicates,
        BadMagic = BadMagic,
        Step = Step > 1 ? (long)Step : null,
        Numbers = Lost > Forgiven + (MostPerSecond * seconds) || Erratic ? NumberTrouble.Implausible
            : Duplicates > 2 * Unique ? NumberTrouble.Repeated
            : HostOrder ? NumberTrouble.HostOrder
            : null,
    };
}
