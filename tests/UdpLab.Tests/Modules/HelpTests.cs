using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;
using UdpLab.Tests.Hosting;

namespace UdpLab.Tests.Modules;

/// <summary>Help covers every cmdlet and parameter, and none that does not exist. Also runs without pwsh; the Pester tests check more.</summary>
[Collection(Machine.Name)]
public class HelpTests
{
    private static readonly XNamespace _command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace _maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace _dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly string _folder = Path.Combine(Repository.Root, "en-US");
    private static readonly Dictionary<string, XElement> _pages = XDocument.Load(Path.Combine(_folder, "UdpLab.dll-Help.xml"))
        .Descendants(_command + "command")
        .ToDictionary(page => (string)page.Element(_command + "details")!.Element(_command + "name")!);

    [Fact]
    public void HelpHasEveryCmdletAndNoOther()
    {
        using Session session = new();

        Assert.Equal(Commands(session).Select(c => c.Name).Order(StringComparer.Ordinal), _pages.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void HelpHasEveryParameterAndNoOther()
    {
        using Session session = new();
        Assert.All(Commands(session), command => Assert.Equal(
            [.. Own(command.Parameters.Values).Select(Line).Order(StringComparer.Ordinal)],
            _pages[command.Name].Element(_command + "parameters")!.Elements(_command + "parameter").Select(Written).Order(StringComparer.Ordinal)));

        string Line(ParameterMetadata parameter)
        {
            ParameterSetMetadata[] sets = [.. parameter.ParameterSets.Values];
            string[] ways = [.. sets.Any(s => s.ValueFromPipeline) ? ["ByValue"] : Array.Empty<string>(), .. sets.Any(s => s.ValueFromPipelineByPropertyName) ? ["ByPropertyName"] : Array.Empty<string>()];
            return $"{parameter.Name} {(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType).Name} aliases {(parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none")} pipeline {(ways.Length > 0 ? $"True ({string.Join(", ", ways)})" : "False")}";
        }
    }

    [Fact]
    public void HelpHasEveryFormAndNoOther()
    {
        using Session session = new();
        Assert.All(Commands(session), command => Assert.Equal(
            command.ParameterSets.Select(set => $"{command.Name}: {string.Join(' ', set.Parameters.Select(p => p.Name).Where(n => !IsCommon(n)).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal),
            _pages[command.Name].Element(_command + "syntax")!.Elements(_command + "syntaxItem")
                .Select(form => $"{command.Name}: {string.Join(' ', form.Elements(_command + "parameter").Select(Name).Order(StringComparer.Ordinal))}")
                .Order(StringComparer.Ordinal)));
    }

    /// <summary>Where a cmdlet has a value before anything is given, the page says which.</summary>
    [Fact]
    public void HelpHasTheDefaultsOfTheCmdlets()
    {
        using Session session = new();
        string[] wrong = [.. Commands(session).SelectMany(command =>
        {
            object cmdlet = Activator.CreateInstance(command.ImplementingType)!;
            return from parameter in Own(command.Parameters.Values)
                   let value = command.ImplementingType.GetProperty(parameter.Name)?.GetValue(cmdlet)
                   let text = Default(value)
                   let written = (string)Page(command, parameter.Name).Element(_dev + "defaultValue")!
                   where text is not null && !written.StartsWith(text, StringComparison.Ordinal)
                   select $"{command.Name} -{parameter.Name}: {text}, not {written}";
        })];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    /// <summary>The formatter wraps lines; nothing else may be missing from what the shell prints.</summary>
    [Theory]
    [InlineData("80")]
    [InlineData("120")]
    public void TheShellShowsAllOfAPage(string columns)
    {
        ShellResult shown = ShellRun.Run(["-c", "Get-Command -Module UdpLab | ForEach-Object { Get-Help $_.Name -Full }"], null, new() { ["COLUMNS"] = columns, ["UDPLAB_MODULE"] = Repository.Manifest });

        Assert.InRange(shown.Output.Split('\n').Max(line => line.TrimEnd().Length), 60, int.Parse(columns, CultureInfo.InvariantCulture));
        string text = WithoutSpace(shown.Output);
        Assert.All(_pages.Values.SelectMany(page => page.Descendants(_maml + "para").Concat(page.Descendants(_dev + "code"))), part => Assert.Contains(WithoutSpace(part.Value), text, StringComparison.Ordinal));
    }

    /// <summary>Get-Help -Online opens the first address of a page. The links are other projects' pages, so they have no address, and it reports an error.</summary>
    [Fact]
    public void OnlineOpensNoPageOfOthers() => Assert.All(_pages.Values, page => Assert.All(page.Descendants(_maml + "navigationLink"), link => Assert.Empty((string)link.Element(_maml + "uri")!)));

    /// <summary>Get-Help about_* shows the fifth line of a topic as its synopsis.</summary>
    [Fact]
    public void ATopicSaysInOneLineWhatItIsAbout() => Assert.All(Directory.EnumerateFiles(_folder, "about_*.help.txt"), file =>
    {
        string[] lines = File.ReadAllLines(file);
        Assert.Equal(["TOPIC", $"    {Path.GetFileName(file).Split('.')[0]}", "", "SHORT DESCRIPTION"], lines[..4]);
        Assert.EndsWith(".", lines[4], StringComparison.Ordinal);
        Assert.InRange(lines[4].Length, 20, 80);
        Assert.Equal("", lines[5]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    });

    [Fact]
    public void ThePackageHasWhatGoesAlong()
    {
        string package = File.ReadAllText(Path.Combine(Repository.Root, "src", "UdpLab", "UdpLab.Package.targets"));
        Assert.All(["en-US/**", "examples/**", "docs/**", "README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "NOTICE.md"], part =>
        {
            Assert.Contains($"$(RepositoryFolder){part}", package, StringComparison.Ordinal);
            Assert.True(Path.Exists(Path.Combine(Repository.Root, part.Split('/')[0])), part);
        });
    }

    private static CmdletInfo[] Commands(Session session) => [.. session.Give("Get-Command -Module UdpLab").Select(c => (CmdletInfo)c.BaseObject)];

    private static IEnumerable<ParameterMetadata> Own(IEnumerable<ParameterMetadata> parameters) => parameters.Where(p => !IsCommon(p.Name));

    private static string WithoutSpace(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static bool IsCommon(string name) => Cmdlet.CommonParameters.Contains(name);

    private static XElement Page(CmdletInfo command, string parameter) => _pages[command.Name].Element(_command + "parameters")!.Elements(_command + "parameter").Single(p => Name(p) == parameter);

    // Null for what a cmdlet has instead of "not given": nothing, 0, an empty list or table.
    private static string? Default(object? value) => value switch
    {
        string text => text.Length > 0 ? text : null,
        System.Collections.IDictionary => null,
        Enum choice when Convert.ToInt64(choice, CultureInfo.InvariantCulture) == 0 => null,
        System.Collections.IEnumerable list when list.Cast<object>().Any() => string.Join(", ", list.Cast<object>()),
        IFormattable number => Convert.ToString(number, CultureInfo.InvariantCulture) is { } text && text != "0" ? text : null,
        _ => null,
    };

    private static string Name(XElement parameter) => (string)parameter.Element(_maml + "name")!;

    private static string Written(XElement parameter) =>
        $"{Name(parameter)} {(string?)parameter.Element(_command + "parameterValue") ?? "SwitchParameter"} aliases {(string)parameter.Attribute("aliases")!} pipeline {(string)parameter.Attribute("pipelineInput")!}";
}
