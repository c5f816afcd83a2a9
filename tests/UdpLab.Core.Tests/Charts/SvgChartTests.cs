using System.Text.RegularExpressions;
using System.Xml.Linq;
using CsCheck;

namespace UdpLab.Tests;

/// <summary>SVG by value: a bar is as high as its number, a point lies where its numbers say, and whatever it is called it is text.</summary>
public class SvgChartTests
{
    private const string Hostile = "</title></svg><script>alert('1')</script>&amp;\u0001\ud800_{x}";
    private const double Near = 0.03;
    private static readonly double[] _eight = [90, 95, 98, 99, 101, 102, 105, 110];

    [Fact]
    public void ABarIsAsHighAsItsNumber()
    {
        Drawn drawn = new(SvgChart.Draw(Make(ChartKind.Bar, ["1", "2", "4"], ["6.1", "6.12"], (x, s) => [100 * (x + 1) * (s + 1), 100 * (x + 1) * (s + 1)])));
        double scale = Height(drawn.Mark("Queues 1, Kernel 6.1: 100 pps")) / 100;
        Assert.Equal(6, drawn.Marks.Count());
        Assert.All(drawn.Marks, bar => Assert.Equal(drawn.Bottom, Drawn.Box(bar).Bottom, Near));
        Assert.Equal(200 * scale, Height(drawn.Mark("Queues 2, Kernel 6.1: 200 pps (median of n = 2, range 200 to 200)")), Near * 2);
        Assert.Equal(600 * scale, Height(drawn.Mark("Queues 4, Kernel 6.12: 600 pps")), Near * 6);

        // The axis has the same scale: its mark of 600 is as high as the bar.
        XElement label = drawn.All("text").Single(t => t.Value == "600" && t.Attribute("text-anchor")?.Value == "end");
        Assert.Equal(Drawn.Box(drawn.Mark("Queues 4, Kernel 6.12")).Top, Drawn.Number(label, "y") - (0.35 * 12), 0.1);
    }

    [Fact]
    public void BarsLieWhereNamesAreLong()
    {
        string[] names = ["a backend whose name has no room below a bar", "another backend whose name has no room"];
        Drawn drawn = new(SvgChart.Draw(Make(ChartKind.Bar, names, ["6.1", "6.12", "6.17"], (x, s) => [100 + (50 * x) + s, 100 + (50 * x) + s])));
        double scale = Width(drawn.Mark($"Queues {names[0]}, Kernel 6.1: 100")) / 100;
        Assert.All(drawn.Marks, bar => Assert.Equal(drawn.Left, Drawn.Box(bar).Left, Near));
        Assert.Equal(152 * scale, Width(drawn.Mark($"Queues {names[1]}, Kernel 6.17: 152")), Near * 2);
    }

    [Fact]
    public void WhiskersAreTheInterval()
    {
        Drawn drawn = new(SvgChart.Draw(Make(ChartKind.Bar, ["1"], [""], (_, _) => _eight)));
        XElement bar = drawn.Mark("Queues 1: 100 pps (median of n = 8, 95 % interval 90 to 110)");
        double scale = Height(bar) / 100;
        double[] ends = [.. drawn.Lines("s text").SelectMany(line => line).Select(end => end.Y)];
        Assert.Equal(drawn.Bottom - (110 * scale), ends.Min(), Near * 2);
        Assert.Equal(drawn.Bottom - (90 * scale), ends.Max(), Near * 2);
    }

    [Fact]
    public void ASingleValueIsAPointAndSaysSo()
    {
        Drawn drawn = new(SvgChart.Draw(Make(ChartKind.Bar, ["1", "2"], [""], (x, _) => [100 * (x + 1)])));
        Assert.All(drawn.Marks, mark => Assert.Equal("circle", mark.Name.LocalName));
        Assert.All(drawn.Marks, mark => Assert.EndsWith("pps (n = 1)", Drawn.TitleOf(mark), StringComparison.Ordinal));
        double one = drawn.Bottom - Drawn.Centre(drawn.Mark("Queues 1: 100")).Y, two = drawn.Bottom - Drawn.Centre(drawn.Mark("Queues 2: 200")).Y;
        Assert.Equal(2 * one, two, Near * 2);
    }

