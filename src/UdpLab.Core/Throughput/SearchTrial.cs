namespace UdpLab;

/// <summary>What to measure next (RFC 9971, section 4.5.3).</summary>
/// <param name="Load">Packets per second to offer.</param>
/// <param name="Seconds">Duration.</param>
internal readonly record struct TrialInput(double Load, double Seconds);

/// <summary>The result of a trial (RFC 9971, section 4.5.10), with what a search needs to resume from a journal.</summary>
internal sealed record SearchTrial
{
    /// <summary>Requested packets per second.</summary>
    public required double Load { get; init; }

    /// <summary>Requested seconds; they determine whether the trial is a short one.</summary>
    public required double Seconds { get; init; }

    /// <summary>Packets per second sent.</summary>
    public double OfferedLoad { get; init; }

    /// <summary>Lost packets per sent packet. A packet that was not sent is not lost.</summary>
    public double LossRatio { get; init; }

    /// <summary>Seconds the trial counts for (section 4.5.8); null for the requested ones.</summary>
    public double? EffectiveSeconds { get; init; }

    /// <summary>Seconds it took, including everything around it; null for the requested ones.</summary>
    public double? ElapsedSeconds { get; init; }

    /// <summary>Why there is no measurement; null if there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>Seconds that count.</summary>
    public double Weight => EffectiveSeconds ?? Seconds;

    /// <summary>Seconds that passed.</summary>
    public double Elapsed => ElapsedSeconds ?? Seconds;
}
