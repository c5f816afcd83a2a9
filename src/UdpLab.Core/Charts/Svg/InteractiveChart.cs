using System.Text;
using System.Text.Json;

namespace UdpLab;

/// <summary>
/// A chart for a page: the static SVG, and its values, from which the script draws a uPlot chart in its place: hovering over a point shows its values, dragging
/// zooms, a double click resets. Without JavaScript, and in print, the SVG stays.
/// </summary>
internal static class InteractiveChart
{
    private const int MostTwice = 200;

    /// <summary>The stylesheet, which includes that of the static charts.</summary>
    public static string Style { get; } = $"{SvgAsset.Read("uplot.css")}\n{SvgChart.Style}\n{SvgAsset.Read("chart-live.css")}";

    /// <summary>One script for all charts of a page, to be run once after them. Its text never changes, so that a Content-Security-Policy can have its hash.</summary>
    public static string Script { get; } = $"{SvgAsset.Read("uplot.js")}\n{SvgAsset.Read("chart.js")}";

    /// <summary>The licence of uPlot, to be shown with the script.</summary>
    public static string Licence { get; } = SvgAsset.Read("uplot.licence.txt");

    /// <summary>The chart as an element of a page. A wide one is also drawn narrow, for phones, unless it has very many points.</summary>
    public static string Draw(Chart chart, SvgOptions? options = null)
    {
        bool isWide = options?.Width > SvgChart.Wide, isBoth = isWide && chart.Points.Count() <= MostTwice;
        string drawn = isBoth ? SvgChart.Draw(chart, options) + SvgChart.Draw(chart) : SvgChart.Draw(chart, isWide ? null : options);
        string values = chart.Kind is ChartKind.Bar or ChartKind.Line ? $"<script type=\"application/json\">{Values(chart)}</script>" : "";
        return $"<div class=\"lab-plot{(isBoth ? " both" : "")}\">{drawn}{values}</div>";
    }

    /// <summary>What the script draws. Angle brackets are escaped.</summary>
    private static string Values(Chart chart)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteBoolean("bars", chart.Kind == ChartKind.Bar);
            json.WriteString("x", chart.XName);
            json.WriteString("y", ChartText.AxisTitle(chart));
            json.WriteString("unit", chart.Unit);
            json.WriteString("by", chart.SeriesName);
            Array(json, "xs", chart.Xs, json.WriteStringValue);
            if (chart.XNumbers is { } numbers)
            {
                Array(json, "at", numbers, json.WriteNumberValue);
            }

            Array(json, "references", chart.NearReferences, reference =>
            {
                json.WriteStartObject();
                json.WriteString("name", reference.Name);
                json.WriteNumber("value", reference.Value);
                json.WriteEndObject();
            });
            Array(json, "series", chart.Series, series =>
            {
                json.WriteStartObject();
                json.WriteString("name", series.Name);
                Array(json, "points", series.Points, point => Point(json, point));
                json.WriteEndObject();
            });
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    // The median, the ends of its whiskers, the number of values, and whether the whiskers are the 95 % interval.
    private static void Point(Utf8JsonWriter json, ChartPoint? point)
    {
        if (point is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        json.WriteNumberValue(point.Middle.Median);
        json.WriteNumberValue(point.Middle.Low);
        json.WriteNumberValue(point.Middle.High);
        json.WriteNumberValue(point.Values.Count);
        json.WriteNumberValue(point.Middle.IsInterval ? 1 : 0);
        json.WriteEndArray();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values)
        {
            write(value);
        }

        json.WriteEndArray();
    }
}