    [Fact]
    public void PointsOfALineLieAtTheirNumbers()
    {
        Drawn drawn = new(SvgChart.Draw(Make(ChartKind.Line, ["1", "2", "4", "8"], ["6.1", "6.12"], (x, s) => x == 1 && s == 1 ? [] : [100 * (x + 1), 100 * (x + 1)])));
        Assert.Equal(7, drawn.Marks.Count());
        (double X, double Y) one = Drawn.Centre(drawn.Mark("Queues 1, Kernel 6.1:")), two = Drawn.Centre(drawn.Mark("Queues 2, Kernel 6.1:")), eight = Drawn.Centre(drawn.Mark("Queues 8, Kernel 6.1:"));
        Assert.Equal(7 * (two.X - one.X), eight.X - one.X, Near * 7);
        Assert.Equal(4 * (drawn.Bottom - one.Y), drawn.Bottom - eight.Y, Near * 4);

        // The second series differs by its mark and its dashes too, and has a gap.
        Assert.Equal(["circle", "polygon"], drawn.Marks.Select(mark => mark.Name.LocalName).Distinct());
        Assert.Contains(drawn.All("path"), line => Drawn.Class(line) == "s c1" && line.Attribute("stroke-dasharray") is not null);
        Assert.Equal(4, drawn.Lines("s c0").Max(line => line.Length));
        Assert.Equal(2, drawn.Lines("s c1").Max(line => line.Length));
    }

    [Fact]
    public void ABoxIsItsQuartiles()
    {
        Drawn drawn = new(SvgChart.Draw(Make(ChartKind.Distribution, ["1", "2"], [""], (x, _) => [.. new[] { 0.0, 10, 20, 30, 40 }.Select(v => v + x)])));
        (double _, double top, double _, double bottom) = Drawn.Box(drawn.Mark("Queues 1: median 20 pps, quartiles 10 and 30, smallest 0, largest 40 (n = 5)"));
        (double _, double otherTop, double _, double otherBottom) = Drawn.Box(drawn.Mark("Queues 2: median 21"));
        Assert.Equal(bottom - top, otherBottom - otherTop, Near);
        Assert.Equal((bottom - top) / 20, bottom - otherBottom, Near);
    }

    [Fact]
    public void ACellIsShadedByItsNumber()
    {
        Drawn drawn = new(SvgChart.Draw(Make(ChartKind.HeatMap, ["1", "2", "4"], ["a", "b"], (x, s) => x == 2 && s == 1 ? [] : [100 * ((2 * x) + s)])));
        Assert.Equal(5, drawn.Marks.Count());
        Assert.Equal("f m h0", Drawn.Class(drawn.Mark("Queues 1, Kernel a: 0 pps (n = 1)")));
        Assert.Equal("f m h6", Drawn.Class(drawn.Mark("Queues 4, Kernel a: 400 pps")));
        Assert.Equal("f m h3", Drawn.Class(drawn.Mark("Queues 2, Kernel a: 200 pps")));
        Assert.Contains(drawn.All("text"), text => text.Value == "200" && Drawn.Class(text) == "t o3");
    }

