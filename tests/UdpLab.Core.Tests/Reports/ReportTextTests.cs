using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace UdpLab.Tests;

/// <summary>The files that reports become.</summary>
public partial class ReportTextTests
{
    private static object[] All => [.. Report.RssSweep(4), Report.Of(1e6, 1, ("RssQueues", 8), ("Kernel", Report.Hostile)) with { Profile = Report.Profile($"sink;main;{Report.Hostile} 400", "sink;main;udp_recvmsg_[k] 600") }];

    /// <summary>Table, CSV, JSON and both reports of a run have the same numbers, to the packet.</summary>
    [Fact]
    public void NumbersAgreeToThePacket()
    {
        SinkMeasurement run = Report.Of(987_654.321, 1);
        string folder = Directory.CreateTempSubdirectory("udplab-report-").FullName;
        try
        {
            string csv = Path.Combine(folder, "run.csv"), json = Path.Combine(folder, "run.jsonl");
            foreach (string file in new[] { csv, json })
            {
                using ResultFile results = ResultFile.Open(file, ResultFile.FormatOf(file), append: false, CancellationToken.None);
                results.Add(run);
            }

            string[] names = ["Packets", "Sent", "Lost", "Unexplained"], head = File.ReadLines(csv).First().Split(','), row = [.. Field().Matches(File.ReadLines(csv).Last()).Select(match => match.Value)];
            using System.Text.Json.JsonDocument line = System.Text.Json.JsonDocument.Parse(File.ReadAllText(json));
            string page = Report.Write(ReportFormat.Html, run), text = Report.Write(ReportFormat.Markdown, run);
            string[] columns = [.. Cell().Matches(Measurements().Match(page).Groups[1].Value).Select(match => match.Groups[1].Value)], cells = [.. Cell().Matches(Measurements().Match(page).Groups[2].Value).Select(match => match.Groups[1].Value)];
            foreach (string name in names)
            {
                long value = long.Parse(row[Array.IndexOf(head, name)], CultureInfo.InvariantCulture);
                Assert.Equal(value, name switch { "Packets" or "Lost" => line.RootElement.GetProperty(name).GetInt64(), _ => line.RootElement.GetProperty("Ledger").GetProperty(name).GetInt64() });
                Assert.Equal(value, long.Parse(cells[Array.IndexOf(columns, name)], NumberStyles.Number, CultureInfo.InvariantCulture));
                Assert.True(name == "Lost" || text.Contains(value.ToString("N0", CultureInfo.InvariantCulture), StringComparison.Ordinal), name);
            }

            Assert.Contains($"<td>RcvbufErrors</td><td class=\"n\">{run.Ledger.Entries[2].Packets.ToString("N0", CultureInfo.InvariantCulture)}</td>", page, StringComparison.Ordinal);
            Assert.Contains(run.Ledger.Entries[2].Packets.ToString("N0", CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
            Assert.Equal(run.Pps!.Value.ToString("N0", CultureInfo.InvariantCulture), cells[Array.IndexOf(columns, "Pps")]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void HostileNamesAreText()
    {
        string page = Report.Write(ReportFormat.Html, All), text = Report.Write(ReportFormat.Markdown, All);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', page);
        Assert.Equal(Count(page, "<script"), Count(page, "</script>"));
        Assert.Contains("&lt;/script&gt;&lt;img", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', text);

        // Outside of tables, which are code.
        Assert.DoesNotContain(text.Split('\n'), line => !line.StartsWith("    ", StringComparison.Ordinal) && line.Replace("\\<", "", StringComparison.Ordinal).Contains('<'));
    }

    [Fact]
    public void APageNeedsNothingElse()
    {
        string page = Report.Write(ReportFormat.Html, All);
        Assert.Contains("content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("""(src|href)=["'](?!#)""", page);
        Assert.DoesNotContain("{{", page[..page.IndexOf("<script>\n", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Equal(Count(page, "<section "), Count(page, "</section>"));
        Assert.Equal(Count(page, "<details"), Count(page, "</details>"));
        Assert.Equal(Count(page, "<table"), Count(page, "</table>"));
    }

    /// <summary>At most 300 kB more than the data: the whole page without the compressed data is less.</summary>
    [Fact]
    public void APageIsSmall()
    {
        using LabReport report = new();
        long data = 0;
        foreach (object one in All)
        {
            report.Add(one);
            data += ResultLine.Of(one).Length;
        }

        Assert.InRange(Report.Bytes(report).Length, 0, data + 300_000);
        Assert.InRange(Report.Write(ReportFormat.Html, Report.Of(1e6, 1)).Length, 0, 200_000);
    }

    /// <summary>The rows of many measurements are compressed: without them the page has less than 300 kB beside its data.</summary>
    [Fact]
    public void APageOfAThousandMeasurementsIsSmall()
    {
        using LabReport report = new();
        foreach (SinkMeasurement run in Enumerable.Range(1, 1000).Select(i => Report.Of(1e6 + i, i, ("RssQueues", 1 << (i % 4)), ("Kernel", i % 2 == 0 ? "4.9.0" : Report.Hostile)) with { Position = i }))
        {
            report.Add(run);
        }

        byte[] bytes = Report.Bytes(report);
        string page = System.Text.Encoding.UTF8.GetString(bytes);
        Assert.Equal(1000, Report.Read(bytes).OfType<SinkMeasurement>().Count());
        int data = page.Split("id=\"udplab-results\"")[1].IndexOf("</script>", StringComparison.Ordinal);
        Assert.InRange(bytes.Length - data, 0, 300_000);

        Assert.Equal(100, Count(Measurements().Match(page).Groups[2].Value, "<tr>"));
        byte[] rows = Convert.FromBase64String(page.Split("id=\"more-measurements\">")[1].Split('<')[0].ReplaceLineEndings(""));
        using System.IO.Compression.GZipStream unpacked = new(new MemoryStream(rows), System.IO.Compression.CompressionMode.Decompress);
        using StreamReader text = new(unpacked);
        string rest = text.ReadToEnd();
        Assert.Equal(900, Count(rest, "<tr>"));
        Assert.DoesNotContain("<img", rest, StringComparison.Ordinal);
        Assert.Contains("The table has the first 100: JavaScript adds the others", page, StringComparison.Ordinal);
    }

    [Fact]
    public void MarkdownHasARampsLossByRate()
    {
        SinkMeasurement ramp = Report.Of(1000, 1) with { Steps = [new RateStep { RatePps = 1_000, Seconds = 1, Sent = 1_000, Received = 1_000, Lost = 0 }, new RateStep { RatePps = 90_000, Seconds = 1, Sent = 90_000, Received = 60_000, Lost = 30_000 }] };
        string text = Report.Write(ReportFormat.Markdown, ramp);
        Assert.Matches(@"Loss by rate:\n\n +Rate pps +Sent pps +Sent +Received +Lost +Loss %\n", text);
        Assert.Matches(@"\n +90,000 +90,000 +90,000 +60,000 +30,000 +33\.33\n", text);
    }

    [Fact]
    public void MarkdownKeepsTo80Columns()
    {
        string text = Report.Write(ReportFormat.Markdown, All);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Matches(@"(?m)^    RssQueues +Kernel +n +Pps", text);
        Assert.Matches(@"(?m)^    RssQueues=1 +Pps +[\d,]+ +[\d,]+ +\+[\d.]+ % +Faster", text);
        Assert.Contains("        60.00%  [unknown]      [k] udp_recvmsg\n", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^    unexplained +125 ", text);
    }

    [Theory]
    [InlineData("r.html", ReportFormat.Html)]
    [InlineData("r.md", ReportFormat.Markdown)]
    [InlineData("r.TXT", ReportFormat.Markdown)]
    [InlineData("/dev/stdout", ReportFormat.Html)]
    public void TheNameSuggestsTheFormat(string path, ReportFormat format) => Assert.Equal(format, LabReport.FormatOf(path));

    [Fact]
    public void ATableOfTextFits()
    {
        string[][] rows = [["a value that is much longer than it should be", "1", "x"], ["b", "22", "y"]];
        Assert.All(TextTable.Of(["Name", "#Count", "Left out"], rows, 24, 2), line => Assert.InRange(line.Length, 0, 24));
        Assert.Equal(["Name  Count", "----  -----", "b        22"], TextTable.Of(["Name", "#Count"], [["b", "22"]], 80, 2));
    }

    private static int Count(string text, string part) => (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;

    [GeneratedRegex("<table class=\"measurements\"><thead>(.*?)</thead><tbody>(.*?)</tbody>", RegexOptions.Singleline)]
    private static partial Regex Measurements();

    [GeneratedRegex("(?<=^|,)(\"([^\"]|\"\")*\"|[^,]*)")]
    private static partial Regex Field();

    [GeneratedRegex("<t[hd][^>]*>(.*?)</t[hd]>")]
    private static partial Regex Cell();
}
