using System.Diagnostics;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Where a guest's kernel and modules come from: an image (bzImage, vmlinuz, vmlinux), a Debian package, a folder (a build
/// tree, or an unpacked package), or a release installed on this machine.
/// </summary>
internal static class KernelSource
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <summary>Releases of the kernels in /boot.</summary>
    public static IReadOnlyList<string> Installed =>
        Directory.Exists("/boot") ? [.. Directory.GetFiles("/boot", "vmlinuz-*").Select(file => Path.GetFileName(file)["vmlinuz-".Length..]).Order(StringComparer.Ordinal)] : [];

    /// <summary>Reads a kernel and finds its modules.</summary>
    /// <param name="given">As it was given; a path is absolute.</param>
    /// <param name="modules">The folder of its modules; null to look beside the kernel.</param>
    /// <param name="cancel">Ctrl-C.</param>
    /// <exception cref="LabException">There is none, or it cannot be used.</exception>
    public static (KernelImage Kernel, ModuleTree Modules, IDisposable? Unpacked) Open(string given, string? modules, CancellationToken cancel)
    {
        TemporaryFolder? unpacked = null;
        try
        {
            if (given.EndsWith(".deb", StringComparison.OrdinalIgnoreCase) && File.Exists(given))
            {
                unpacked = Unpack(given, cancel);
            }
            else if (given.EndsWith(".rpm", StringComparison.OrdinalIgnoreCase))
            {
                throw new LabException(FailureCode.NotSupported, $"-Kernel {given}: RPM packages are not read; unpack it (rpm2cpio {Path.GetFileName(given)} | cpio -idm) and give the folder.", "Kernel");
            }

            string image = unpacked is not null ? ImageIn(unpacked.Path) ?? throw new LabException(FailureCode.NotFound, $"-Kernel {given}: this package has no kernel (boot/vmlinuz-*); give a linux-image package.", "Kernel") : Find(given);
            KernelImage kernel = KernelImage.Read(image);
            return (kernel, Modules(image, kernel.Release, modules), unpacked);
        }
        catch
        {
            unpacked?.Dispose();
            throw;
        }
    }

    private static string Find(string given)
    {
        if (File.Exists(given))
        {
            return given;
        }

        string? found = Directory.Exists(given) ? ImageIn(given) : given.Contains('/') ? null : Array.Find([$"/boot/vmlinuz-{given}", $"/lib/modules/{given}/vmlinuz"], File.Exists);
        return found ?? throw new LabException(
            FailureCode.NotFound,
            Directory.Exists(given)
                ? $"-Kernel {given}: this folder has no kernel: neither arch/x86/boot/bzImage (build one with make), nor one boot/vmlinuz-*."
                : $"-Kernel {given}: there is neither such a file or folder, nor a kernel of this release in /boot{(Installed.Count == 0 ? "" : ", which has " + string.Join(", ", Installed))}.",
            "Kernel");
    }

    private static string? ImageIn(string folder)
    {
        string built = Path.Combine(folder, "arch", "x86", "boot", "bzImage"), boot = Path.Combine(folder, "boot");
        return File.Exists(built) ? built : Directory.Exists(boot) && Directory.GetFiles(boot, "vmlinuz-*") is [string only] ? only : null;
    }

    /// <summary>The modules in a given folder, or those beside the image: of the same root, of the same build tree, or this machine's.</summary>
    private static ModuleTree Modules(string image, string release, string? given)
    {
        if (given is not null)
        {
            return ModuleTree.Open(given, release) is { Count: > 0 } tree ? tree
                : throw new LabException(FailureCode.NotFound, $"-Module {given}: there are no modules in it; give /lib/modules/{release}, a folder above it, or a build tree in which 'make modules' was run.", "Module");
        }

        string folder = Path.GetDirectoryName(image)!;
        string[] places = [folder, Path.GetFullPath(Path.Combine(folder, "..")), Path.GetFullPath(Path.Combine(folder, "..", "..", "..")), "/"];
        return places.Where(place => place == "/" || File.Exists(Path.Combine(place, "modules.order")) || Directory.Exists(Path.Combine(place, "lib", "modules", release)) || Directory.Exists(Path.Combine(place, "usr", "lib", "modules", release)))
            .Select(place => ModuleTree.Open(place, release))
            .FirstOrDefault(tree => tree is { Count: > 0 } && (tree.Release ?? release) == release) ?? ModuleTree.None;
    }

    private static TemporaryFolder Unpack(string package, CancellationToken cancel)
    {
        string program = Programs.Find("dpkg-deb") ?? throw new LabException(FailureCode.NotFound, $"-Kernel {package}: dpkg-deb unpacks it, and is not on PATH: install dpkg, or unpack the package elsewhere and give the folder.", "Kernel");
        TemporaryFolder folder = new("udplab-kernel-");
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, ["-x", package, folder.Path]) { RedirectStandardError = true })!;
            using CancellationTokenRegistration stop = cancel.Register(process.Kill);
            string complaints = process.StandardError.ReadToEnd();
            bool ended = process.WaitForExit(_patience);
            cancel.ThrowIfCancellationRequested();
            return ended && process.ExitCode == 0 ? folder : throw new LabException(FailureCode.InvalidArgument, $"-Kernel {package}: dpkg-deb cannot unpack it: {complaints.Trim()}", "Kernel");
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
