namespace UdpLab;

/// <summary>What to measure next (RFC 9971, section 4.5.3).</summary>
/// <param name="Load">Packets per second to offer.</param>
/// <param name="Seconds">How long.</param>
internal readonly record struct TrialInput(double Load, double Seconds);

/// <summary>What a trial gave (RFC 9971, section 4.5.10). It holds what a search needs to take it up again from a journal.</summary>
internal sealed record SearchTrial
{
    /// <summary>Packets per second that were asked for.</summary>
    public required double Load { get; init; }

    /// <summary>Seconds that were asked for; they decide whether the trial is a short one.</summary>
    public required double Seconds { get; init; }

    /// <summary>Packets per second that were sent.</summary>
    public double OfferedLoad { get; init; }

    /// <summary>Lost packets per sent packet. A packet that was not sent is not lost.</summary>
    public double LossRatio { get; init; }

    /// <summary>Seconds the trial counts for (section 4.5.8); null for as long as asked.</summary>
    public double? EffectiveSeconds { get; init; }

    /// <summary>Seconds it took with everything around it; null for as long as asked.</summary>
    public double? ElapsedSeconds { get; init; }

    /// <summary>Why there is no measurement; null if there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>Seconds that count.</summary>
    public double Weight => EffectiveSeconds ?? Seconds;

    /// <summary>Seconds that passed.</summary>
    public double Elapsed => ElapsedSeconds ?? Seconds;
}
