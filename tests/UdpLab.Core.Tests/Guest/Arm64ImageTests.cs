using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace UdpLab.Core.Tests.Guest;

/// <summary>Kernels for arm64, as their build and distributions have them, and what a guest with one is started with.</summary>
public sealed class Arm64ImageTests : IDisposable
{
    private const int Length = 0x3000;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-arm64-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("efi")]
    [InlineData("without efi")]
    public void AnImageIsFoundHoweverItIsPacked(string kind)
    {
        byte[] image = Image("6.1.0-9-arm64");
        if (kind == "without efi")
        {
            image.AsSpan(0, 2).Clear();
        }

        KernelImage kernel = Read(kind switch { "gzip" => Gzip(image), "efi" => Program(Gzip(image)), _ => image });
        Assert.Equal(("6.1.0-9-arm64", GuestProcessor.Arm64), (kernel.Release, kernel.Processor));
        Assert.Equal(image, kernel.Bytes);
    }

    [Theory]
    [InlineData("big-endian", "it is a big-endian kernel, and the agent is a little-endian program")]
    [InlineData("cut", "it is damaged: it ends before its kernel does")]
    [InlineData("cut in its header", "it is damaged: it ends before its kernel does")]
    [InlineData("packed, and cut", "it is damaged: it ends before its kernel does")]
    [InlineData("another's, packed", "nor an Image (vmlinuz) for arm64")]
    public void WhatCannotStartIsRefused(string kind, string words)
    {
        byte[] image = Image("6.1.0");
        if (kind == "big-endian")
        {
            image[0x18] |= 1;
        }

        if (kind == "cut in its header")
        {
            BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x40 + 6), 1000);
        }

        LabException refusal = Assert.Throws<LabException>(() => Read(kind switch
        {
            "cut" => image[..^1],
            "packed, and cut" => Program(new byte[Length])[..^1],
            "another's, packed" => Program(Gzip(new byte[Length])),
            _ => image,
        }));
        Assert.Equal(("InvalidArgument", "Kernel"), (refusal.Kind, refusal.Parameter));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AGuestHasTheBoardAndTheConsoleOfItsProcessor()
    {
        GuestPlan plan = new() { Kernel = "Image", Processor = GuestProcessor.Arm64, Accelerator = GuestAccelerator.Tcg };
        string[] arguments = [.. plan.Arguments("dut", "/tmp/kernel", "/tmp/initramfs", null)], words = After(arguments, "-append").Split(' ');
        Assert.Equal(("virt,gic-version=max", "cortex-a72,pmu=off"), (After(arguments, "-M"), After(arguments, "-cpu")));
        Assert.Contains("console=ttyAMA0", words);
        Assert.Contains("mitigations=off", words);
        Assert.DoesNotContain("no_timer_check", words);
        Assert.Equal(RuntimeInformation.OSArchitecture != Architecture.Arm64, (plan with { Accelerator = GuestAccelerator.Kvm }).IsEmulated);

        // Its clock counts instructions, not every sixteenth.
        Assert.Equal("cortex-a72,pmu=off,cntfrq=1000000000", After([.. (plan with { Deterministic = true }).Arguments("dut", "k", "i", null)], "-cpu"));
    }

    [Fact]
    public void PagesOf16KTakeAModelThatHasThem()
    {
        byte[] image = Image("6.12.0-arm64-16k");
        image[0x18] = 4;
        Assert.StartsWith("max,", Read(image).Processor.Model, StringComparison.Ordinal);
    }

    [Fact]
    public void ModulesOfTheSameReleaseForAnotherProcessorAreNotTaken()
    {
        string root = Path.Combine(_folder, "root");
        string image = Path.Combine(root, "boot", "vmlinuz-6.9.0");
        Directory.CreateDirectory(Path.GetDirectoryName(image)!);
        File.WriteAllBytes(image, Image("6.9.0"));
        ModuleFile.Write(root, "6.9.0", "veth.ko");
        Assert.Equal(0, KernelSource.Open(image, null, CancellationToken.None).Modules.Count);

        (KernelImage kernel, ModuleTree modules, _) = KernelSource.Open(image, root, CancellationToken.None);
        LabException refusal = Assert.Throws<LabException>(() => GuestInitramfs.Write(Stream.Null, [], kernel, modules, []));
        Assert.Equal(("InvalidArgument", "Module"), (refusal.Kind, refusal.Parameter));
        Assert.Contains("its modules are not for arm64", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfABuildTreeTheLastImageIsTaken()
    {
        string tree = Path.Combine(_folder, "linux"), older = Path.Combine(tree, "arch", "x86", "boot", "bzImage"), newer = Path.Combine(tree, "arch", "arm64", "boot", "Image");
        Array.ForEach([older, newer], image => Directory.CreateDirectory(Path.GetDirectoryName(image)!));
        File.WriteAllText(older, "of another build");
        File.SetLastWriteTimeUtc(older, DateTime.UtcNow.AddHours(-1));
        File.WriteAllBytes(newer, Image("6.9.0-mine"));
        Assert.Equal("6.9.0-mine", KernelSource.Open(tree, null, CancellationToken.None).Kernel.Release);
    }

    /// <summary>An Image with the headers of a kernel and of a program for EFI with one section, which is the rest of the file.</summary>
    private static byte[] Image(string release)
    {
        byte[] image = new byte[Length];
        "MZ"u8.CopyTo(image);
        image[0x18] = 0xa;
        "ARMd"u8.CopyTo(image.AsSpan(0x38));
        image[0x3c] = 0x40;
        "PE"u8.CopyTo(image.AsSpan(0x40));
        image[0x40 + 6] = 1;
        image[0x40 + 20] = 0xa0;
        const int section = 0x40 + 24 + 0xa0;
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(section + 16), Length - 0x1000);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(section + 20), 0x1000);
        Encoding.ASCII.GetBytes($"Linux version {release} (me@here) #1 SMP\0").CopyTo(image, 0x2000);
        return image;
    }

    /// <summary>A program for EFI that holds a packed kernel.</summary>
    private static byte[] Program(byte[] packed)
    {
        byte[] program = new byte[0x1000 + packed.Length];
        "MZ\0\0zimg"u8.CopyTo(program);
        BinaryPrimitives.WriteInt32LittleEndian(program.AsSpan(8), 0x1000);
        BinaryPrimitives.WriteInt32LittleEndian(program.AsSpan(12), packed.Length);
        packed.CopyTo(program, 0x1000);
        return program;
    }

    /// <summary>Packed, and long enough to be a kernel.</summary>
    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.NoCompression))
        {
            zip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static string After(string[] arguments, string option) => arguments[Array.IndexOf(arguments, option) + 1];

    private KernelImage Read(byte[] file)
    {
        string path = Path.Combine(_folder, "kernel");
        File.WriteAllBytes(path, file);
        return KernelImage.Read(path);
    }
}
