using System.Xml.Linq;

namespace UdpLab.Tests;

/// <summary>A flow by value: a stage is as wide as its packets.</summary>
public class SvgFlowTests
{
    private static readonly FlowNode _generator = new("Generator"), _nic = new("NIC"), _sink = new("Sink"), _missed = new("rx_missed_errors", IsLoss: true), _full = new("RcvbufErrors", IsLoss: true);

    [Fact]
    public void AStageIsAsWideAsItsPackets()
    {
        Drawn drawn = new(SvgFlow.Draw(new("Where packets went", [_generator, _nic, _sink, _missed, _full], [new(0, 1, 1000), new(1, 3, 250), new(1, 2, 749), new(1, 4, 1)])));
        XElement all = drawn.Mark("Generator: 1,000 packets (100 %)");
        double scale = Width(all) / 1000;
        Assert.Equal(250 * scale, Width(drawn.Mark("rx_missed_errors: 250 packets (25 %)")), 0.03);
        Assert.Equal(749 * scale, Width(drawn.Mark("Sink: 749 packets (74.9 %)")), 0.03);

        // One packet of a thousand can still be seen.
        Assert.Equal(1.5, Width(drawn.Mark("RcvbufErrors: 1 packet (0.1 %)")), 0.03);
        Assert.Equal(["NIC to rx_missed_errors: 250 packets (25 %)", "NIC to RcvbufErrors: 1 packet (0.1 %)"], drawn.All("path").Where(path => Drawn.Class(path) == "f m link c3").Select(Drawn.TitleOf).OrderBy(title => title.Contains("Rcvbuf", StringComparison.Ordinal)));
        Assert.Equal("Flow of 1,000 packets. rx_missed_errors: 250 packets (25 %). RcvbufErrors: 1 packet (0.1 %)", drawn.Description);
        XElement[] nodes = [.. drawn.All("rect")];
        Assert.All(nodes, node => Assert.InRange(Drawn.Box(node).Right, 0, drawn.Width / 2));
        Assert.All(nodes, node => Assert.InRange(Drawn.Box(node).Bottom, 0, drawn.Height));

        // What goes on stays left; rows do not overlap.
        Assert.Equal(Drawn.Box(all).Left, Drawn.Box(drawn.Mark("Sink")).Left);
        (double Top, double Bottom)[] rows = [.. nodes.Select(node => (Drawn.Box(node).Top, Drawn.Box(node).Bottom)).Order()];
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First.Bottom < pair.Second.Top));
    }

    [Fact]
    public void GeneratorsLieSideBySide()
    {
        Drawn drawn = new(SvgFlow.Draw(new("t", [new("a"), new("b"), _sink], [new(0, 2, 600), new(1, 2, 400)])));
        Assert.Equal(Drawn.Box(drawn.Mark("a:")).Right, Drawn.Box(drawn.Mark("b:")).Left, 0.03);
        Assert.Equal(Drawn.Box(drawn.Mark("b:")).Right, Drawn.Box(drawn.Mark("Sink:")).Right, 0.03);
    }

    [Fact]
    public void ACircleIsRefused()
    {
        Assert.Throws<ArgumentException>(() => SvgFlow.Draw(new("t", [_generator, _nic, _sink], [new(0, 1, 5), new(1, 2, 5), new(2, 1, 5)])));
        Assert.Throws<ArgumentException>(() => SvgFlow.Draw(new("t", [_generator], [])));
    }

    [Fact]
    public void HostileNamesAreText()
    {
        const string hostile = "</title><script>alert(1)</script>";
        Drawn drawn = new(SvgFlow.Draw(new(hostile, [new(hostile), new(hostile, IsLoss: true)], [new(0, 1, 5)])));
        Assert.Empty(drawn.All("script"));
        Assert.Equal(hostile, drawn.Title);
    }

    private static double Width(XElement node) => Drawn.Number(node, "width");
}
