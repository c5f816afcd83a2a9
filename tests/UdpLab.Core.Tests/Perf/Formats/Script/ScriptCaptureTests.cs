using System.Text.RegularExpressions;

namespace UdpLab.Tests.Perf;

/// <summary>perf's own texts with many selections of fields, compared with simple counting.</summary>
public sealed partial class ScriptCaptureTests
{
    public static TheoryData<string> Chains => [.. Texts.Names("*script-default*"), .. Texts.Names("*script-fields.txt"), .. Texts.Names("*script-symoff*"), .. Texts.Names("*-fields-*").Where(n => !n.Contains("nog"))];

    public static TheoryData<string> Flats => [.. Texts.Names("*-flat-*"), .. Texts.Names("*nog*")];

    [Theory]
    [MemberData(nameof(Chains))]
    public void EveryParagraphWithAnAddressIsASample(string name)
    {
        string[] paragraphs = [.. Regex.Split(Texts.Read(name), "\n\n+").Where(p => Address().IsMatch(p))];

        PerfProfile profile = Texts.Capture(name);

        Assert.Equal(paragraphs.Length, profile.Samples);
        Assert.Equal(paragraphs.Length, profile.CallTree.Samples);
        Assert.True(profile.HasCallChains);
        Assert.Empty(profile.Notes);
        AssertLeaves(paragraphs, profile);
    }

    [Theory]
    [MemberData(nameof(Flats))]
    public void EveryLineWithAnAddressIsASample(string name)
    {
        string[] lines = [.. Texts.Read(name).Split('\n').Where(l => FlatAddress().IsMatch(l))];

        PerfProfile profile = Texts.Capture(name);

        Assert.Equal(lines.Length, profile.Samples);
        Assert.False(profile.HasCallChains);
        Assert.Empty(profile.Notes);
        AssertLeaves(lines, profile);
    }

    [Theory]
    [InlineData("6.1-fields-hostile-_misc.txt", "a b/c (d): 1/2")]
    [InlineData("6.1-flat-hostile-_misc.txt", "x 12 [001] 1.5:")]
    [InlineData("6.1-flat-comm-ip-sym.txt", "hog 2")]
    [InlineData("6.1-flat-comm-tid-ip-sym.txt", "hog 2")]
    [InlineData("6.1-fields-comm-ip-sym.txt", "hog 2")]
    [InlineData("6.1-fields-comm-tid-ip-sym.txt", "hog 2")]
    public void CommandsAreWhole(string name, string command) =>
        Assert.Equal(command, Assert.Single(Texts.Capture(name).ByCommand).Name);

    [Fact]
    public void AProfileForEachEvent()
    {
        IReadOnlyList<PerfProfile> profiles = Texts.All(Texts.Read("6.1-two-events.txt"), PerfFormat.PerfScript);

        Assert.Equal(["page-faults", "cpu-clock"], profiles.Select(p => p.Event).OrderDescending(StringComparer.Ordinal));
        Assert.Equal(5, profiles.Single(p => p.Event == "page-faults").Samples);
        Assert.Equal(47, profiles.Single(p => p.Event == "cpu-clock").Samples);
    }

    [Fact]
    public void BothOfPerfsOwnTextsOfACaptureAgree()
    {
        PerfProfile report = Texts.Capture("6.1-report-nochildren.txt");
        PerfProfile percent = Texts.Capture("6.1-report-t-semicolon.txt");

        Assert.Equal(411, report.Samples);
        Assert.Equal(606, percent.Samples);
        Assert.Equal(439, percent.Symbols[0].Samples);
    }

    private static void AssertLeaves(string[] samples, PerfProfile profile)
    {
        Dictionary<string, long> expected = samples
            .Select(s => Symbol().Match(s))
            .Where(m => m.Success)
            .GroupBy(m => m.Groups["name"].Value)
            .ToDictionary(g => g.Key, g => (long)g.Count());
        Dictionary<string, long> given = profile.Symbols.GroupBy(s => s.Name).ToDictionary(g => g.Key, g => g.Sum(s => s.Samples));
        foreach ((string name, long count) in expected)
        {
            Assert.Equal(count, given[name]);
        }
    }

    [GeneratedRegex(@"^\t *[0-9a-f]+", RegexOptions.Multiline)]
    private static partial Regex Address();

    [GeneratedRegex(@" [ 0-9a-f]{15}[0-9a-f]( |$)")]
    private static partial Regex FlatAddress();

    [GeneratedRegex(@"(^\t|: | ) *[0-9a-f]{1,16} (?<name>[a-z_][\w.]*)(?:\+0x[0-9a-f]+)?( \(|$)", RegexOptions.Multiline)]
    private static partial Regex Symbol();
}
