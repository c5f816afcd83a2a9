namespace UdpLab;

/// <summary>A combination of one value of each factor.</summary>
internal sealed class SweepCell
{
    /// <param name="number">From 1, with the last factor fastest.</param>
    /// <param name="values">The values, by factor and in the order of the factors.</param>
    public SweepCell(int number, IReadOnlyList<KeyValuePair<string, SweepValue>> values)
    {
        Number = number;
        Values = values;
        Factors = LabList.Table(values.Select(value => KeyValuePair.Create(value.Key, value.Value.Kept)), StringComparer.OrdinalIgnoreCase);
    }

    public int Number { get; }

    public IReadOnlyList<KeyValuePair<string, SweepValue>> Values { get; }

    /// <summary>The Factors of its results.</summary>
    public LabTable<string, object?> Factors { get; }

    /// <summary>One line.</summary>
    public override string ToString() => Values.Count == 0 ? "no factors" : string.Join(", ", Values.Select(value => $"{value.Key} = {value.Value.Label}"));
}

/// <summary>One measurement of a cell.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Repeat">The number of the repeat, from 1.</param>
internal sealed record SweepRun(SweepCell Cell, int Repeat)
{
    /// <summary>Its key within the sweep.</summary>
    public SweepKey Key => new(Cell.Number, Repeat);
}

/// <summary>The numbers of cell and repeat, from 1.</summary>
internal readonly record struct SweepKey(int Cell, int Repeat);
