namespace UdpLab;

/// <summary>How to draw a chart as SVG.</summary>
internal sealed record SvgOptions
{
    /// <summary>The width in the chart's own units, which are pixels at its natural size: text is 12 high. The page may shrink or stretch it by a third.</summary>
    public int Width { get; init; } = 420;
}
