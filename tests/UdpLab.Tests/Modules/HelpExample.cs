using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Modules;

/// <summary>An example of a page in docs/cmdlets.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Needs">What it names as needed.</param>
/// <param name="Given">Commands that the reader has run before; in a comment, for tests.</param>
/// <param name="Code">The commands it shows.</param>
/// <param name="Afterwards">Commands that clean up; in a comment, for tests.</param>
/// <param name="Printed">The output it shows.</param>
internal sealed partial record HelpExample(string Title, string[] Needs, string Given, string Code, string Afterwards, string Printed)
{
    /// <summary>The cmdlets, which have a page each.</summary>
    public static IEnumerable<string> Pages => Directory.EnumerateFiles(Folder, "*-*.md").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static string Folder { get; } = Path.Combine(Repository.Root, "docs", "cmdlets");

    /// <summary>Whether what it shows is an error: "Measure-Sink: ...".</summary>
    public bool ShowsError => ErrorLine().IsMatch(Printed);

    /// <summary>Names of the commands in it.</summary>
    public IEnumerable<string> Commands =>
        Parser.ParseInput($"{Given}\n{Code}", out _, out _).FindAll(a => a is CommandAst, searchNestedScriptBlocks: true).Select(a => ((CommandAst)a).GetCommandName()).Where(n => n is not null).Distinct();

    public static HelpExample[] Of(string page)
    {
        string text = File.ReadAllText(Path.Combine(Folder, page + ".md")).Split("\n## Examples\n")[1].Split("\n## Parameters\n")[0];
        return [.. text.Split("\n### ")[1..].Select(Read)];
    }

    private static HelpExample Read(string text)
    {
        Match[] blocks = [.. Block().Matches(text).Cast<Match>()];
        string Blocks(string language) => string.Join('\n', blocks.Where(b => b.Groups["language"].Value == language).Select(b => b.Groups["text"].Value));
        string Comment(string kind) => CommentLine().Matches(text).Where(m => m.Groups["kind"].Value == kind).Select(m => m.Groups["text"].Value).FirstOrDefault("");
        string[] needs = [.. blocks.SelectMany(b => b.Groups["needs"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct()];
        return new HelpExample(text.Split('\n')[0], needs, Comment("given"), Blocks("powershell"), Comment("afterwards"), Blocks("text"));
    }

    /// <summary>One script of examples, since one may use what an earlier one has left in a variable. It takes less time than they say.</summary>
    public static string Script(IEnumerable<HelpExample> examples)
    {
        StringBuilder script = new("""
            $PSDefaultParameterValues += @{
                'Measure-UdpSocket:Duration' = 1; 'Find-UdpThroughput:TrialDuration' = 0.05; 'Find-UdpThroughput:DurationSum' = 0.05; 'Find-UdpThroughput:MaximumSeconds' = 0.5
            }

            """);
        foreach (HelpExample example in examples)
        {
            // Who sends may have no CPU for a while.
            string time = example.Needs.Contains("traffic") ? "1" : "0.1";
            string Quick(string code) => Shortened(code, time);
            script.AppendLine(Quick(example.Given));
            script.AppendLine(example.ShowsError
                ? $"$failed = $false; $ErrorActionPreference = 'Stop'; try {{ {Quick(example.Code)} }} catch {{ $failed = $true }}; $ErrorActionPreference = 'Continue'; if (-not $failed) {{ throw '{example.Title}: no error' }}"
                : Quick(example.Code));
            script.AppendLine(Quick(example.Afterwards));
        }

        return script.ToString();
    }

    private static string Shortened(string code, string time) => Floods().Replace(Repeats().Replace(Waits().Replace(Times().Replace(code, "$1 " + time), "$1 0"), "$1 2"), "$0 -Duration 0.05");

    [GeneratedRegex(@"Invoke-UdpFlood(?![^|}\n]*-(Duration|StepSeconds|Count)\b)")]
    private static partial Regex Floods();

    [GeneratedRegex(@"(-Duration|-StepSeconds) [\d.]+")]
    private static partial Regex Times();

    [GeneratedRegex(@"(-Settle) \d+")]
    private static partial Regex Waits();

    [GeneratedRegex(@"(-Repeat) \d+")]
    private static partial Regex Repeats();

    [GeneratedRegex("^```(?<language>[a-z]+)(?: needs=(?<needs>[a-z,]+))?\n(?<text>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^<!-- (?<kind>[a-z]+): (?<text>.*) -->$", RegexOptions.Multiline)]
    private static partial Regex CommentLine();

    [GeneratedRegex("^[A-Z][a-z]+-[A-Za-z]+: ")]
    private static partial Regex ErrorLine();
}
