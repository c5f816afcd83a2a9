using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace UdpLab.Tests.Modules;

/// <summary>NOTICE.md: every library that the module brings along is in it, with the license that it is under and its copyright notice.</summary>
public sealed partial class NoticeTests
{
    // Flame graphs' is beside the script whose notices it has, and goes into the package from there.
    private const string D3 = "d3-flame-graph.txt", D3Source = "src/UdpLab.Core/Perf/Flame/Assets/d3-flame-graph.licences.txt";

    private static readonly string[] _rows = [.. File.ReadLines(Path.Combine(Repository.Root, "NOTICE.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal) || line.StartsWith("| inside", StringComparison.Ordinal))];

    [Fact]
    public void EveryLibraryInTheModuleIsThere()
    {
        string[] libraries = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "bin", "core"), "*.dll").Select(f => Path.GetFileName(f)!).Where(f => f != "UdpLab.Core.dll")];

        Assert.Contains("Renci.SshNet.dll", libraries);
        Assert.All(libraries, library => Assert.Single(_rows, row => Column(row, 0).Contains($"{library}`", StringComparison.Ordinal)));
    }

    /// <summary>No library is left of those that are compiled into the agent: its project says which.</summary>
    [Fact]
    public void EveryLibraryInTheAgentIsThere() => Assert.All(
        XDocument.Load(Path.Combine(Repository.Root, "src", "UdpLab.Agent", "UdpLab.Agent.csproj")).Descendants("PackageReference").Select(p => (string)p.Attribute("Include")!),
        library => Assert.Single(_rows, row => Column(row, 0) == "`bin/agent`" && Column(row, 1).Contains($"[{library}]", StringComparison.Ordinal)));

    [Fact]
    public void EveryHolderIsInTheTextOfTheLicense() => Assert.All(_rows.Where(row => Column(row, 3).Length > 0), row =>
    {
        string texts = string.Concat(Column(row, 3).Split(", ").Select(name => File.ReadAllText(Path.Combine(Repository.Root, name == D3 ? D3Source : Path.Combine("docs", "licenses", name)))));
        string[] names = [.. Holders().Matches(Column(row, 1)).SelectMany(m => Name().Matches(m.Groups[1].Value)).Select(m => m.Value)];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains(name, texts, StringComparison.OrdinalIgnoreCase));
    });

    private static string Column(string row, int index) => row.Trim('|').Split('|')[index].Trim();

    // What follows a sign of copyright, up to the next work.
    [GeneratedRegex(@"©([^\[;]+)")]
    private static partial Regex Holders();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\b")]
    private static partial Regex Name();
}
