using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Makes a chart of measurements: groups them by what varies, and says what was omitted.</summary>
internal static class ChartBuilder
{
    private const int MostSeries = 8, LineFrom = 8;
    private const string Run = "Run";

    /// <summary>A chart of some measurements.</summary>
    /// <exception cref="LabException">Y, X or the series do not exist in the measurements, or there is no value.</exception>
    public static Chart Build(IReadOnlyList<SinkMeasurement> all, ChartRequest request)
    {
        SinkMeasurement[] measurements = [.. all.Where(m => m.State != MeasurementState.Incomplete)];
        ComparedMetric metric = Metric(request.Y, measurements.Length > 0 ? measurements : all);
        (SinkMeasurement Run, double Value)[] values = [.. measurements.Select(m => (m, metric.Read(m))).Where(m => m.Item2 is not null).Select(m => (m.m, m.Item2!.Value))];
        if (values.Length == 0)
        {
            throw new LabException(FailureCode.InvalidArgument, measurements.Length == 0
                ? Text($"-Y {request.Y}: {(all.Count == 1 ? "the only measurement is" : $"all {all.Count} measurements are")} incomplete, and no chart counts such.")
                : Text($"-Y {request.Y}: none of the {all.Count} measurements has a {metric.Name}."), "Y");
        }

        SinkMeasurement[] shown = [.. values.Select(value => value.Run)];
        MeasurementKey[] varying = [.. Varying(shown)];
        MeasurementKey? x = request.X is null ? Choose(varying, request.Series, shown) : MeasurementKey.Find(request.X, "X", shown);
        MeasurementKey? series = request.Series is null ? ChooseSeries(varying, x, shown) : MeasurementKey.Find(request.Series, "Series", shown);
        ChartKind? kind = request.Kind;
        if (series is null && request is { X: null, Series: null, Kind: null or ChartKind.HeatMap } && varying.Where(key => key.Name != x?.Name).MaxBy(key => Levels(key, shown)) is { } other)
        {
            // Both have too many values for colours: a table, whose rows have more room than its columns.
            (x, series, kind) = (other, x, ChartKind.HeatMap);
        }

        IReadOnlyList<string> xs = x is null ? [.. Enumerable.Range(1, shown.Length).Select(i => Text($"{i}"))] : x.Levels(shown);
        IReadOnlyList<string> names = series is null ? [""] : series.Levels(shown);

        // On and ON are the same level.
        ILookup<string, double> cells = values.Select((value, i) => (Key: Cell(x is null ? Text($"{i + 1}") : x.Text(value.Run), series?.Text(value.Run) ?? ""), value.Value)).ToLookup(cell => cell.Key, cell => cell.Value, StringComparer.OrdinalIgnoreCase);
        ChartSeries[] lines = [.. names.Select(name => new ChartSeries(ChartText.Label(name), [.. xs.Select(at => cells[Cell(at, name)].ToArray() is { Length: > 0 } found ? new ChartPoint(found) : null)]))];
        Chart chart = new()
        {
            Kind = kind ?? (xs.Count >= LineFrom && xs.All(text => ChartText.Number(text) is not null) ? ChartKind.Line : ChartKind.Bar),
            Title = request.Title ?? $"{metric.Name}{(x is null ? "" : $" by {x.Name}")}{(series is null ? "" : $"{(x is null ? " by" : " and")} {series.Name}")}",
            XName = x?.Name ?? Run,
            SeriesName = series?.Name,
            YName = metric.Name,
            Unit = metric.IsCounter ? "packets" : ChartText.UnitOf(metric.Name, shown.All(run => run.Clock == LabClock.Instructions)),
            Xs = [.. xs.Select(ChartText.Label)],
            Series = lines,
        };
        return chart with { Notes = [.. Notes(chart, all, values.Length, varying.Where(key => key.Name != x?.Name && key.Name != series?.Name))] };
    }

    private static string Cell(string x, string series) => $"{x}\n{series}";

    // Compare-SinkMeasurement calls it -Metric.
    private static ComparedMetric Metric(string name, IReadOnlyList<SinkMeasurement> measurements)
    {
        try
        {
            return ComparedMetric.Find(name, measurements);
        }
        catch (LabException e) when (e.Parameter == "Metric")
        {
            throw new LabException(e.Code, e.Message.Replace("-Metric ", "-Y ", StringComparison.Ordinal), "Y", e);
        }
    }

    /// <summary>What has several values.</summary>
    private static IEnumerable<MeasurementKey> Varying(SinkMeasurement[] measurements) => ChartKeys.Of(measurements, inShort: false).Select(key => key.Key).Where(key => Levels(key, measurements) > 1);

    private static int Levels(MeasurementKey key, SinkMeasurement[] measurements) => measurements.Select(key.Text).Distinct(StringComparer.OrdinalIgnoreCase).Count();

    /// <summary>X is the one with the most values; of equals a numeric one, then the first.</summary>
    private static MeasurementKey? Choose(MeasurementKey[] varying, string? series, SinkMeasurement[] measurements) => varying
        .Where(key => !key.Name.Equals(series, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(key => Levels(key, measurements))
        .ThenByDescending(key => measurements.All(m => ChartText.Number(key.Text(m)) is not null))
        .FirstOrDefault();

    private static MeasurementKey? ChooseSeries(MeasurementKey[] varying, MeasurementKey? x, SinkMeasurement[] measurements) =>
        varying.Where(key => key.Name != x?.Name && Levels(key, measurements) <= MostSeries).MaxBy(key => Levels(key, measurements));

    private static IEnumerable<string> Notes(Chart chart, IReadOnlyList<SinkMeasurement> all, int shown, IEnumerable<MeasurementKey> pooled)
    {
        int[] counts = [.. chart.Points.Select(point => point.Values.Count).Distinct().Order()];
        string n = counts is [var one] ? Text($"n = {one}") : Text($"n = {counts[0]} to {counts[^1]}");
        if (chart.Kind == ChartKind.Distribution)
        {
            yield return $"{n}: smallest, quartiles, median, largest";
        }
        else if (counts is [1])
        {
            yield return "n = 1: single measurements, without whiskers";
        }
        else
        {
            bool intervals = chart.Points.Any(point => point.Middle.IsInterval), ranges = chart.Points.Any(point => point is { IsSingle: false, Middle.IsInterval: false });
            yield return $"{n}: median; {(intervals && ranges ? "whiskers are the 95 % interval or, below n = 6, the range" : intervals ? "whiskers are its 95 % interval" : "whiskers are the range, since an interval takes n = 6")}{(counts[0] == 1 ? "; points are single measurements" : "")}";
        }

        string[] mixed = [.. pooled.Select(key => key.Name)];
        if (mixed.Length > 0)
        {
            yield return $"{string.Join(" and ", mixed)} var{(mixed.Length == 1 ? "ies" : "y")} too, and {(mixed.Length == 1 ? "its" : "their")} values are pooled: -X and -Series choose others";
        }

        if (all.Count > shown)
        {
            yield return Text($"{all.Count - shown} of {all.Count} measurements left out: incomplete, or without {chart.YName}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
