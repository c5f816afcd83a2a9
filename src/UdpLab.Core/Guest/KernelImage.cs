using System.Buffers.Binary;
using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A kernel that QEMU can start.</summary>
/// <param name="Release">Its release, as uname -r prints it.</param>
/// <param name="Bytes">The image: of x86-64 the ELF kernel, which starts fastest under emulation, or a bzImage; of arm64 an Image.</param>
/// <param name="Processor">The processor it is for.</param>
internal sealed record KernelImage(string Release, byte[] Bytes, GuestProcessor Processor)
{
    // The x86 boot protocol (Documentation/arch/x86/boot.rst).
    private const int SetupSectorsAt = 0x1f1, MagicAt = 0x202, VersionAt = 0x206, ReleaseAt = 0x20e, LoadFlagsAt = 0x236, PayloadAt = 0x248;
    private const int Is64Bit = 1, FirstWithFlags = 0x20c, Sector = 512;
    private const int SmallestFile = 0x1000, LongestRelease = 200;

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LabException">It cannot be started.</exception>
    public static KernelImage Read(string path)
    {
        byte[] file = ReadFile(path);
        if (file.Length >= SmallestFile && Elf.Is(file))
        {
            return ReadElf(file, path);
        }

        if (file.Length >= SmallestFile && Arm64Image.In(file, $"-Kernel {path}") is { } image)
        {
            return new KernelImage(ReleaseIn(image), image, Arm64Image.ProcessorFor(image) ?? throw Wrong(path, "it is a big-endian kernel, and the agent is a little-endian program: give one built without CONFIG_CPU_BIG_ENDIAN"));
        }

        if (file.Length < SmallestFile || !file.AsSpan(MagicAt).StartsWith("HdrS"u8))
        {
            throw Wrong(path, $"it is neither a bzImage (vmlinuz) nor an ELF vmlinux for x86-64, nor an Image (vmlinuz) for arm64: {Choices}");
        }

        ReadOnlySpan<byte> header = file;
        if (BinaryPrimitives.ReadUInt16LittleEndian(header[VersionAt..]) < FirstWithFlags || (header[LoadFlagsAt] & Is64Bit) == 0)
        {
            throw Wrong(path, "it is a 32-bit kernel, and the agent is a 64-bit program: give one built with CONFIG_64BIT");
        }

        int release = BinaryPrimitives.ReadUInt16LittleEndian(header[ReleaseAt..]) + Sector;
        return new KernelImage(release < file.Length - LongestRelease ? Encoding.ASCII.GetString(file, release, LongestRelease).Split('\0', ' ')[0] : "", Unpacked(file, path) ?? file, GuestProcessor.X64);
    }

    private static KernelImage ReadElf(byte[] file, string path)
    {
        (bool is64, int machine) = Elf.KindOf(file);
        string release = (is64, machine) switch
        {
            (true, Elf.X64) => ReleaseIn(file),
            (true, Elf.Arm64) => throw Wrong(path, "QEMU starts no ELF file for arm64: give the Image beside it, arch/arm64/boot/Image"),
            _ => throw Wrong(path, "it is neither an x86-64 nor an arm64 kernel: give one built for one of these"),
        };
        return release.Length == 0 ? throw Wrong(path, $"it is no Linux kernel: {Choices}")
            : IsBootable(file) ? new KernelImage(release, file, GuestProcessor.X64)
            : throw Wrong(path, "it cannot be started directly (it was built without CONFIG_PVH): give the bzImage beside it, arch/x86/boot/bzImage");
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException(e is UnauthorizedAccessException ? FailureCode.PermissionDenied : FailureCode.NotFound, $"-Kernel {path}: {e.Message}", "Kernel", e);
        }
    }

    /// <summary>The ELF kernel in a bzImage, which an emulated processor would take seconds to unpack; null if QEMU cannot start that one, or no program unpacks it.</summary>
    private static byte[]? Unpacked(byte[] file, string path)
    {
        int setup = file[SetupSectorsAt] == 0 ? 4 : file[SetupSectorsAt];
        long at = ((setup + 1) * Sector) + (long)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(PayloadAt)), length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(PayloadAt + 4));
        if (at + length > file.Length)
        {
            throw Wrong(path, "it is damaged: it ends before its kernel does; copy or build it again");
        }

        byte[] payload = file.AsSpan((int)at, (int)length).ToArray();
        try
        {
            byte[] kernel = Unpacking.Of(payload, $"-Kernel {path}");
            return kernel.Length > SmallestFile && Elf.Is(kernel) && IsBootable(kernel) ? kernel : null;
        }
        catch (LabException e) when (e.Code == FailureCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Whether the kernel has the entry point that QEMU uses for ELF files (XEN_ELFNOTE_PHYS32_ENTRY: name "Xen", type 18).</summary>
    private static bool IsBootable(ReadOnlySpan<byte> kernel)
    {
        ReadOnlySpan<byte> note = [18, 0, 0, 0, (byte)'X', (byte)'e', (byte)'n', 0];
        try
        {
            return Elf.Section(kernel, ".notes").IndexOf(note) >= 0;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>"Linux version 6.1.0 (builder@host) ..." in a kernel that is not packed; empty if it is not there.</summary>
    private static string ReleaseIn(ReadOnlySpan<byte> kernel)
    {
        ReadOnlySpan<byte> banner = "Linux version "u8;
        int at = kernel.IndexOf(banner);
        return at < 0 || at > kernel.Length - LongestRelease ? "" : Encoding.ASCII.GetString(kernel.Slice(at + banner.Length, LongestRelease - banner.Length)).Split(' ', '\0')[0];
    }

    private const string Choices = "give such a file, a Debian or RPM kernel package, a build tree, or a release in /boot";

    private static LabException Wrong(string path, string why) => new(FailureCode.InvalidArgument, $"-Kernel {path}: {why}.", "Kernel");
}
