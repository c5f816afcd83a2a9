namespace UdpLab;

/// <summary>What a report says of itself. A blank text is none.</summary>
internal sealed record ReportRequest
{
    /// <summary>Null for what was measured, by what.</summary>
    public string? Title { get; init => field = string.IsNullOrWhiteSpace(value) ? null : value; }

    /// <summary>The question the experiment is to answer.</summary>
    public string? Question { get; init => field = string.IsNullOrWhiteSpace(value) ? null : value; }

    public string? Author { get; init => field = string.IsNullOrWhiteSpace(value) ? null : value; }

    /// <summary>When it is written.</summary>
    public DateTimeOffset Written { get; init; } = DateTimeOffset.Now;

    /// <summary>What writes it.</summary>
    public static string Version { get; } = $"UdpLab {typeof(ReportRequest).Assembly.GetName().Version?.ToString(3)}";
}
