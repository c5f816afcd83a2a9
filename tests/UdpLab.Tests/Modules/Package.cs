using System.IO.Compression;
using System.Xml.Linq;

namespace UdpLab.Tests.Modules;

/// <summary>What `dotnet pack src/UdpLab -p:AgentRuntimes=all` (./build.ps1 -Task Package) left in out/; tests/package.sh makes it and runs its tests.</summary>
internal sealed class Package : IDisposable
{
    private const string Dll = "bin/UdpLab.dll";

    private readonly ZipArchive _nupkg;

    private Package(string version)
    {
        Version = version;
        Folder = Path.Combine(Repository.Root, "out", "UdpLab", version);
        Nupkg = Path.Combine(Repository.Root, "out", $"UdpLab.{version}.nupkg");
        Symbols = Path.Combine(Repository.Root, "out", $"UdpLab.{version}.symbols.zip");
        _nupkg = ZipFile.OpenRead(Nupkg);
        using Stream nuspec = _nupkg.GetEntry("UdpLab.nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        Nuspec = metadata.Elements().ToDictionary(e => e.Name.LocalName, e => e.Value);
    }

    public string Version { get; }

    /// <summary>The module's folder.</summary>
    public string Folder { get; }

    public string Nupkg { get; }

    /// <summary>The archive of debug information.</summary>
    public string Symbols { get; }

    /// <summary>The elements of the package's metadata.</summary>
    public IReadOnlyDictionary<string, string> Nuspec { get; }

    /// <summary>Paths of all files in the .nupkg.</summary>
    public string[] Entries => [.. _nupkg.Entries.Select(e => Uri.UnescapeDataString(e.FullName))];

    /// <summary>Opens the package; skips the test if there is none of this build.</summary>
    public static Package Require()
    {
        string packed = Path.Combine(Repository.Root, "out", "UdpLab"), built = Path.Combine(Repository.Root, Dll);
        string[] versions = Directory.Exists(packed) ? Directory.GetDirectories(packed) : [];
        string? folder = Array.Find(versions, v => File.ReadAllBytes(Path.Combine(v, Dll)).AsSpan().SequenceEqual(File.ReadAllBytes(built)));
        Assert.SkipWhen(folder is null, "This build is not packed: bash tests/package.sh.");
        return new(Path.GetFileName(folder)!);
    }

    /// <summary>Unpacks it as Install-PSResource does: without what belongs to the archive alone (InstallHelper.DeleteExtraneousFiles).</summary>
    public void Unpack(string folder)
    {
        ZipFile.ExtractToDirectory(Nupkg, folder);
        File.Delete(Path.Combine(folder, "UdpLab.nuspec"));
        File.Delete(Path.Combine(folder, "[Content_Types].xml"));
        Directory.Delete(Path.Combine(folder, "_rels"), recursive: true);
        Directory.Delete(Path.Combine(folder, "package"), recursive: true);
    }

    public void Dispose() => _nupkg.Dispose();
}
