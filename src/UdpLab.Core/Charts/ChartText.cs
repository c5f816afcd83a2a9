using System.Globalization;

namespace UdpLab;

/// <summary>Numbers and units of charts.</summary>
internal static class ChartText
{
    private const int Many = 200, LongestFraction = 8;
    private const double Small = 0.001, Large = 1e18;
    private static readonly (string End, string Unit)[] _units =
    [
        ("NsPerPacket", "ns/packet"), ("Pps", "pps"), ("Percent", "%"), ("Microseconds", "µs"), ("Seconds", "s"), ("Mbps", "Mbit/s"), ("Bytes", "bytes"), ("Packets", "packets"), ("Lost", "packets"),
    ];

    /// <summary>The unit of a property, by its name; empty if it has none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="counted">A nanosecond is an instruction (<see cref="LabClock.Instructions"/>).</param>
    public static string UnitOf(string name, bool counted = false) =>
        (Array.Find(_units, unit => name.EndsWith(unit.End, StringComparison.Ordinal)).Unit ?? "").Replace("ns/", counted ? "instructions/" : "ns/", StringComparison.Ordinal);

    /// <summary>Parses a number; null if the text is not one.</summary>
    public static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    /// <summary>A number in full: 412,345 or 0.0123; what is too small or too large for that is 1.2E-07.</summary>
    public static string Full(double value) => value.ToString(Math.Abs(value) switch { > 0 and < Small or >= Large => "G3", >= 100 => "N0", _ => "0.####" }, CultureInfo.InvariantCulture);

    /// <summary>A value of X or of a series as a label: a long fraction, such as a rate that a search computed, is rounded.</summary>
    public static string Label(string text) => text.Length > LongestFraction && text.Contains('.') && Number(text) is { } number
        ? number.ToString(Math.Abs(number) >= 100 ? "0" : "G4", CultureInfo.InvariantCulture)
        : text;

    /// <summary>A number in full, and its unit.</summary>
    public static string WithUnit(double value, string unit) => unit.Length == 0 ? Full(value) : $"{Full(value)} {unit}";

    /// <summary>The title of the axis of Y: its name and unit.</summary>
    public static string AxisTitle(Chart chart) => chart.Unit.Length == 0 ? chart.YName : chart.Unit.Equals(chart.YName, StringComparison.OrdinalIgnoreCase) ? chart.Unit : $"{chart.YName} ({chart.Unit})";

    /// <summary>A point in words: where it is, its exact value, and how sure that is; in short where there are many.</summary>
    public static string Describe(Chart chart, int series, int x)
    {
        ChartPoint point = chart.Series[series].Points[x]!;
        if (chart.Xs.Count * chart.Series.Count > Many)
        {
            return $"{chart.Xs[x]}{(chart.SeriesName is null ? "" : $", {chart.Series[series].Name}")}: {Full(point.Middle.Median)}{(point.IsSingle ? "" : $" ({Full(point.Middle.Low)} to {Full(point.Middle.High)})")}";
        }

        string where = $"{chart.XName} {chart.Xs[x]}{(chart.SeriesName is null ? "" : $", {chart.SeriesName} {chart.Series[series].Name}")}";
        if (chart.Kind == ChartKind.Distribution && !point.IsSingle)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{where}: median {WithUnit(point.Middle.Median, chart.Unit)}, quartiles {Full(point.Quantile(0.25))} and {Full(point.Quantile(0.75))}, smallest {Full(point.Quantile(0))}, largest {Full(point.Quantile(1))} (n = {point.Values.Count})");
        }

        string sure = point.IsSingle ? "n = 1" : string.Create(CultureInfo.InvariantCulture, $"median of n = {point.Values.Count}, {(point.Middle.IsInterval ? "95 % interval" : "range")} {Full(point.Middle.Low)} to {Full(point.Middle.High)}");
        return $"{where}: {WithUnit(point.Middle.Median, chart.Unit)} ({sure})";
    }

    /// <summary>A number in a few characters: 412k, 1.25M, 0.012, 1.2E-07.</summary>
    public static string Short(double value)
    {
        double size = Math.Abs(value);
        if (size is > 0 and < Small or >= 999.5e12)
        {
            return value.ToString("G3", CultureInfo.InvariantCulture);
        }

        (double unit, string letter) = size >= 999.5e9 ? (1e12, "T") : size >= 999.5e6 ? (1e9, "G") : size >= 999.5e3 ? (1e6, "M") : size >= 9999.5 ? (1e3, "k") : (1, "");
        double scaled = value / unit;
        string format = Math.Abs(scaled) >= 99.95 || letter.Length == 0 && Math.Abs(scaled) >= 100 ? "0" : Math.Abs(scaled) >= 9.995 ? "0.#" : Math.Abs(scaled) >= 0.9995 || scaled == 0 ? "0.##" : "0.###";
        return scaled.ToString(format, CultureInfo.InvariantCulture) + letter;
    }
}
