using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Charts in the terminal: what they choose, and that a bar is as long as its number.</summary>
public class ChartTests
{
    private static readonly TerminalStyle _ascii = new(80, IsAscii: true, HasColour: false);

    [Fact]
    public void ABarIsAsLongAsItsNumber()
    {
        Chart chart = Build(Sweep(3, ("Queues", [1, 2, 4]), pps: cell => 100_000.0 * (int)cell["Queues"]!), new ChartRequest { Y = "Pps" });
        string[] rows = [.. TerminalChart.Draw(chart, _ascii)];
        Assert.Equal("Pps by Queues", rows[0]);
        int[] bars = [.. rows.Skip(2).Take(3).Select(row => row.Count(c => c == '#'))];
        Assert.Equal(["100,000", "200,000", "400,000"], rows.Skip(2).Take(3).Select(row => row.Split(' ')[^1]));
        Assert.InRange(bars[1], (2 * bars[0]) - 2, 2 * bars[0]);
        Assert.InRange(bars[2], (4 * bars[0]) - 4, 4 * bars[0]);
        Assert.Equal("n = 3: median; whiskers are the range, since an interval takes n = 6", rows[^1]);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void EveryKindFitsTheTerminal(int width)
    {
        SinkMeasurement[] all = Sweep(4, ("A factor with a rather long name", ["x", "a value that is longer than any column", "µ"]), ("B", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
        foreach (ChartKind kind in Enum.GetValues<ChartKind>())
        {
            foreach (bool ascii in new[] { false, true })
            {
                Chart chart = Build(all, new ChartRequest { Y = "Pps", Kind = kind });
                IReadOnlyList<string> rows = TerminalChart.Draw(chart, new TerminalStyle(width, ascii, HasColour: false));
                Assert.All(rows, row => Assert.InRange(row.Length, 0, width));
                Assert.All(rows, row => Assert.True(!ascii || row.All(char.IsAscii), row));
                Assert.All(rows, row => Assert.DoesNotContain('\e', row));
            }
        }
    }

    [Fact]
    public void ColoursAreOnlyWhereTheyWork()
    {
        Dictionary<string, string?> terminal = new() { ["TERM"] = "xterm", ["LANG"] = "de_DE.UTF-8" };
        Assert.Equal(new TerminalStyle(80, false, true), Style(terminal));
        Assert.Equal(new TerminalStyle(80, false, false), Style(new(terminal) { ["NO_COLOR"] = "1" }));
        Assert.Equal(new TerminalStyle(80, true, false), Style(new(terminal) { ["TERM"] = "dumb" }));
        Assert.Equal(new TerminalStyle(80, true, false), Style(new(terminal) { ["LC_ALL"] = "C" }));
        Assert.Equal(new TerminalStyle(80, true, false), TerminalStyle.Of(80, isRedirected: true, terminal.GetValueOrDefault));
        Assert.Equal(TerminalStyle.Narrowest, TerminalStyle.Of(3, false, terminal.GetValueOrDefault).Width);
        string bar = TerminalChart.Draw(Build(Sweep(1, ("A", [1, 2])), new ChartRequest { Y = "Pps" }), Style(terminal))[2];
        Assert.Contains("\e[38;2;", bar, StringComparison.Ordinal);

        static TerminalStyle Style(Dictionary<string, string?> variables) => TerminalStyle.Of(80, isRedirected: false, variables.GetValueOrDefault);
    }

    /// <summary>Given only Y: X is the factor with the most values, the series the next, and pooled factors are named.</summary>
    [Fact]
    public void ItChoosesWhatVaries()
    {
        SinkMeasurement[] all = Sweep(2, ("Kernel", ["6.1", "6.12"]), ("Queues", [1, 2, 4]), ("Fixed", [7]), ("Third", ["p", "q"]));
        Chart chart = Build(all, new ChartRequest { Y = "Pps" });
        Assert.Equal(("Queues", "Kernel"), (chart.XName, chart.SeriesName));
        Assert.Equal(["1", "2", "4"], chart.Xs);
        Assert.Contains("Third varies too, and its values are pooled: -X and -Series choose others", chart.Notes);
        Assert.All(chart.Points, point => Assert.Equal(4, point.Values.Count));
        Assert.Equal(("Third", "Queues"), (Build(all, new ChartRequest { Y = "Pps", X = "third", Series = "Queues" }).XName, "Queues"));
        Assert.Equal(ChartKind.Line, Build(Sweep(1, ("N", [.. Enumerable.Range(1, 8).Cast<object?>()])), new ChartRequest { Y = "Pps" }).Kind);
    }

    [Fact]
    public void WithoutFactorsPropertiesVary()
    {
        SinkMeasurement[] all = [.. new[] { ReceiveMethod.Recvmsg, ReceiveMethod.Recvmmsg }.Select(method => Measurement(5, []) with { Method = method })];
        Assert.Equal(("Method", null), (Build(all, new ChartRequest { Y = "Pps" }).XName, Build(all, new ChartRequest { Y = "Pps" }).SeriesName));
        Chart same = Build([all[0], all[0], all[0]], new ChartRequest { Y = "Pps" });
        Assert.Equal(("Run", 3), (same.XName, same.Xs.Count));
    }

    [Fact]
    public void ASingleValueIsAPointAndSaysSo()
    {
        IReadOnlyList<string> rows = TerminalChart.Draw(Build(Sweep(1, ("A", [1, 2])), new ChartRequest { Y = "Pps" }), _ascii);
        Assert.Equal("n = 1: single measurements, without whiskers", rows[^1]);
        Assert.DoesNotContain('#', string.Concat(rows));
        Assert.Contains("...o", rows[3], StringComparison.Ordinal);
    }

    [Fact]
    public void WhatHasNoValueIsLeftOutAndCounted()
    {
        SinkMeasurement[] all = [.. Sweep(1, ("A", [1, 2])), Measurement(7, new() { ["A"] = 3 }) with { State = MeasurementState.Incomplete }, Measurement(7, new() { ["A"] = 4 }) with { Seconds = null }];
        Chart chart = Build(all, new ChartRequest { Y = "Pps" });
        Assert.Equal(["1", "2"], chart.Xs);
        Assert.Contains("2 of 4 measurements left out: incomplete, or without Pps", chart.Notes);
        Assert.Equal("Y", Assert.Throws<LabException>(() => Build([all[3]], new ChartRequest { Y = "Pps" })).Parameter);
        Assert.StartsWith("-Y Nothing is neither", Assert.Throws<LabException>(() => Build(all, new ChartRequest { Y = "Nothing" })).Message, StringComparison.Ordinal);
        Assert.Equal("X", Assert.Throws<LabException>(() => Build(all, new ChartRequest { Y = "Pps", X = "Nothing" })).Parameter);
    }

    /// <summary>A counter of the ledger, negative values, equal values, zero.</summary>
    [Fact]
    public void OddValuesAreDrawn()
    {
        foreach (double[] values in new[] { new double[] { 0, 0 }, [5, 5], [-3, 4], [-3, -4], [1e-9, 2e-9], [1e18, 2e18] })
        {
            Chart chart = new() { Kind = ChartKind.Bar, Title = "t", XName = "x", YName = "y", Xs = ["1", "2"], Series = [new ChartSeries("", [new ChartPoint([values[0], values[0]]), new ChartPoint([values[1]])])] };
            foreach (ChartKind kind in Enum.GetValues<ChartKind>())
            {
                Assert.All(TerminalChart.Draw(chart with { Kind = kind }, _ascii), row => Assert.InRange(row.Length, 0, 80));
            }
        }

        Chart counter = Build([Measurement(5, []) with { Ledger = new() { Entries = [new LedgerEntry { Counter = "RcvbufErrors", Packets = 12, IsLoss = true }] } }], new ChartRequest { Y = "RcvbufErrors" });
        Assert.Equal(("packets", 12), (counter.Unit, counter.Points.Single().Middle.Median));
    }

    [Theory]
    [InlineData(1, 1, 1, false)]
    [InlineData(5, 1, 5, false)]
    [InlineData(6, 1, 6, true)]
    [InlineData(8, 1, 8, true)]
    [InlineData(9, 2, 8, true)]
    [InlineData(10, 2, 9, true)]
    [InlineData(20, 6, 15, true)]
    [InlineData(50, 18, 33, true)]
    public void TheIntervalOfAMedianIsThatOfTheTables(int n, double low, double high, bool isInterval)
    {
        MedianInterval middle = MedianInterval.Of(Enumerable.Range(1, n).Reverse().Select(i => (double)i));
        Assert.Equal(new MedianInterval((n + 1) / 2.0, low, high, isInterval), middle);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(7, "7")]
    [InlineData(0.0123, "0.012")]
    [InlineData(999, "999")]
    [InlineData(9999, "9999")]
    [InlineData(412_345, "412k")]
    [InlineData(1_250_000, "1.25M")]
    [InlineData(14_880_952, "14.9M")]
    [InlineData(-2_000_000_000, "-2G")]
    public void NumbersAreShort(double value, string text) => Assert.Equal(text, ChartText.Short(value));

    [Theory]
    [InlineData(0, 100, true, 0, 100)]
    [InlineData(3, 97, true, 0, 100)]
    [InlineData(95, 97, true, 0, 100)]
    [InlineData(95, 97, false, 95, 97)]
    [InlineData(-4, -3, true, -4, 0)]
    public void AnAxisHasRoundEndsAndHoldsAll(double least, double most, bool fromZero, double low, double high)
    {
        ChartScale scale = ChartScale.Of([least, most], fromZero, 5);
        Assert.Equal((low, high), (scale.Low, scale.High));
        Assert.InRange(scale.Marks.Count, 2, 10);
        Assert.Equal((scale.Low, scale.High), (scale.Marks[0], scale.Marks[^1]));
    }

    private static Chart Build(IReadOnlyList<SinkMeasurement> all, ChartRequest request) => ChartBuilder.Build(all, request);

    private static SinkMeasurement[] Sweep(int repeats, (string Name, object?[] Values) factor, params (string Name, object?[] Values)[] others) => Sweep(repeats, [factor, .. others], _ => 1000);

    private static SinkMeasurement[] Sweep(int repeats, (string Name, object?[] Values) factor, Func<Dictionary<string, object?>, double> pps) => Sweep(repeats, [factor], pps);

    private static SinkMeasurement[] Sweep(int repeats, (string Name, object?[] Values)[] factors, Func<Dictionary<string, object?>, double> pps)
    {
        IEnumerable<Dictionary<string, object?>> cells = [[]];
        foreach ((string name, object?[] values) in factors)
        {
            cells = [.. cells.SelectMany(cell => values.Select(value => new Dictionary<string, object?>(cell) { [name] = value }))];
        }

        return [.. Enumerable.Range(0, repeats).SelectMany(_ => cells.Select(cell => Measurement(pps(cell), cell)))];
    }

    private static SinkMeasurement Measurement(double pps, Dictionary<string, object?> factors) => new()
    {
        Host = LabHosts.Local,
        Ledger = new(),
        Packets = (long)pps,
        Seconds = 1,
        Factors = factors,
    };
}
