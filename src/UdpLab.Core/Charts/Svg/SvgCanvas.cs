using System.Text;
using OxyPlot;

namespace UdpLab;

/// <summary>What OxyPlot draws, as SVG elements that have classes instead of colours. Its own exporter writes colours and fixed styles.</summary>
internal sealed class SvgCanvas : RenderContextBase
{
    /// <summary>The distance between lines, in text heights.</summary>
    public const double LineHeight = 1.25;

    private readonly StringBuilder _elements = new();
    private readonly SortedSet<int> _hatches = [];
    private readonly string _id;
    private string? _title;
    private string? _pen;
    private int _end;
    private int _clips;

    public SvgCanvas(string id)
    {
        _id = id;
        RendersToScreen = false;
    }

    /// <summary>The elements drawn, after the patterns they use.</summary>
    public override string ToString() => (_hatches.Count > 0 ? $"<defs>{string.Concat(_hatches.Select(hatch => SvgHatch.Define(_id, hatch)))}</defs>" : "") + _elements;

    /// <summary>The title of what is drawn next, which a browser shows on hover.</summary>
    public override void SetToolTip(string? text) => _title = text;

    public override void DrawLine(IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[]? dashArray, LineJoin lineJoin)
    {
        if (points.Count < 2 || SvgInk.ClassOf(stroke) is not { } ink || thickness <= 0)
        {
            return;
        }

        string pen = $"\" class=\"s {ink}\"{Pen(thickness, dashArray)}/>";
        string path = $"M{string.Join('L', points.Select(p => $"{SvgText.Length(p.X)} {SvgText.Length(p.Y)}"))}";

        // Lines that follow each other in the same pen are one element.
        if (_pen == pen && _elements.Length == _end)
        {
            _elements.Length -= pen.Length;
            _elements.Append(path).Append(pen);
        }
        else
        {
            _elements.Append($"<path d=\"{path}{pen}");
        }

        (_pen, _end) = (pen, _elements.Length);
    }

    public override void DrawPolygon(IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[]? dashArray, LineJoin lineJoin) =>
        Shape($"<polygon points=\"{Points(points)}\"", fill, stroke, thickness);

    public override void DrawEllipse(OxyRect extents, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode) =>
        Shape($"<circle cx=\"{SvgText.Length(extents.Center.X)}\" cy=\"{SvgText.Length(extents.Center.Y)}\" r=\"{SvgText.Length(extents.Width / 2)}\"", fill, stroke, thickness);

    public override void DrawRectangle(OxyRect rectangle, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode) =>
        Shape($"<rect x=\"{SvgText.Length(rectangle.Left)}\" y=\"{SvgText.Length(rectangle.Top)}\" width=\"{SvgText.Length(rectangle.Width)}\" height=\"{SvgText.Length(rectangle.Height)}\"", fill, stroke, thickness);

    public override void DrawText(ScreenPoint p, string? text, OxyColor fill, string? fontFamily, double fontSize, double fontWeight, double rotation, HorizontalAlignment halign, VerticalAlignment valign, OxySize? maxSize)
    {
        if (string.IsNullOrEmpty(text) || SvgInk.ClassOf(fill) is not { } ink)
        {
            return;
        }

        string anchor = halign switch { HorizontalAlignment.Left => "", HorizontalAlignment.Right => " text-anchor=\"end\"", _ => " text-anchor=\"middle\"" };
        double down = fontSize * valign switch { VerticalAlignment.Top => 0.8, VerticalAlignment.Middle => 0.35, _ => -0.2 };
        string place = rotation == 0
            ? $" x=\"{SvgText.Length(p.X)}\" y=\"{SvgText.Length(p.Y + down)}\""
            : $" transform=\"translate({SvgText.Length(p.X)} {SvgText.Length(p.Y)}) rotate({SvgText.Length(rotation)})\" y=\"{SvgText.Length(down)}\"";
        _elements.Append($"<text{place} class=\"t {ink}\"{(fontSize == SvgPlot.FontSize ? "" : $" font-size=\"{SvgText.Length(fontSize)}\"")}{anchor}>{SvgText.Encode(text)}</text>");
    }

    public override OxySize MeasureText(string? text, string? fontFamily, double fontSize, double fontWeight) =>
        string.IsNullOrEmpty(text) ? OxySize.Empty : new(SvgText.Width(text, fontSize), fontSize * LineHeight);

    // Everything drawn lies within the plot.
    public override void PushClip(OxyRect clippingRectangle) => _clips++;

    public override void PopClip() => _clips--;

    public override int ClipCount => _clips;

    private void Shape(string start, OxyColor fill, OxyColor stroke, double thickness)
    {
        string? area = SvgInk.ClassOf(fill), line = thickness > 0 ? SvgInk.ClassOf(stroke) : null;
        if (area is null && line is null)
        {
            return;
        }

        string paint = area is null ? " class=\"s" : $" class=\"f{(line is null ? "" : "s")}";
        string mark = _title is null ? "" : " m";
        string pattern = "";
        if (SvgInk.HatchOf(fill) is { } hatch && SvgHatch.Has(hatch))
        {
            _hatches.Add(hatch);
            pattern = $" fill=\"url(#{_id}-{hatch})\"";
            paint = " class=\"p";
        }

        // A mark with both has its stroke's colour and the background's inside.
        string ink = line ?? area!;
        string name = start[1..start.IndexOf(' ', StringComparison.Ordinal)];
        _elements.Append($"{start}{paint}{mark} {ink}\"{pattern}{(line is null ? "" : Pen(thickness, null))}{(_title is null ? "/>" : $"><title>{SvgText.Encode(_title)}</title></{name}>")}");
    }

    private static string Pen(double thickness, double[]? dashes) =>
        $"{(thickness == 1 ? "" : $" stroke-width=\"{SvgText.Length(thickness)}\"")}{(dashes is { Length: > 0 } ? $" stroke-dasharray=\"{string.Join(' ', dashes.Select(dash => SvgText.Length(dash * thickness)))}\"" : "")}";

    private static string Points(IEnumerable<ScreenPoint> points) => string.Join(' ', points.Select(p => $"{SvgText.Length(p.X)},{SvgText.Length(p.Y)}"));
}
