namespace UdpLab;

/// <summary>What a report says of itself.</summary>
internal sealed record ReportRequest
{
    /// <summary>Null for what was measured, by what.</summary>
    public string? Title { get; init; }

    /// <summary>The question the experiment is to answer.</summary>
    public string? Question { get; init; }

    public string? Author { get; init; }

    /// <summary>When it is written.</summary>
    public DateTimeOffset Written { get; init; } = DateTimeOffset.Now;

    /// <summary>What writes it.</summary>
    public static string Version { get; } = $"UdpLab {typeof(ReportRequest).Assembly.GetName().Version?.ToString(3)}";
}
