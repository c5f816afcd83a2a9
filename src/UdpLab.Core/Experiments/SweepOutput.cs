namespace UdpLab;

/// <summary>What a sweep's script block emitted that is no measurement: another object of UdpLab, a custom object, a number, a text.</summary>
public sealed record SweepOutput : IFactored
{
    /// <summary>The properties of a custom object; empty for another value.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init => field = LabList.Table(value, StringComparer.OrdinalIgnoreCase); } = LabList.Table<string, object?>([]);

    /// <summary>The object or plain value; null for a custom object.</summary>
    public object? Value { get; init; }

    /// <summary>What the sweep varied, by name and in its order, and the values of this run.</summary>
    public IReadOnlyDictionary<string, object?> Factors { get; init => field = LabList.Table(value, StringComparer.OrdinalIgnoreCase); } = LabList.Table<string, object?>([]);

    /// <summary>Which repeat of its cell it is, from 1.</summary>
    public int? Repeat { get; init; }

    /// <summary>Its place in the order of measuring, from 1.</summary>
    public int? Position { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => Properties.Count > 0 ? Properties.ToString()! : Value?.ToString() ?? "";
}
