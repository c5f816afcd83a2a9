using System.Buffers.Binary;
using System.Text;

namespace UdpLab.Core.Tests.Guest;

/// <summary>Kernels that cannot be guests, and why.</summary>
public sealed class KernelSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-kernel-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ABuildTreeAndAnUnpackedPackageAreFound()
    {
        string tree = Path.Combine(_folder, "linux"), image = Path.Combine(tree, "arch", "x86", "boot", "bzImage");
        Directory.CreateDirectory(Path.GetDirectoryName(image)!);
        File.WriteAllBytes(image, Image("6.9.0-mine+"));
        Directory.CreateDirectory(Path.Combine(tree, "drivers"));
        File.WriteAllBytes(Path.Combine(tree, "drivers", "veth.ko"), ModuleFile.Make("vermagic=6.9.0-mine+ SMP"));
        File.WriteAllText(Path.Combine(tree, "modules.order"), "drivers/veth.o\ndrivers/not-built.o\n");
        Assert.Equal(("6.9.0-mine+", 1), Open(tree));
        Assert.Equal(("6.9.0-mine+", 1), Open(image));

        string root = Path.Combine(_folder, "root");
        Directory.CreateDirectory(Path.Combine(root, "boot"));
        File.WriteAllBytes(Path.Combine(root, "boot", "vmlinuz-6.1.0-1"), Image("6.1.0-1"));
        ModuleFile.Write(root, "6.1.0-1", "veth.ko");
        ModuleFile.Write(root, "6.1.0-1", "dummy.ko");
        Assert.Equal(("6.1.0-1", 2), Open(root));

        // Fedora and openSUSE have the image among the modules.
        string fedora = Path.Combine(_folder, "fedora", "lib", "modules", "6.8.5-301.fc40");
        Directory.CreateDirectory(fedora);
        File.WriteAllBytes(Path.Combine(fedora, "vmlinuz"), Image("6.8.5-301.fc40"));
        ModuleFile.Write(Path.Combine(_folder, "fedora"), "6.8.5-301.fc40", "veth.ko");
        Assert.Equal(("6.8.5-301.fc40", 1), Open(Path.Combine(_folder, "fedora")));
        Directory.CreateDirectory(Path.Combine(fedora, "..", "6.9"));
        File.WriteAllBytes(Path.Combine(fedora, "..", "6.9", "vmlinuz"), Image("6.9"));
        Assert.Contains("nor one boot/vmlinuz-*", Assert.Throws<LabException>(() => Open(Path.Combine(_folder, "fedora"))).Message, StringComparison.Ordinal);
        Assert.Equal(("6.1.0-1", 0), Open(Path.Combine(root, "boot", "vmlinuz-6.1.0-1"), "/var/empty-of-modules"));
    }

    [Theory]
    [InlineData("text", "it is neither a bzImage (vmlinuz) nor an ELF vmlinux")]
    [InlineData("32-bit", "it is a 32-bit kernel, and the agent is a 64-bit program")]
    [InlineData("short", "it is damaged: it ends before its kernel does")]
    [InlineData("arm64", "QEMU starts no ELF file for arm64: give the Image beside it")]
    [InlineData("riscv64", "it is neither an x86-64 nor an arm64 kernel")]
    [InlineData("program", "it is no Linux kernel")]
    public void WhatIsNoKernelIsRefused(string kind, string words)
    {
        byte[] elf = new byte[0x2000];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(elf);
        elf[0x12] = kind switch { "arm64" => 183, "riscv64" => 243, _ => 62 };
        byte[] old = Image("2.6.32");
        old[0x236] = 0;
        string file = Path.Combine(_folder, "kernel");
        File.WriteAllBytes(file, kind switch
        {
            "text" => Encoding.ASCII.GetBytes(new string('x', 0x2000)),
            "32-bit" => old,
            "short" => Image("6.1.0")[..0x1400],
            _ => elf,
        });
        LabException refusal = Assert.Throws<LabException>(() => Open(file));
        Assert.Equal(("InvalidArgument", "Kernel"), (refusal.Kind, refusal.Parameter));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotThereIsNamed()
    {
        Assert.Contains("a kernel of this release in /boot", Assert.Throws<LabException>(() => Open("0.0.1-none")).Message, StringComparison.Ordinal);
        Assert.Contains("neither arch/x86/boot/bzImage", Assert.Throws<LabException>(() => Open(_folder)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(_folder, "vmlinuz"), Image("6.1.0"));
        Assert.Contains("there are no modules in it", Assert.Throws<LabException>(() => KernelSource.Open(Path.Combine(_folder, "vmlinuz"), _folder, CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Contains("neither such a file", Assert.Throws<LabException>(() => Open("kernel-core.rpm")).Message, StringComparison.Ordinal);
    }

    /// <summary>Its release and the number of its modules.</summary>
    private static (string Release, int Modules) Open(string given, string? modules = null)
    {
        try
        {
            (KernelImage kernel, ModuleTree tree, _) = KernelSource.Open(given, modules, CancellationToken.None);
            return (kernel.Release, tree.Count);
        }
        catch (LabException e) when (modules is not null && e.Parameter == "Module")
        {
            return (Path.GetFileName(given)["vmlinuz-".Length..], 0);
        }
    }

    /// <summary>A bzImage with a header, and a payload that no program unpacks.</summary>
    private static byte[] Image(string release)
    {
        byte[] image = new byte[0x2000];
        image[0x1f1] = 1;
        "HdrS"u8.CopyTo(image.AsSpan(0x202));
        BinaryPrimitives.WriteInt16LittleEndian(image.AsSpan(0x206), 0x20f);
        BinaryPrimitives.WriteInt16LittleEndian(image.AsSpan(0x20e), 0x100);
        Encoding.ASCII.GetBytes(release + " (me@here) #1 SMP\0").CopyTo(image, 0x300);
        image[0x236] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(0x248), 0);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(0x24c), 0x1800);
        return image;
    }
}
