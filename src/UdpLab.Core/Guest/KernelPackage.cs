using System.Diagnostics;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A Debian or RPM package of a kernel or of its modules, unpacked into a folder until it is disposed.</summary>
internal sealed class KernelPackage : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);
    private readonly TemporaryFolder _folder = new("udplab-kernel-");
    private readonly KernelPackage? _other;

    private KernelPackage(KernelPackage? other) => _other = other;

    /// <summary>What was in it.</summary>
    public string Folder => _folder.Path;

    /// <summary>Whether a path is that of a package: by its ending, and by the file.</summary>
    public static bool Is(string path) => (IsDebian(path) || path.EndsWith(".rpm", StringComparison.OrdinalIgnoreCase)) && File.Exists(path);

    /// <summary>Unpacks it with dpkg-deb, or with bsdtar, which reads RPM with any compression.</summary>
    /// <param name="package">Its path.</param>
    /// <param name="parameter">The parameter it was given with.</param>
    /// <param name="cancel">Ctrl-C.</param>
    /// <param name="other">Another package, to be disposed with it.</param>
    /// <exception cref="LabException">The program is missing, or cannot unpack it.</exception>
    public static KernelPackage Unpack(string package, string parameter, CancellationToken cancel, KernelPackage? other = null)
    {
        (string name, string source) = IsDebian(package) ? ("dpkg-deb", "dpkg") : ("bsdtar", "libarchive-tools (Debian) or bsdtar (Fedora)");
        string program = Programs.Find(name) ?? throw new LabException(FailureCode.NotFound, $"-{parameter} {package}: {name} unpacks it, and is not on PATH: install {source}, or unpack the package elsewhere and give the folder.", parameter);
        KernelPackage unpacked = new(other);
        try
        {
            string[] arguments = IsDebian(package) ? ["-x", package, unpacked.Folder] : ["-x", "--no-same-owner", "-f", package, "-C", unpacked.Folder];
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            using CancellationTokenRegistration stop = cancel.Register(process.Kill);
            string complaints = process.StandardError.ReadToEnd();
            bool ended = process.WaitForExit(_patience);
            cancel.ThrowIfCancellationRequested();
            return ended && process.ExitCode == 0 ? unpacked : throw new LabException(FailureCode.InvalidArgument, $"-{parameter} {package}: {name} cannot unpack it: {complaints.Trim()}. Download it again.", parameter);
        }
        catch
        {
            // The caller still has the other one.
            unpacked._folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Dispose();
        _other?.Dispose();
    }

    private static bool IsDebian(string path) => path.EndsWith(".deb", StringComparison.OrdinalIgnoreCase);
}
