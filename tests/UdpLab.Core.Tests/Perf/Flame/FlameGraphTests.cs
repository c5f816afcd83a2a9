using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Perf;

/// <summary>The page of a flame graph as text; it is tested in Chromium too (UdpLab.Tests).</summary>
public sealed partial class FlameGraphTests
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>&quot;'\"--><!--";

    [Fact]
    public void HostileNamesStayText()
    {
        PerfProfile profile = Texts.One($"{Hostile[..14]} 1 [000] 1.000000: cycles: \n\t          401000 {Hostile} (/tmp/{Hostile})\n\n") with { Host = Hostile, Notes = [new PerfNote(PerfNoteCode.Incomplete, Hostile)] };

        string page = Page(new FlameGraph(profile, null) { Title = Hostile });

        Assert.DoesNotContain("<img", page);
        Assert.Equal(3, ScriptEnds().Count(page));
        using JsonDocument data = JsonDocument.Parse(Data().Match(page).Groups["json"].Value);
        Assert.Contains(Hostile, Names(data.RootElement.GetProperty("root")));
    }

    [Fact]
    public void NothingIsLoadedFromElsewhere()
    {
        string page = Page(new FlameGraph(Texts.Capture("6.1-script-default.txt"), null));

        Assert.DoesNotMatch(@"(src|href)\s*=|@import|url\(", Comments().Replace(page[..page.IndexOf("id=\"profile\"", StringComparison.Ordinal)], ""));
        Assert.Contains("default-src 'none'", page);
        Assert.Contains("Apache License", page);
    }

    [Fact]
    public void EveryFrameHasItsShare()
    {
        PerfProfile profile = Texts.Capture("6.1-script-default.txt");
        using JsonDocument data = JsonDocument.Parse(Data().Match(Page(new FlameGraph(profile, null))).Groups["json"].Value);
        JsonElement root = data.RootElement.GetProperty("root");

        Assert.Equal(profile.EventCount, root.GetProperty("v").GetUInt64());
        Assert.Equal(profile.Samples, root.GetProperty("k").GetInt64());
        Assert.Equal(profile.Samples, root.GetProperty("c").EnumerateArray().Sum(c => c.GetProperty("k").GetInt64()));
    }

    [Fact]
    public void ADifferenceIsInPercentagePoints()
    {
        PerfProfile before = Texts.One("old;f 50\nold;g 50\n", PerfFormat.Folded), after = Texts.One("new;f 150\nnew;g 50\n", PerfFormat.Folded);
        using JsonDocument data = JsonDocument.Parse(Data().Match(Page(new FlameGraph(after, before))).Groups["json"].Value);

        JsonElement f = data.RootElement.GetProperty("root").GetProperty("c")[0].GetProperty("c")[0];
        Assert.Equal(("f", 25.0), (f.GetProperty("n").GetString(), f.GetProperty("p").GetDouble()));
    }

    private static string Page(FlameGraph graph)
    {
        using MemoryStream stream = new();
        graph.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static IEnumerable<string> Names(JsonElement node) =>
        (node.TryGetProperty("c", out JsonElement children) ? children.EnumerateArray().SelectMany(Names) : []).Prepend(node.GetProperty("n").GetString()!);

    [GeneratedRegex("</script", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptEnds();

    [GeneratedRegex("<script type=\"application/json\" id=\"profile\">(?<json>.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comments();
}
