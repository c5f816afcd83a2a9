using System.IO.Compression;
using System.Text;

namespace UdpLab.Core.Tests.Guest;

/// <summary>Packed kernels, modules and packages, and what is wrong with damaged ones.</summary>
public sealed class UnpackingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-unpacking-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>In a bzImage the kernel's length follows.</summary>
    [Fact]
    public void WhatFollowsThePackedDataIsLeftOut()
    {
        byte[] text = Encoding.ASCII.GetBytes(new string('k', 5000));
        Assert.Equal(text, Unpacking.Of([.. Gzip(text), 1, 2, 3, 4], "it"));
        Assert.Equal(text, Unpacking.Of(text, "it"));
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("zstd")]
    [InlineData("lz4")]
    public void OtherProgramsUnpackWhatTheyPacked(string program)
    {
        Assert.SkipWhen(Programs.Find(program) is null, $"{program} is not installed.");
        string file = Path.Combine(_folder, "text");
        File.WriteAllText(file, new string('k', 5000));

        // Kernels are packed in the old format of lz4.
        _ = Tool.Run("sh", "-c", $"$0 {(program == "lz4" ? "-l " : "")}-qc \"$1\" >\"$1.packed\"", program, file);
        byte[] packed = File.ReadAllBytes(file + ".packed");

        Assert.Equal(5000, Unpacking.Of(packed, "it").Length);
        Assert.Equal($"it is damaged: {program} cannot unpack it.", Assert.Throws<LabException>(() => Unpacking.Of(packed[..12], "it")).Message);
    }

    [Fact]
    public void DamagedOnesAreNamed()
    {
        Assert.StartsWith("it is damaged: ", Assert.Throws<LabException>(() => Unpacking.Of([0x1f, 0x8b, .. new byte[20]], "it")).Message, StringComparison.Ordinal);
        string module = Written("a-b.ko.gz", Gzip(ModuleFile.Make("vermagic=6.1.0 SMP", "depends=c-d,e", "alias=x:y", "softdep=pre: f-g post: h")));
        KernelModule read = KernelModule.Read(module);
        Assert.Equal(("a_b", "6.1.0"), (read.Name, read.Release));
        Assert.Equal(["c_d", "e"], read.Needs);
        Assert.Equal(["f_g", "h"], read.Helpers);
        Assert.Equal(["x:y"], read.Aliases);

        string text = Written("text.ko", Encoding.ASCII.GetBytes("text")), cut = Written("cut.ko", ModuleFile.Make("vermagic=6.1.0")[..70]);
        Assert.Equal($"-Module {text}: it is no kernel module.", Assert.Throws<LabException>(() => KernelModule.Read(text)).Message);
        Assert.StartsWith($"-Module {cut}: it cannot be read as a kernel module: ", Assert.Throws<LabException>(() => KernelModule.Read(cut)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"-Kernel {_folder}/none: ", Assert.Throws<LabException>(() => KernelImage.Read(_folder + "/none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedPackageIsRefusedByTheProgramThatUnpacksIt()
    {
        Assert.SkipWhen(Programs.Find("dpkg-deb") is null, "dpkg-deb is not installed.");
        string package = Written("linux.deb", Encoding.ASCII.GetBytes("no archive"));

        Assert.True(KernelPackage.Is(package));
        LabException error = Assert.Throws<LabException>(() => KernelPackage.Unpack(package, "Kernel", default));
        Assert.StartsWith($"-Kernel {package}: dpkg-deb cannot unpack it: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(". Download it again.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APackagesFilesAreThereUntilItIsDisposed()
    {
        Assert.SkipWhen(Programs.Find("dpkg-deb") is null, "dpkg-deb is not installed.");
        string root = Path.Combine(_folder, "root"), package = Path.Combine(_folder, "linux.deb");
        _ = Directory.CreateDirectory(Path.Combine(root, "DEBIAN"));
        _ = Directory.CreateDirectory(Path.Combine(root, "boot"));
        File.WriteAllText(Path.Combine(root, "DEBIAN", "control"), "Package: linux\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n");
        File.WriteAllText(Path.Combine(root, "boot", "vmlinuz-1"), "kernel");
        _ = Tool.Run("dpkg-deb", "--root-owner-group", "-Znone", "-b", root, package);

        string folder;
        using (KernelPackage unpacked = KernelPackage.Unpack(package, "Kernel", default))
        {
            folder = unpacked.Folder;
            Assert.Equal("kernel", File.ReadAllText(Path.Combine(folder, "boot", "vmlinuz-1")));
        }

        Assert.False(Directory.Exists(folder));
    }

    private string Written(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionMode.Compress))
        {
            zip.Write(bytes);
        }

        return packed.ToArray();
    }
}
