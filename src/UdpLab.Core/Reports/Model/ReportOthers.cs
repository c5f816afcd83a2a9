using System.Globalization;

namespace UdpLab;

/// <summary>A table of a report.</summary>
/// <param name="Title">What its rows are.</param>
/// <param name="Columns">Headings; those that begin with '#' are of numbers.</param>
/// <param name="Rows">Texts, a cell a column.</param>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows);

/// <summary>What has no section of its own: custom objects and plain values of sweeps by their factors, and other objects of UdpLab.</summary>
internal static class ReportOthers
{
    private const int MostColumns = 16;

    /// <summary>A table for each type, and for custom objects with the same properties.</summary>
    public static IReadOnlyList<ReportTable> Of(IReadOnlyList<object> others) =>
        [.. others.Select(Row).GroupBy(row => (row.Title, Names: string.Join('\n', row.Cells.Select(cell => cell.Name)))).Select(rows => Table(rows.Key.Title, [.. rows]))];

    private static ReportTable Table(string title, (string Title, List<(string Name, object? Value)> Cells)[] rows)
    {
        // What no row has, as most of a host's properties, is left out.
        int[] shown = [.. Enumerable.Range(0, rows[0].Cells.Count).Where(i => rows.Any(row => row.Cells[i].Value is not (null or ""))).Take(MostColumns)];
        string[] columns = [.. shown.Select(i => (rows.All(row => row.Cells[i].Value is null or byte or short or int or long or ulong or float or double or decimal) ? "#" : "") + rows[0].Cells[i].Name)];
        return new ReportTable(title, columns, [.. rows.Select(row => shown.Select(i => Text(row.Cells[i].Value)).ToArray())]);
    }

    private static (string Title, List<(string Name, object? Value)> Cells) Row(object other)
    {
        List<(string Name, object? Value)> cells = [];
        object? value = other;
        if (other is SweepOutput output)
        {
            cells.AddRange(output.Factors.Select(factor => (factor.Key, factor.Value)));
            cells.Add((nameof(SweepOutput.Repeat), output.Repeat));
            cells.AddRange(output.Properties.Select(property => (property.Key, property.Value)));
            value = output.Value;
        }

        if (value is not null && ResultTypes.NameOf(value) is { } name)
        {
            cells.AddRange(value is SweepOutput ? [] : FlatShape.Of(value).Columns.Select(column => (column.Name, column.Value(value))));
            return (name, cells);
        }

        cells.AddRange(value is null ? [] : [("Value", value)]);
        return (value is null ? "Objects" : "Values", cells);
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        double or float or decimal => ChartText.Full(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        int or long or short or ulong => string.Format(CultureInfo.InvariantCulture, "{0:N0}", value),
        DateTimeOffset time => ReportDesign.Time(time),
        _ => HostText.Short(FactorText.Of(value), 300),
    };
}
