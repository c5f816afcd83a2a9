namespace UdpLab;

/// <summary>What to draw; null to choose by what varies.</summary>
internal sealed record ChartRequest
{
    public required string Y { get; init; }

    public string? X { get; init; }

    public string? Series { get; init; }

    public ChartKind? Kind { get; init; }

    public string? Title { get; init; }
}
