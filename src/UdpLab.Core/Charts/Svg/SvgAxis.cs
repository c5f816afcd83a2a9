using OxyPlot;
using OxyPlot.Axes;

namespace UdpLab;

/// <summary>An axis of OxyPlot with given marks.</summary>
internal sealed class SvgAxis : LinearAxis
{
    private const double Between = 6;
    private readonly Dictionary<double, string> _texts = [];
    private readonly double[] _ticks;

    /// <summary>Creates an axis.</summary>
    /// <param name="position">Its side.</param>
    /// <param name="low">The value at its beginning.</param>
    /// <param name="high">The value at its end.</param>
    /// <param name="marks">Values and their texts, ascending.</param>
    /// <param name="room">About how long it is. Texts that would overlap are omitted; null for none.</param>
    public SvgAxis(AxisPosition position, double low, double high, IEnumerable<(double At, string Text)> marks, double? room = null)
    {
        (Position, Minimum, Maximum, AbsoluteMinimum, AbsoluteMaximum) = (position, low, high, low, high);
        (double At, string Text)[] all = [.. marks];
        _ticks = [.. all.Select(mark => mark.At)];
        double free = double.NegativeInfinity;
        foreach ((double at, string text) in all)
        {
            double centre = room is { } length ? (at - low) / (high - low) * length : 0, half = SvgPlot.Measure(text) / 2;
            if (room is null || centre - half >= free)
            {
                _texts[at] = SvgPlot.Plain(text);
                free = centre + half + Between;
            }
        }

        (AxislineStyle, TickStyle, MinorTickSize) = (LineStyle.Solid, OxyPlot.Axes.TickStyle.None, 0);
        (AxislineColor, TextColor, TicklineColor, TitleColor, MajorGridlineColor) = (SvgInk.Quiet, SvgInk.Text, SvgInk.Quiet, SvgInk.Text, SvgInk.Grid);
        (AxisTickToLabelDistance, AxisTitleDistance, FontSize, TitleFontSize) = (position == AxisPosition.Bottom ? 7 : 4, 7, SvgPlot.FontSize, SvgPlot.FontSize);
        (IsZoomEnabled, IsPanEnabled) = (false, false);
    }

    /// <summary>Says what the axis is.</summary>
    public SvgAxis Named(string title)
    {
        Title = SvgPlot.Plain(title);
        return this;
    }

    /// <summary>Draws a line across the plot at each mark.</summary>
    public SvgAxis WithGrid()
    {
        MajorGridlineStyle = LineStyle.Solid;
        return this;
    }

    /// <inheritdoc/>
    public override void GetTickValues(out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues) =>
        (majorLabelValues, majorTickValues, minorTickValues) = ([.. _texts.Keys], [.. _ticks], []);

    /// <inheritdoc/>
    protected override string FormatValueOverride(double x) => _texts.GetValueOrDefault(x, "");
}
