namespace UdpLab;

/// <summary>A condition, other than the compared factor, in which the runs of a comparison differ.</summary>
public sealed record ComparisonDifference
{
    /// <summary>Its name, as -AllowDifference takes it.</summary>
    public required string Name { get; init; }

    /// <summary>The baseline's value, or its values if they differ.</summary>
    public required string Baseline { get; init; }

    /// <summary>The candidate's value, or its values if they differ.</summary>
    public required string Candidate { get; init; }

    /// <summary>Whether -AllowDifference covers it.</summary>
    public bool Allowed { get; init; }

    /// <summary>Name and values.</summary>
    public override string ToString() => Baseline == Candidate ? $"{Name} ({Baseline} on both sides)" : $"{Name} ({Baseline} and {Candidate})";
}