    [Fact]
    public void PartsAreStackedAndAddUp()
    {
        Drawn drawn = new(SvgStack.Draw(Make(ChartKind.Bar, ["1", "2"], ["RcvbufErrors", "rx_missed_errors", "none"], (x, s) => s == 2 ? [0] : [100 * (x + 1) * (s + 1)]) with { Unit = "packets" }));
        (double Left, double Top, double Right, double Bottom) first = Drawn.Box(drawn.Mark("Queues 2, RcvbufErrors: 200 packets of 600 (33.33 %)")), second = Drawn.Box(drawn.Mark("Queues 2, rx_missed_errors: 400 packets of 600 (66.67 %)"));
        Assert.Equal(4, drawn.Marks.Count());
        Assert.Equal(drawn.Left, first.Left, Near);
        Assert.Equal(first.Right, second.Left, Near);
        Assert.Equal(2 * (first.Right - first.Left), second.Right - second.Left, Near * 2);
        Assert.Equal(second.Right - first.Left, 2 * (Drawn.Box(drawn.Mark("Queues 1, rx_missed_errors")).Right - first.Left), Near * 2);
        Assert.Contains("600 packets", drawn.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void AReferenceLiesAtItsValue()
    {
        Chart chart = Make(ChartKind.Bar, ["1", "2"], ["6.1"], (x, _) => [100, 100]) with { References = [new("line rate", 150), new("another", 301)] };
        Drawn drawn = new(SvgChart.Draw(chart));
        (double X, double Y)[] line = drawn.Lines("s ref").Single(ends => Math.Abs(ends[0].X - drawn.Left) < Near);
        Assert.Equal(1.5 * Height(drawn.Marks.First()), drawn.Bottom - line[0].Y, Near * 2);
        Assert.Equal(drawn.Right, line[1].X, Near);
        Assert.Contains(drawn.All("text"), text => text.Value == "line rate 150");
        Assert.Contains("another: 301 pps, beyond the axis", drawn.Description, StringComparison.Ordinal);

        string[] rows = [.. TerminalChart.Draw(chart, new TerminalStyle(80, IsAscii: true, HasColour: false))];
        Assert.Contains(": line rate: 150 pps", rows);
        Assert.Contains("another: 301 pps, beyond the axis", rows);
        int at = rows[2].IndexOf(':'), bar = rows[2].LastIndexOf('#');
        Assert.True(at > bar && bar > 0, rows[2]);
        string[] lines = [.. TerminalChart.Draw(chart with { Kind = ChartKind.Line }, new TerminalStyle(80, IsAscii: true, HasColour: false))];
        Assert.Contains("~ line rate: 150 pps", lines);
        Assert.Contains(lines, row => row.Contains("~~~~~~~~~~", StringComparison.Ordinal));
    }

    [Fact]
    public void AReaderWhoCannotSeeItIsTold()
    {
        Drawn drawn = new(SvgChart.Draw(Make(ChartKind.Line, ["1", "2"], ["a", "b"], (x, s) => [100 + x + s]) with { Notes = ["n = 1: single measurements"] }));
        Assert.Equal("img", drawn.Root.Attribute("role")!.Value);
        Assert.Equal("Pps by Queues", drawn.Title);
        Assert.Equal("Line chart of 4 values from 100 pps to 102 pps. n = 1: single measurements", drawn.Description);
        string[] ids = drawn.Root.Attribute("aria-labelledby")!.Value.Split(' ');
        Assert.Equal(ids, drawn.Root.Elements().Take(2).Select(e => e.Attribute("id")!.Value));
    }

    [Fact]
    public void ColoursAreClassesOfTheStylesheet()
    {
        string svg = string.Concat(Enum.GetValues<ChartKind>().Select(kind => SvgChart.Draw(Make(kind, ["1", "2", "4"], [.. Enumerable.Range(0, 9).Select(i => $"s{i}")], (x, s) => _eight))));
        Assert.DoesNotMatch("#[0-9a-f]{3,6}[\"; ]|rgb\\(|style=|black", svg);
        foreach (string ink in XElement.Parse($"<x>{svg}</x>").Descendants().SelectMany(e => Drawn.Class(e).Split(' ')).Where(ink => ink.Length > 0).Distinct())
        {
            Assert.True(ink is "m" or "p" || SvgChart.Style.Contains($".{ink} ", StringComparison.Ordinal) || SvgChart.Style.Contains($".{ink},", StringComparison.Ordinal), ink);
        }
    }

    /// <summary>Marks have a contrast of 3 to the background, as WCAG asks of graphics, and text one of 4.5.</summary>
    [Fact]
    public void ColoursCanBeTold()
    {
        string[] themes = SvgChart.Style.Split("@media screen");
        foreach (string theme in themes[..2])
        {
            Dictionary<string, string> colours = Regex.Matches(theme, @"--(\w+): #([0-9a-f]+)").ToDictionary(found => found.Groups[1].Value, found => found.Groups[2].Value);
            Assert.All(Enumerable.Range(0, 8), s => Assert.InRange(Contrast(colours[$"c{s}"], colours["back"]), 3, 21));
            Assert.All(new[] { "text", "quiet", "ref" }, ink => Assert.InRange(Contrast(colours[ink], colours["back"]), 4.5, 21));
            Assert.All(Enumerable.Range(0, 7), shade => Assert.InRange(Contrast(colours[$"o{shade}"], colours[$"h{shade}"]), 4.5, 21));
        }
    }

    [Fact]
    public void ManyMarksStaySmall()
    {
        Chart chart = Make(ChartKind.Bar, [.. Enumerable.Range(0, 1000).Select(i => $"cell {i}")], [""], (x, _) => Around(1000 + x));
        string svg = SvgChart.Draw(chart);
        Assert.Equal(1000, new Drawn(svg).Marks.Count());
        Assert.InRange(svg.Length, 100_000, 320_000);
        Assert.Single(InteractiveChart.Draw(chart, new SvgOptions { Width = 800 }).Split("<svg ")[1..]);
        Assert.Equal("cell 999: 1,999 (1,799 to 2,199)", Drawn.TitleOf(new Drawn(svg).Marks.Last()));
    }

    [Fact]
    public void TheSameChartIsTheSameTextAndOthersHaveOtherIds()
    {
        Chart chart = Make(ChartKind.Bar, ["1", "2"], ["a", "b"], (x, s) => [1, 1]);
        Assert.Equal(SvgChart.Draw(chart), SvgChart.Draw(chart));
        string[] ids = [.. new[] { chart, chart with { Title = "other" }, Make(ChartKind.Bar, ["1", "2"], ["a", "b"], (x, s) => [1, 2]) }.SelectMany(c => new Drawn(SvgChart.Draw(c)).Root.DescendantsAndSelf().Attributes("id").Select(id => id.Value))];
        Assert.Distinct(ids);
    }

    [Fact]
    public void HostileNamesAreText()
    {
        foreach (ChartKind kind in Enum.GetValues<ChartKind>())
        {
            Chart chart = Make(kind, [Hostile, "2"], [Hostile, "b"], (x, s) => [1, 2, 3]) with { Title = Hostile, XName = Hostile, SeriesName = Hostile, YName = Hostile, Unit = Hostile, Notes = [Hostile], References = [new(Hostile, 2)] };
            foreach (string svg in new[] { SvgChart.Draw(chart), SvgStack.Draw(chart) })
            {
                Drawn drawn = new(svg);
                Assert.Empty(drawn.All("script"));
                Assert.StartsWith("</title></svg><script>", drawn.Title, StringComparison.Ordinal);
                Assert.Contains(drawn.Marks, mark => Drawn.TitleOf(mark).Contains("<script>alert('1')</script>&amp;\uFFFD\uFFFD_{x}", StringComparison.Ordinal));
            }

            string live = InteractiveChart.Draw(chart);
            Assert.DoesNotContain("<script>", live, StringComparison.Ordinal);
            Assert.Equal(kind is ChartKind.Bar or ChartKind.Line ? 1 : 0, live.Split("</script").Length - 1);
        }
    }

    /// <summary>Any values, names and sizes: every point is drawn once, with its title, within the plot.</summary>
    [Fact]
    public void EveryMarkIsWithinThePlot()
    {
        Gen<double> value = Gen.OneOf(Gen.Double[0, 1e6], Gen.Double[-5, 5], Gen.Double[1e12, 1e18], Gen.Double[1e-9, 1e-6], Gen.Const(0.0));
        Gen<string> name = Gen.OneOf(Gen.String[0, 12], Gen.Const(Hostile), Gen.Const("受信キュー"), Gen.Const("a name that is far longer than the room there is for it in any chart"), Gen.Int[0, 99].Select(i => $"{i}"));
        Gen<Chart> charts = Gen.Select(Gen.Enum<ChartKind>(), Gen.Int[1, 14], Gen.Int[1, 9], name.Array[14], name.Array[9], value.Array[1, 7].Array[126], Gen.Bool).Select((kind, xs, series, xNames, names, values, gap) => new Chart
        {
            Kind = kind,
            Title = names[0],
            XName = xNames[0],
            SeriesName = series > 1 ? names[1] : null,
            YName = "Pps",
            Unit = "pps",
            Xs = [.. xNames.Take(xs).Select((x, i) => i % 2 == 0 ? x : $"{i}")],
            Series = [.. Enumerable.Range(0, series).Select(s => new ChartSeries(names[s], [.. Enumerable.Range(0, xs).Select(x => gap && (x + s) % 3 == 1 ? null : new ChartPoint(values[(s * 14) + x]))]))],
            References = [new(names[0], values[0][0])],
        });
        Gen.Select(charts, Gen.Int[360, 900]).Sample((chart, width) =>
        {
            Drawn drawn = new(SvgChart.Draw(chart, new SvgOptions { Width = width }));
            XElement[] marks = [.. drawn.Marks];
            Assert.Equal(chart.Points.Count(), marks.Length);
            Assert.All(marks, mark => Assert.NotEqual("", Drawn.TitleOf(mark)));
            foreach (XElement mark in marks)
            {
                (double x, double y) = Drawn.Centre(mark);
                Assert.InRange(x, drawn.Left - Near, drawn.Right + Near);
                Assert.InRange(y, drawn.Top - Near, drawn.Bottom + Near);
                (double left, double top, double right, double bottom) = Drawn.Box(mark);
                Assert.InRange(left, 0, right);
                Assert.InRange(right, left, width);
                Assert.InRange(top, 0, bottom);
                Assert.InRange(bottom, top, drawn.Height);
            }

            Assert.All(drawn.All("text").Attributes("font-size"), size => Assert.Equal("11", size.Value));
        }, iter: 150);
    }

    private static double[] Around(double median) => [.. _eight.Select(share => share * median / 100)];

    private static double Contrast(string one, string other)
    {
        double[] lights = [.. new[] { one, other }.Select(Light).Order()];
        return (lights[1] + 0.05) / (lights[0] + 0.05);
    }

    private static double Light(string colour)
    {
        string full = colour.Length == 3 ? string.Concat(colour.Select(c => $"{c}{c}")) : colour;
        double[] parts = [.. Enumerable.Range(0, 3).Select(i => Convert.ToInt32(full.Substring(2 * i, 2), 16) / 255.0).Select(v => v <= 0.03928 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static double Height(XElement bar) => Drawn.Box(bar).Bottom - Drawn.Box(bar).Top;

    private static double Width(XElement bar) => Drawn.Box(bar).Right - Drawn.Box(bar).Left;

    private static Chart Make(ChartKind kind, string[] xs, string[] series, Func<int, int, double[]> values) => new()
    {
        Kind = kind,
        Title = "Pps by Queues",
        XName = "Queues",
        SeriesName = series.Length > 1 ? "Kernel" : null,
        YName = "Pps",
        Unit = "pps",
        Xs = xs,
        Series = [.. series.Select((name, s) => new ChartSeries(name, [.. xs.Select((_, x) => values(x, s) is { Length: > 0 } found ? new ChartPoint(found) : null)]))],
    };
}
