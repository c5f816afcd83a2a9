using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using UdpLab.Tests.Hosting;

namespace UdpLab.Tests.Modules;

/// <summary>What the module loads and when, and that other modules may bring other versions of the same libraries.</summary>
[Collection(Machine.Name)]
public class LoadingTests
{
    private const string Measure = "(Invoke-UdpFlood -RatePps 10000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000).Packets";

    // Loads UdpLab's SSH.NET: nothing listens on this port.
    private const string Connect = "try { Connect-LabHost 127.0.0.1 -Port 1 -ErrorAction Stop } catch { $_.CategoryInfo.Category }";

    // What UdpLab expects of the other module, whichever is first.
    private const string Other = """
        Renci.SshNet 2024.2.0.1 22
        BouncyCastle.Cryptography 2.4.0.33771 BA7816BF
        Spectre.Console 0.49.1.0 [[x]]
        System.Text.Json [1,2]

        """;

    private static readonly string _bin = Path.Combine(Repository.Root, "bin");
    private static readonly string _otherModule = Path.Combine(Repository.Root, "tests", "OtherModule", "bin", "Release", "net8.0", "OtherModule.psd1");

    [Fact]
    public void ImportAndAMeasurementLoadNothingThatOnlyReportsStatisticsFilesOrConnectionsNeed()
    {
        string loaded = $"\"$([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object Location -Like '{_bin}/*' | ForEach-Object {{ $_.GetName().Name }})\"";

        (int code, string output, string error) = ShellProcess.Run($"{loaded}; {Measure}; {loaded}");

        Assert.Equal((0, "UdpLab UdpLab.Core\n100\nUdpLab UdpLab.Core\n", ""), (code, output, error));
    }

    [Fact]
    public void TheAssemblyThatPowerShellSeesRefersToNoLibraryOfCore()
    {
        using PEReader reader = new(File.OpenRead(Path.Combine(_bin, "UdpLab.dll")));
        MetadataReader metadata = reader.GetMetadataReader();
        string[] references = [.. metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))];

        Assert.Equal(["UdpLab.Core"], references.Where(name => File.Exists(Path.Combine(_bin, "core", name + ".dll"))));
    }

    [Fact]
    public void InConstrainedLanguageTheImportSaysWhatItNeeds()
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        runspace.SessionStateProxy.LanguageMode = PSLanguageMode.ConstrainedLanguage;
        using PowerShell shell = PowerShell.Create(runspace);
        _ = shell.AddScript($"Import-Module '{Repository.Manifest}'").Invoke();
        Assert.Contains(shell.Streams.Error, e => e.Exception.Message.Contains("cannot be imported in language mode ConstrainedLanguage", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnotherModuleMayBringOtherVersionsOfItsLibraries(bool first)
    {
        (string before, string after) = first ? (_otherModule, Repository.Manifest) : (Repository.Manifest, _otherModule);
        string versions = "[AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Renci.SshNet' } | ForEach-Object { [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name }";
        string strays = $$"""
            $context = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ UdpLab
            [System.IO.Directory]::GetFiles('{{_bin}}/core', '*.dll') | Where-Object { $context.LoadFromAssemblyName([System.IO.Path]::GetFileNameWithoutExtension($_)).Location -ne $_ }
            """;
        string script = $$"""
            {{(first ? "Use-OtherLibrary" : Measure)}}
            {{(first ? "" : Connect)}}
            Import-Module '{{after}}'
            Use-OtherLibrary
            {{Measure}}
            {{Connect}}
            Use-OtherLibrary
            {{versions}}
            {{strays}}
            Remove-Module UdpLab
            Use-OtherLibrary
            Import-Module '{{Repository.Manifest}}'
            {{Measure}}
            {{Connect}}
            """;

        ShellResult run = ShellRun.Run(["-Command", script], null, new() { ["UDPLAB_MODULE"] = before });

        string use = "100\nConnectionError\n";
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal($"{(first ? Other : use)}{Other}{use}{Other}{(first ? "Default\nUdpLab\n" : "UdpLab\nDefault\n")}{Other}{use}", run.Output);
    }
}
