namespace UdpLab.Tests;

/// <summary>Charts of names and values as people have them: foreign, hostile, alike, tiny and huge.</summary>
public class ChartNamesTests
{
    private static readonly string[] _names = ["漢字かな交じり文の名前", "e\u0301te\u0301 \u0308", "👍 thumb", "\e[31mred\e[0m", "a\tb", "\u202eevil", new string('x', 300), "", "6.18.44-fc-v595", "6.18.44-fc-v596"];

    [Theory]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(80)]
    public void EveryNameFitsAndNoneIsACommand(int width)
    {
        SinkMeasurement[] all = [.. _names.SelectMany((name, i) => new[] { 1, 2 }.Select(repeat => Runs.Of(1000 * (i + 1), ("Näme \e[1m漢", name), ("Other", repeat))))];
        foreach (ChartKind kind in Enum.GetValues<ChartKind>())
        {
            foreach (bool ascii in new[] { false, true })
            {
                Chart chart = ChartBuilder.Build(all, new ChartRequest { Y = "Pps", Kind = kind, Title = "漢字漢字漢字漢字漢字 \e[31mtitle\nof two lines" });
                foreach (string row in TerminalChart.Draw(chart, new TerminalStyle(width, ascii, HasColour: false)))
                {
                    Assert.InRange(TextColumns.Width(row), 0, width);
                    Assert.DoesNotContain(row, char.IsControl);
                    Assert.True(!ascii || row.All(char.IsAscii), row);
                }
            }
        }
    }

    [Fact]
    public void TwoKernelsOfADistributionCanBeToldApart()
    {
        SinkMeasurement[] all = [.. new[] { "6.18.44-fc-v595", "6.18.44-fc-v596" }.SelectMany(kernel => new[] { 1, 2 }.Select(queues => Runs.Of(1e6, ("RssQueues", queues), ("Kernel", kernel))))];
        foreach (ChartKind kind in new[] { ChartKind.Bar, ChartKind.HeatMap, ChartKind.Distribution })
        {
            string rows = string.Join('\n', TerminalChart.Draw(ChartBuilder.Build(all, new ChartRequest { Y = "Pps", X = "RssQueues", Series = "Kernel", Kind = kind }), new TerminalStyle(40, true, false)));
            Assert.Contains("v595", rows, StringComparison.Ordinal);
            Assert.Contains("v596", rows, StringComparison.Ordinal);
        }

        string svg = SvgChart.Draw(ChartBuilder.Build([.. all.Select(m => m with { Factors = LabList.Table([KeyValuePair.Create("Name", (object?)$"a name that is too long for an axis {m.Factors["Kernel"]}")]) })], new ChartRequest { Y = "Pps" }));
        Assert.Contains("v595</text>", svg, StringComparison.Ordinal);
        Assert.Contains("v596</text>", svg, StringComparison.Ordinal);
    }

    /// <summary>A factor's values are the same whatever their case, and no measurement is lost.</summary>
    [Fact]
    public void OnAndONAreOneLevel()
    {
        Chart chart = ChartBuilder.Build([Runs.Of(1000, ("Gro", "on"), ("A", "x")), Runs.Of(3000, ("Gro", "ON"), ("A", "X")), Runs.Of(5000, ("Gro", "off"), ("A", "x"))], new ChartRequest { Y = "Pps", X = "Gro", Series = "A" });
        Assert.Equal(["on", "off"], chart.Xs);
        Assert.Equal([2, 1], Assert.Single(chart.Series).Points.Select(point => point!.Values.Count));
    }

    /// <summary>The results of two kernels have one factor: the kernel tells them apart all the same.</summary>
    [Fact]
    public void TwoFilesOfTwoKernelsAreNotPooled()
    {
        SinkMeasurement[] all = [.. new[] { "6.1.0", "6.12.0" }.SelectMany(kernel => new[] { 1, 2, 4 }.Select(queues => Runs.Of(1e6, ("Queues", queues)) with { Environment = Runs.Machine(kernel) }))];
        Chart chart = ChartBuilder.Build(all, new ChartRequest { Y = "Pps" });
        Assert.Equal(("Queues", "Environment.Kernel"), (chart.XName, chart.SeriesName));
        Assert.All(chart.Points, point => Assert.True(point.IsSingle));
    }

    /// <summary>A full stop as a shade is not a decimal point.</summary>
    [Fact]
    public void ShadesDoNotTouchNumbers()
    {
        SinkMeasurement[] all = [.. from a in new[] { 1, 2, 3 } from b in new[] { "x", "y" } select Runs.Of((a * 1e6) + b[0], ("A", a), ("B", b))];
        Chart chart = ChartBuilder.Build(all, new ChartRequest { Y = "Pps", Kind = ChartKind.HeatMap });
        foreach (int width in new[] { 40, 80 })
        {
            string[] lines = [.. TerminalChart.Draw(chart, TerminalStyle.Of(width, isRedirected: true, _ => null))];
            Assert.All(lines, line => Assert.DoesNotMatch("(^| )[.:*#][0-9]", line));
            Assert.Contains(lines, line => line.Contains(" # 3M", StringComparison.Ordinal));
            Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        }
    }

    [Fact]
    public void TwoFactorsOfManyValuesAreAHeatMap()
    {
        SinkMeasurement[] all = [.. Enumerable.Range(0, 200).Select(i => Runs.Of(1e6 + i, ("Size", i / 10), ("Flows", i % 10)))];
        Chart chart = ChartBuilder.Build(all, new ChartRequest { Y = "Pps" });
        Assert.Equal((ChartKind.HeatMap, "Flows", "Size", 10, 20), (chart.Kind, chart.XName, chart.SeriesName, chart.Xs.Count, chart.Series.Count));
        Assert.Equal(["n = 1: single measurements, without whiskers"], chart.Notes);
    }

    [Fact]
    public void IncompleteMeasurementsAreSaidToBe()
    {
        SinkMeasurement incomplete = Runs.Of(1e6) with { State = MeasurementState.Incomplete };
        Assert.Contains("all 2 measurements are incomplete", Assert.Throws<LabException>(() => ChartBuilder.Build([incomplete, incomplete], new ChartRequest { Y = "Pps" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.2e-7, "1.2E-07", "1.2E-07")]
    [InlineData(-0.00034, "-0.00034", "-0.00034")]
    [InlineData(0.0123, "0.012", "0.0123")]
    [InlineData(9.2e12, "9.2T", "9,200,000,000,000")]
    [InlineData(9.2e15, "9.2E+15", "9,200,000,000,000,000")]
    [InlineData(9.2e18, "9.2E+18", "9.2E+18")]
    public void TinyAndHugeNumbersAreNotNothing(double value, string brief, string full) => Assert.Equal((brief, full), (ChartText.Short(value), ChartText.Full(value)));
}
