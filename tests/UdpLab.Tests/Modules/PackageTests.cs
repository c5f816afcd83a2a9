using System.Diagnostics;
using System.IO.Compression;
using System.Management.Automation;
using UdpLab.Tests.Hosting;

namespace UdpLab.Tests.Modules;

/// <summary>The package: what PSResourceGet and galleries require of a .nupkg, and that the module in it works elsewhere.</summary>
[Collection(Machine.Name)]
public sealed class PackageTests
{
    // Limits of nuget.org and the PowerShell Gallery.
    private const int LongestNotes = 35_000, LongestTags = 4_000;

    private const string Measure = "(Invoke-UdpFlood -RatePps 10000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000).Packets";

    private static readonly string[] _own = ["UdpLab.nuspec", "[Content_Types].xml", "_rels/.rels"];

    [Fact]
    public void TheMetadataIsThatOfTheManifest()
    {
        using Package package = Package.Require();
        using Session session = new();
        PSObject manifest = session.One($"Test-ModuleManifest '{package.Folder}/UdpLab.psd1'");

        Assert.Equal(("UdpLab", manifest.Text("Version"), manifest.Text("Author"), manifest.Text("Description"), manifest.Text("Copyright")),
            (package.Nuspec["id"], package.Nuspec["version"], package.Nuspec["authors"], package.Nuspec["description"], package.Nuspec["copyright"]));
        Assert.Equal(("MIT", "README.md"), (package.Nuspec["license"], package.Nuspec["readme"]));
        string[] tags = package.Nuspec["tags"].Split(' ');
        Assert.Equal(["PSModule", "PSEdition_Core", "Linux"], tags[..3]);
        Assert.Equal(tags.Distinct(), tags);
        foreach (string cmdlet in session.Give("(Get-Command -Module UdpLab).Name").Select(n => n.ToString()))
        {
            Assert.Contains($"PSCmdlet_{cmdlet}", tags);
            Assert.Contains($"PSCommand_{cmdlet}", tags);
        }

        Assert.InRange(package.Nuspec["tags"].Length, 1, LongestTags);
        Assert.Equal(tags[1..], session.Give($"(Test-ModuleManifest '{package.Folder}/UdpLab.psd1').Tags").Select(t => t.ToString()));
        Assert.DoesNotContain("dependencies", package.Nuspec.Keys);
    }

    [Fact]
    public void TheNotesAreThoseOfTheChangeLog()
    {
        using Package package = Package.Require();
        using Session session = new();
        string notes = package.Nuspec["releaseNotes"].ReplaceLineEndings("\n");
        string log = File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md"));

        Assert.InRange(notes.Length, 1, LongestNotes);
        Assert.Contains(notes, log, StringComparison.Ordinal);
        Assert.Matches($"\n## ({package.Version}|Unreleased).*\n\n$", log[..log.IndexOf(notes, StringComparison.Ordinal)]);
        Assert.DoesNotContain("\n## ", notes, StringComparison.Ordinal);
        Assert.Equal(notes, session.One($"(Test-ModuleManifest '{package.Folder}/UdpLab.psd1').ReleaseNotes").ToString());
    }

