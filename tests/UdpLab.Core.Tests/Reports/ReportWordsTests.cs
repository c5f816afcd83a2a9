using System.Text;

namespace UdpLab.Tests;

/// <summary>Plain text of a report: names are text, numbers are whole, and 80 columns are kept whatever comes.</summary>
public class ReportWordsTests
{
    /// <summary>Twelve factors do not fit: the table goes on below, and no number is cut.</summary>
    [Fact]
    public void ATableOfManyFactorsGoesOnBelow()
    {
        SinkMeasurement[] all = [.. Enumerable.Range(0, 64).Select(i => Report.Of(500_000 + i, 1, [.. Enumerable.Range(0, 12).Select(bit => ($"FactorNumber{bit:00}", (object?)(((i * 61) >> bit) & 1)))]))];
        string text = Report.Write(ReportFormat.Markdown, all);
        string result = text[text.IndexOf("\nResult\n", StringComparison.Ordinal)..text.IndexOf("\nWhere packets died\n", StringComparison.Ordinal)];
        Assert.All(result.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotMatch("[0-9]~", result);
        Assert.All(Enumerable.Range(0, 12), bit => Assert.Contains($"FactorNumber{bit:00}", result, StringComparison.Ordinal));
        Assert.Matches(@"(?m)^     +1  .*  50\d,\d{3}", result);
    }

    [Fact]
    public void NumbersAreNeverCut()
    {
        string[][] rows = [["a value that is much longer than it should be 1", "1,234,567", "x"], ["a value that is much longer than it should be 2", "22", "y"]];
        IReadOnlyList<string> lines = TextTable.Of(["Name", "#A long heading", "Left out"], rows, 24, 2);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 24));
        Assert.Equal(["1", "2"], lines.Skip(2).Select(line => line[..13].TrimEnd()[^1..]));
        Assert.Equal(["1,234,567", "22"], lines.Skip(2).Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public void WideNamesKeepTo80Columns()
    {
        string text = Report.Write(ReportFormat.Markdown, new[] { "漢字かな交じり文の名前", new string('字', 60), "e\u0301\u0301", "a\tb" }.Select((name, i) => Report.Of(1e5 * (i + 1), 1, ("Näme漢", name))));
        Assert.All(text[..text.IndexOf("\nCommands\n", StringComparison.Ordinal)].Split('\n'), line => Assert.InRange(TextColumns.Width(line), 0, 80));
        Assert.DoesNotContain('\t', text);

        // The column behind the names begins at the same place in all rows.
        string[] rows = [.. text[text.IndexOf("\nResult\n", StringComparison.Ordinal)..].Split('\n').Skip(4).Take(6)];
        Assert.Single(rows.Select(row => TextColumns.Width(row[..(row.IndexOf("  ", 6, StringComparison.Ordinal) is var gap ? row.Length - row[gap..].TrimStart().Length : 0)])).Distinct());
    }

    [Theory]
    [InlineData("# no heading", "\\# no heading")]
    [InlineData("- no list", "\\- no list")]
    [InlineData("> no quotation", "\\> no quotation")]
    [InlineData("1. no list", "1\\. no list")]
    [InlineData("===", "\\===")]
    [InlineData("&lt;b&gt; AT&T", "\\&lt;b\\&gt; AT\\&T")]
    [InlineData("Q & A: 1.5 -5 +3 #4 is `x`", "Q & A: 1.5 -5 +3 #4 is \\`x\\`")]
    public void WhatLooksLikeMarkdownIsText(string words, string line)
    {
        using MemoryStream file = new();
        using (MarkdownText text = new(file))
        {
            text.Paragraph(words);
        }

        Assert.Equal($"\n{line}\n", Encoding.UTF8.GetString(file.ToArray()));
    }

    /// <summary>A word that begins a line by chance does not begin a list.</summary>
    [Fact]
    public void AlsoWhereALineBegins()
    {
        using MemoryStream file = new();
        using (MarkdownText text = new(file))
        {
            text.Paragraph(string.Join(' ', Enumerable.Repeat("- 7.", 60)));
        }

        Assert.All(Encoding.UTF8.GetString(file.ToArray()).Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotMatch(@"(?m)^(- |7\. )", Encoding.UTF8.GetString(file.ToArray()));
    }

    [Fact]
    public void EveryHostIsInTheText()
    {
        string text = Report.Write(ReportFormat.Markdown, Enumerable.Range(1, 7).Select(i => Report.Of(1e6, 1) with { Environment = Runs.Machine($"6.{i}.0") }));
        Assert.All(Enumerable.Range(1, 7), i => Assert.Matches($@"(?m)^    .*local, 6\.{i}\.0", text));
    }

    [Fact]
    public void EqualCellsHaveNoMostAndNoFewest()
    {
        string answer = Report.Model(new[] { 1, 2 }.Select(a => Runs.Of(500_000, ("A", a)))).Answer;
        Assert.StartsWith("All 2 cells received the same, 500,000 packets per second. ", answer, StringComparison.Ordinal);
    }

    /// <summary>The mean rate of a ramp says little: the answer is up to which rate nothing was lost.</summary>
    [Fact]
    public void ARampIsAnsweredByItsRates()
    {
        RateStep Step(double rate, long lost) => new() { RatePps = rate, Seconds = 1, Sent = (long)rate, Received = (long)rate - lost, Lost = lost };
        string Answer(params RateStep[] steps) => Report.Model(Report.Of(1000, 1) with { Steps = steps }).Answer;
        Assert.StartsWith("local lost nothing up to 50,000 packets per second, and 25 % at the next rate, 80,000. ", Answer(Step(10_000, 0), Step(50_000, 0), Step(80_000, 20_000)), StringComparison.Ordinal);
        Assert.StartsWith("local lost nothing at any of 2 rates up to 50,000 packets per second. ", Answer(Step(10_000, 0), Step(50_000, 0)), StringComparison.Ordinal);
        Assert.StartsWith("local lost packets at the lowest rate already, 10 % at 10,000 packets per second. ", Answer(Step(10_000, 1000), Step(50_000, 0)), StringComparison.Ordinal);
    }

    /// <summary>Where only some generators are known, shares are of what is accounted for: none is above 100 %.</summary>
    [Fact]
    public void SharesOfPartlyKnownLossesAddUp()
    {
        SinkMeasurement known = Report.Of(1e6, 1, ("A", 1)), unknown = Report.Of(1e6, 2, ("A", 1));
        unknown = unknown with { Ledger = new Ledger { Received = unknown.Packets, Entries = [] } };
        ReportLosses losses = ReportLosses.Of([known, unknown]);
        Assert.Equal((2, 1, false), (losses.Measurements, losses.Known, losses.IsWhole));
        Assert.Equal(losses.All, losses.Received + losses.Losses.Sum(loss => loss.Packets) + losses.Unexplained!.Value);
        Assert.Contains("known of 1 of 2 measurements", Report.Write(ReportFormat.Markdown, known, unknown), StringComparison.Ordinal);
        Assert.Contains("known of 1 of 2 measurements", Report.Write(ReportFormat.Html, known, unknown), StringComparison.Ordinal);
    }
}
