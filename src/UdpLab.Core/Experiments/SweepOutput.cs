namespace UdpLab;

/// <summary>Output of a sweep's script block that is not a measurement: another UdpLab object, a custom object, a number, a text.</summary>
public sealed record SweepOutput : IFactored
{
    /// <summary>The properties of a custom object; empty for any other value.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init => field = LabList.Table(value, StringComparer.OrdinalIgnoreCase); } = LabList.Table<string, object?>([]);

    /// <summary>The object or plain value; null for a custom object.</summary>
    public object? Value { get; init; }

    /// <summary>What the sweep varied, by name and in its order, with the values of this run.</summary>
    public IReadOnlyDictionary<string, object?> Factors { get; init => field = LabList.Table(value, StringComparer.OrdinalIgnoreCase); } = LabList.Table<string, object?>([]);

    /// <summary>The number of the repeat within its cell, from 1.</summary>
    public int? Repeat { get; init; }

    /// <summary>Its position in the order of measuring, from 1.</summary>
    public int? Position { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => Properties.Count > 0 ? Properties.ToString()! : Value?.ToString() ?? "";
}
