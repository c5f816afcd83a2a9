using System.Globalization;
using System.Xml.Linq;

namespace UdpLab.Tests;

/// <summary>A drawn SVG, to be read by value.</summary>
internal sealed class Drawn
{
    public Drawn(string svg)
    {
        Root = XElement.Parse(svg);
        string[] box = [.. Root.Attribute("viewBox")!.Value.Split(' ')];
        (Width, Height) = (Parse(box[2]), Parse(box[3]));
        (double X, double Y)[] ends = [.. Lines("s quiet").SelectMany(line => line)];
        (Left, Right, Top, Bottom) = ends.Length == 0 ? (0, Width, 0, Height) : (ends.Min(e => e.X), ends.Max(e => e.X), ends.Min(e => e.Y), ends.Max(e => e.Y));
    }

    public XElement Root { get; }

    public double Width { get; }

    public double Height { get; }

    /// <summary>The plot, between the axes.</summary>
    public double Left { get; }

    public double Right { get; }

    public double Top { get; }

    public double Bottom { get; }

    /// <summary>What has a title: bars, points and cells.</summary>
    public IEnumerable<XElement> Marks => Root.Descendants().Where(e => Class(e).Split(' ').Contains("m"));

    public string Title => Child(Root, "title");

    public string Description => Child(Root, "desc");

    public IEnumerable<XElement> All(string name) => Root.Descendants().Where(e => e.Name.LocalName == name);

    /// <summary>The lines in one ink.</summary>
    public IEnumerable<(double X, double Y)[]> Lines(string ink) => All("path").Where(path => Class(path) == ink)
        .SelectMany(path => path.Attribute("d")!.Value[1..].Split('M'))
        .Select(line => line.Split('L').Select(point => point.Split(' ')).Select(point => (Parse(point[0]), Parse(point[1]))).ToArray());

    public XElement Mark(string title) => Marks.Single(mark => TitleOf(mark).StartsWith(title, StringComparison.Ordinal));

    public static string TitleOf(XElement mark) => Child(mark, "title");

    public static string Class(XElement element) => element.Attribute("class")?.Value ?? "";

    public static double Number(XElement element, string name) => Parse(element.Attribute(name)!.Value);

    /// <summary>The rectangle around a mark.</summary>
    public static (double Left, double Top, double Right, double Bottom) Box(XElement mark)
    {
        switch (mark.Name.LocalName)
        {
            case "rect":
                return (Number(mark, "x"), Number(mark, "y"), Number(mark, "x") + Number(mark, "width"), Number(mark, "y") + Number(mark, "height"));
            case "circle":
                (double x, double y, double r) = (Number(mark, "cx"), Number(mark, "cy"), Number(mark, "r"));
                return (x - r, y - r, x + r, y + r);
            case "polygon":
                double[][] points = [.. mark.Attribute("points")!.Value.Split(' ').Select(p => p.Split(',').Select(Parse).ToArray())];
                return (points.Min(p => p[0]), points.Min(p => p[1]), points.Max(p => p[0]), points.Max(p => p[1]));
            default:
                throw new InvalidOperationException($"A mark is a {mark.Name.LocalName}.");
        }
    }

    public static (double X, double Y) Centre(XElement mark) => Box(mark) is var box ? ((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2) : default;

    private static string Child(XElement element, string name) => element.Elements().Single(e => e.Name.LocalName == name).Value;

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
