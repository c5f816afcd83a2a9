using System.Text.RegularExpressions;

namespace UdpLab.Tests.Modules;

/// <summary>The generator of the help reports a page that does not fit its cmdlet, with file and line, and repairs what it generates.</summary>
public sealed partial class HelpPageTests : IDisposable
{
    private static readonly string _objects = Path.Combine(HelpExample.Folder, "..", "objects");
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("udplab-pages-");
    private readonly DirectoryInfo _folder;

    public HelpPageTests()
    {
        _folder = _root.CreateSubdirectory("cmdlets");
        foreach (string file in Directory.EnumerateFiles(HelpExample.Folder))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void PagesAreUpToDate()
    {
        (int code, string errors) = Generate();
        Assert.Equal((0, ""), (code, errors));
        Assert.All(Directory.EnumerateFiles(_folder.FullName, "*.md"), page => Assert.Equal(File.ReadAllText(Path.Combine(HelpExample.Folder, Path.GetFileName(page))), File.ReadAllText(page)));
        Assert.All(Directory.EnumerateFiles(_objects), page => Assert.Equal(File.ReadAllText(page), File.ReadAllText(Path.Combine(_root.FullName, "objects", Path.GetFileName(page)))));
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "en-US", "UdpLab.dll-Help.xml")), File.ReadAllText(Help));
    }

    [Fact]
    public void AStaleSyntaxAndTypeAreRepaired()
    {
        string before = Page("New-LabTestbed");
        Edit("New-LabTestbed", "[-Mtu <Int32>]", "[-Gone <Int32>]");
        Edit("New-LabTestbed", "- Type: `Int32`, 1280 to 65535", "- Type: `Int64`");

        (int code, string errors) = Generate();
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(before, Page("New-LabTestbed"));
    }

    [Fact]
    public void WhatDoesNotFitIsAnErrorWithFileAndLine()
    {
        Edit("New-LabTestbed", "### -Mtu", "### -Mtv");
        Edit("Get-Sink", "## Inputs", "## Input");
        Edit("Stop-Sink", "### UdpLab.SinkMeasurement", "### UdpLab.Sink");
        Edit("Show-LabChart", "- Unit: columns\n", "");
        Edit("Start-Sink", "- Default: Recvmsg\n", "");
        Edit("README", "(Get-LineRate.md)", "(Get-LineRates.md)");
        File.Delete(Path.Combine(_folder.FullName, "Get-UdpSocket.md"));
        File.WriteAllText(Path.Combine(_folder.FullName, "Get-Nothing.md"), "# Get-Nothing\n");

        (int code, string errors) = Generate();
        Assert.Equal(1, code);
        Expect("New-LabTestbed", "### -Mtv", "New-LabTestbed has no parameter -Mtv.");
        Expect("New-LabTestbed", "### -Confirm", "-Mtu has no entry in ## Parameters.");
        Expect("Get-Sink", "## Input", "## Input is not expected here: after ## Parameters comes Inputs.");
        Expect("Stop-Sink", "### UdpLab.Sink", "## Outputs has UdpLab.Sink; the cmdlet's are UdpLab.SinkMeasurement.");
        Expect("Show-LabChart", "### -Width", "-Width is a number and has no unit: \"- Unit: packets\".");
        Expect("Start-Sink", "### -Method", "-Method has no default: \"- Default: 1\", or \"- Default: None\" if there is none.");
        Expect("README", "# Cmdlets by task", "Get-LineRate.md is not in the index.");
        Assert.Contains("Get-UdpSocket.md(1): error HELP: Get-UdpSocket has no page.", errors, StringComparison.Ordinal);
        Assert.Contains("Get-Nothing.md(1): error HELP: There is no such cmdlet.", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Help));

        void Expect(string page, string line, string text) =>
            Assert.Contains($"{page}.md({Array.LastIndexOf(Page(page).Split('\n'), line) + 1}): error HELP: {text}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void ALinkOfAPageLeadsToAFile() => Assert.All([.. Directory.EnumerateFiles(HelpExample.Folder, "*.md"), .. Directory.EnumerateFiles(_objects)], page =>
        Assert.All(Link().Matches(File.ReadAllText(page)), link => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value)), $"{Path.GetFileName(page)}: {link.Value}")));

    /// <summary>The code's documentation is what people read about an object.</summary>
    [Fact]
    public void EachPropertyOfAnObjectHasAMeaning() => Assert.All(Directory.EnumerateFiles(_objects), page => Assert.DoesNotContain("|  |", File.ReadAllText(page), StringComparison.Ordinal));

    private string Help => Path.Combine(_folder.FullName, "Help.xml");

    private string Page(string name) => File.ReadAllText(Path.Combine(_folder.FullName, name + ".md"));

    private void Edit(string name, string old, string replacement)
    {
        Assert.Contains(old, Page(name), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder.FullName, name + ".md"), Page(name).Replace(old, replacement, StringComparison.Ordinal));
    }

    private (int Code, string Errors) Generate()
    {
        string source = Path.Combine(Repository.Root, "src");
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        (int code, _, string errors) = Tool.Try(
            "dotnet",
            Path.Combine(source, "UdpLab.Help", "bin", configuration, "net10.0", "UdpLab.Help.dll"),
            _folder.FullName,
            Path.Combine(source, "UdpLab", "bin", configuration, "net8.0", "UdpLab.dll"),
            Repository.Manifest,
            Path.Combine(source, "UdpLab", "obj", configuration, "net8.0", "help-references.txt"),
            Path.Combine(source, "UdpLab.Core", "bin", configuration, "net8.0", "UdpLab.Core.xml"),
            Help);
        return (code, errors);
    }

    [GeneratedRegex(@"\]\((?!https://|#)([^)#]+)\)")]
    private static partial Regex Link();
}
