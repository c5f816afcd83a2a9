using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Where a guest's kernel and modules come from: an image (bzImage, vmlinuz, vmlinux, Image), a Debian or RPM package, a folder (a
/// build tree, or an unpacked package), or a release installed on this machine.
/// </summary>
internal static class KernelSource
{
    /// <summary>Releases of the kernels in /boot.</summary>
    public static IReadOnlyList<string> Installed =>
        Directory.Exists("/boot") ? [.. Directory.GetFiles("/boot", "vmlinuz-*").Select(file => Path.GetFileName(file)["vmlinuz-".Length..]).Order(StringComparer.Ordinal)] : [];

    /// <summary>Reads a kernel and finds its modules.</summary>
    /// <param name="given">As it was given; a path is absolute.</param>
    /// <param name="modules">The folder of its modules, or the package that has them; null to look beside the kernel.</param>
    /// <param name="cancel">Ctrl-C.</param>
    /// <exception cref="LabException">There is none, or it cannot be used.</exception>
    public static (KernelImage Kernel, ModuleTree Modules, IDisposable? Unpacked) Open(string given, string? modules, CancellationToken cancel)
    {
        KernelPackage? package = null;
        try
        {
            if (KernelPackage.Is(given))
            {
                package = KernelPackage.Unpack(given, "Kernel", cancel);
            }

            string image = package is null ? Find(given) : ImageIn(package.Folder)
                ?? throw new LabException(FailureCode.NotFound, $"-Kernel {given}: this package has no kernel (boot/vmlinuz-*, lib/modules/*/vmlinuz); give a linux-image, kernel-core or kernel-default package.", "Kernel");
            KernelImage kernel = KernelImage.Read(image);
            if (modules is null || !KernelPackage.Is(modules))
            {
                return (kernel, Modules(image, kernel, modules, modules), package);
            }

            package = KernelPackage.Unpack(modules, "Module", cancel, package);
            return (kernel, Modules(image, kernel, package.Folder, modules), package);
        }
        catch
        {
            package?.Dispose();
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
                ? $"-Kernel {given}: this folder has no kernel: neither arch/x86/boot/bzImage nor arch/arm64/boot/Image (build one with make), nor one boot/vmlinuz-* or lib/modules/*/vmlinuz."
                : $"-Kernel {given}: there is neither such a file or folder, nor a kernel of this release in /boot{(Installed.Count == 0 ? "" : ", which has " + string.Join(", ", Installed))}.",
            "Kernel");
    }

    private static string? ImageIn(string folder)
    {
        // A tree may have been built for one processor after the other: its modules are those of the last.
        string? built = new[] { "arch/x86/boot/bzImage", "arch/arm64/boot/Image", "arch/arm64/boot/Image.gz" }.Select(image => Path.Combine(folder, image)).Where(File.Exists).MaxBy(File.GetLastWriteTimeUtc);
        return built ?? new[] { "boot/vmlinuz-*", "lib/modules/*/vmlinuz", "usr/lib/modules/*/vmlinuz" }.Select(pattern => Only(folder, pattern)).FirstOrDefault(image => image is not null);
    }

    /// <summary>The only file of a pattern whose last or next to last part may vary; null if there is none, or several.</summary>
    private static string? Only(string folder, string pattern)
    {
        string[] parts = pattern.Split('/');
        IEnumerable<string> found = [folder];
        foreach (string part in parts)
        {
            found = [.. found.Where(Directory.Exists).SelectMany(f => Directory.EnumerateFileSystemEntries(f, part))];
        }

        return found.Where(File.Exists).ToArray() is [string only] ? only : null;
    }

    /// <summary>The modules in a given folder, or those beside the image: of the same root, of the same build tree, or this machine's.</summary>
    private static ModuleTree Modules(string image, KernelImage kernel, string? chosen, string? given)
    {
        string release = kernel.Release;
        if (chosen is not null)
        {
            return ModuleTree.Open(chosen, release) is { Count: > 0 } tree ? tree
                : throw new LabException(FailureCode.NotFound, $"-Module {given}: there are no modules in it; give /lib/modules/{release}, a folder above it, or a build tree in which 'make modules' was run.", "Module");
        }

        string folder = Path.GetDirectoryName(image)!;
        string[] places = [folder, Path.GetFullPath(Path.Combine(folder, "..")), Path.GetFullPath(Path.Combine(folder, "..", "..", "..")), "/"];
        return places.Where(place => place == "/" || File.Exists(Path.Combine(place, "modules.order")) || Directory.Exists(Path.Combine(place, "lib", "modules", release)) || Directory.Exists(Path.Combine(place, "usr", "lib", "modules", release)))
            .Select(place => ModuleTree.Open(place, release))
            .FirstOrDefault(tree => tree?.BelongsTo(kernel) == true) ?? ModuleTree.None;
    }
}