    [Fact]
    public void ItHoldsTheModulesFolderAndNoMore()
    {
        using Package package = Package.Require();
        string[] files = [.. Directory.EnumerateFiles(package.Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(package.Folder, f))];
        string[] entries = [.. package.Entries.Except(_own).Where(e => !e.StartsWith("package/services/metadata/core-properties/", StringComparison.Ordinal))];

        Assert.Equal(files.Order(StringComparer.Ordinal), entries.Order(StringComparer.Ordinal));
        Assert.Empty(_own.Except(package.Entries));
        Assert.DoesNotContain(files, f => Path.GetExtension(f) is ".pdb" or ".dbg" or ".nupkg" || f.EndsWith(".deps.json", StringComparison.Ordinal) || f.Contains("/obj/", StringComparison.Ordinal));
        foreach (string needed in new[] { "UdpLab.psd1", "bin/UdpLab.dll", "bin/core/UdpLab.Core.dll", "en-US/UdpLab.dll-Help.xml", "en-US/about_UdpLab.help.txt", "examples/01-this-machine.ps1", "docs/cmdlets/Measure-Sink.md", "README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "NOTICE.md" })
        {
            Assert.Contains(needed, files);
        }
    }

    [Fact]
    public void SymbolsAreApart()
    {
        using Package package = Package.Require();
        using ZipArchive symbols = ZipFile.OpenRead(package.Symbols);

        Assert.Equal(
            ["bin/UdpLab.pdb", "bin/agent/linux-arm64/udplab-agent.dbg", "bin/agent/linux-x64/udplab-agent.dbg", "bin/core/UdpLab.Core.pdb"],
            symbols.Entries.Where(e => e.Length > 0).Select(e => e.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheNoticesNameEveryLibraryAndHaveTheirLicenses()
    {
        using Package package = Package.Require();
        string notices = File.ReadAllText(Path.Combine(package.Folder, "NOTICE.md"));

        Assert.All(Directory.EnumerateFiles(Path.Combine(package.Folder, "bin/core"), "*.dll").Select(f => Path.GetFileName(f)!), dll => Assert.Contains($"{dll}`", notices, StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(Path.Combine(package.Folder, "docs", "licenses")).Select(f => Path.GetFileName(f)!), text => Assert.Contains(text, notices, StringComparison.Ordinal));
        Assert.All(notices.Split(' ', '|', ',', '\n').Where(w => w.EndsWith(".txt", StringComparison.Ordinal)), text => Assert.True(File.Exists(Path.Combine(package.Folder, "docs", "licenses", text)), text));
    }

    [Theory]
    [InlineData("linux-x64", 62)]
    [InlineData("linux-arm64", 183)]
    public void AnAgentIsAStaticExecutableForItsProcessor(string runtime, int machine)
    {
        using Package package = Package.Require();
        byte[] file = File.ReadAllBytes(Path.Combine(package.Folder, "bin/agent", runtime, "udplab-agent"));

        // ELF header: e_machine at 18; program headers at 64, 56 bytes each, e_phnum at 56. Type 3 names an interpreter.
        Assert.Equal("\u007fELF"u8.ToArray(), file[..4]);
        Assert.Equal(machine, BitConverter.ToUInt16(file, 18));
        Assert.DoesNotContain(3u, Enumerable.Range(0, BitConverter.ToUInt16(file, 56)).Select(i => BitConverter.ToUInt32(file, 64 + (i * 56))));
    }

    [Fact]
    public void UnpackedElsewhereItWorksInTheShell() => MustWork(ShellRun.Program);

    [Fact]
    public void UnpackedElsewhereItWorksInPwsh()
    {
        Machine.Need("pwsh");
        MustWork("pwsh");
    }

    [Fact]
    public void PSResourceGetFindsInstallsPublishesAndUninstallsIt()
    {
        Machine.Need("pwsh");
        Assert.SkipUnless(Tool.Run("pwsh", "-NoProfile", "-Command", "[bool](Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet)").Trim() == "True", "PSResourceGet is not installed.");
        using Package package = Package.Require();
        using Home home = new();
        string other = Directory.CreateDirectory(Path.Combine(home.Path, "repository")).FullName;

        Assert.Equal($"{home.Modules}/UdpLab/{package.Version}\n100\nUdpLab\nUdpLab {package.Version}\n0\n", home.Run("pwsh", $$"""
            $ErrorActionPreference = 'Stop'
            Register-PSResourceRepository here -Uri '{{Path.GetDirectoryName(package.Nupkg)}}' -Trusted
            Install-PSResource UdpLab -Repository here -Quiet
            Import-Module UdpLab
            (Get-Module UdpLab).ModuleBase
            {{Measure}}
            (Find-PSResource -CommandName Measure-Sink -Repository here).ParentResource.Name
            Register-PSResourceRepository there -Uri '{{other}}' -Trusted
            Publish-PSResource -NupkgPath '{{package.Nupkg}}' -Repository there
            Find-PSResource UdpLab -Repository there | ForEach-Object { "$($_.Name) $($_.Version)" }
            Remove-Item '{{other}}/*'
            Publish-PSResource -Path '{{package.Folder}}' -Repository there
            Remove-Module UdpLab
            Uninstall-PSResource UdpLab
            @(Get-Module UdpLab -ListAvailable).Count
            """));
    }

    /// <summary>From a home that has nothing but the module.</summary>
    private static void MustWork(string program)
    {
        using Package package = Package.Require();
        using Home home = new();
        string folder = Path.Combine(home.Modules, "UdpLab", package.Version);
        package.Unpack(folder);

        Assert.Equal($"{folder}\n100\nMeasure-Sink\nTrue\n0\n", home.Run(program, $$"""
            Import-Module UdpLab
            (Get-Module UdpLab).ModuleBase
            {{Measure}}
            (Get-Help Measure-Sink).Name
            (Get-Help about_UdpLab).Length -gt 1000
            Remove-Module UdpLab
            @(Get-Module UdpLab).Count
            """, Path.Combine(folder, "UdpLab.psd1")));
    }

    /// <summary>The home of a user who has nothing yet.</summary>
    private sealed class Home : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("udplab-home-").FullName;

        public string Modules => Path + "/.local/share/powershell/Modules";

        /// <summary>The output of a script in pwsh or the shell, which imports a module when it starts; nothing may go to its standard error.</summary>
        public string Run(string program, string script, string? module = null)
        {
            ProcessStartInfo start = new(program, [.. program == "pwsh" ? ["-NoProfile", "-NonInteractive"] : Array.Empty<string>(), "-Command", script])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Path,
            };
            start.Environment["HOME"] = Path;
            start.Environment["UDPLAB_MODULE"] = module;
            start.Environment["PSModulePath"] = $"{Modules}:{Environment.GetEnvironmentVariable("PSModulePath")}";
            foreach (string name in new[] { "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "UDPLAB_STATE" })
            {
                start.Environment.Remove(name);
            }

            using Process shell = Process.Start(start)!;
            shell.StandardInput.Close();
            Task<string> errors = shell.StandardError.ReadToEndAsync();
            string output = shell.StandardOutput.ReadToEnd();
            shell.WaitForExit();
            Assert.Equal("", errors.GetAwaiter().GetResult());
            return output;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
