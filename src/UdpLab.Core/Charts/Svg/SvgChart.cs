using System.Globalization;

namespace UdpLab;

/// <summary>Draws a chart as an inline SVG element. Its colours are classes of the page's stylesheet.</summary>
internal static class SvgChart
{
    /// <summary>Wider ones are too small on a phone.</summary>
    internal const int Wide = 450;

    /// <summary>The stylesheet of these charts: colours for light, dark and print.</summary>
    public static string Style { get; } = SvgAsset.Read("chart.css");

    /// <summary>The chart as an svg element.</summary>
    /// <param name="chart">The chart, with at least one point.</param>
    /// <param name="options">Null for the usual size.</param>
    public static string Draw(Chart chart, SvgOptions? options = null)
    {
        int width = (options ?? new()).Width;
        (SvgPlot plot, double height) = chart.Kind switch
        {
            ChartKind.Line => SvgLines.Plot(chart, width),
            ChartKind.HeatMap => SvgHeatMap.Plot(chart, width),
            _ => SvgBars.Plot(chart, width),
        };
        return Element(chart.Title, string.Join(". ", chart.Remarks.Prepend(Summary(chart))), width, height, plot.Draw(width, height));
    }

    /// <summary>An svg element with a title and a description for screen readers. The content has <see cref="SvgText.IdToCome"/> where it needs an id.</summary>
    internal static string Element(string title, string description, double width, double height, string content)
    {
        string id = SvgText.Id(string.Create(CultureInfo.InvariantCulture, $"{title}\n{description}\n{width}\n{content}"));
        return $"""
            <svg class="lab-chart{(width > Wide ? " wide" : "")}" role="img" aria-labelledby="{id}-t {id}-d" viewBox="0 0 {SvgText.Length(width)} {SvgText.Length(height)}" xmlns="http://www.w3.org/2000/svg"><title id="{id}-t">{SvgText.Encode(title)}</title><desc id="{id}-d">{SvgText.Encode(description)}</desc>{content.Replace(SvgText.IdToCome, id, StringComparison.Ordinal)}</svg>
            """;
    }

    private static string Summary(Chart chart)
    {
        ChartPoint[] points = [.. chart.Points];
        return FormattableString.Invariant($"{chart.Kind switch { ChartKind.Line => "Line chart", ChartKind.HeatMap => "Heat map", ChartKind.Distribution => "Box plot", _ => "Bar chart" }} of {points.Length} values from {ChartText.WithUnit(points.Min(p => p.Middle.Median), chart.Unit)} to {ChartText.WithUnit(points.Max(p => p.Middle.Median), chart.Unit)}");
    }
}
