using System.Globalization;

namespace UdpLab;

/// <summary>A column of a table, in CSV and Parquet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its values: string, bool, long, double or DateTimeOffset. All except bool are nullable.</param>
/// <param name="Value">Reads its value from an object.</param>
internal sealed record FlatColumn(string Name, Type Type, Func<object, object?> Value)
{
    /// <summary>A value's text in CSV: invariant, times in ISO 8601, empty for null.</summary>
    public string TextOf(object row) => Value(row) switch
    {
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
