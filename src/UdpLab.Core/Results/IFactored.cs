namespace UdpLab;

/// <summary>Another object from a sweep, with its factors.</summary>
internal interface IFactored
{
    /// <summary>The object; null for a custom object.</summary>
    object? Value { get; }

    /// <summary>What the sweep varied.</summary>
    IReadOnlyDictionary<string, object?> Factors { get; }

    /// <summary>Which repeat of its cell it is, from 1.</summary>
    int? Repeat { get; }

    /// <summary>Its place in the order of measuring, from 1.</summary>
    int? Position { get; }
}
