using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace UdpLab.Core.Tests.Guest;

/// <summary>What a guest's initramfs holds.</summary>
public sealed class InitramfsTests : IDisposable
{
    private const string Release = "6.1.0-1-test";
    private readonly string _root = Directory.CreateTempSubdirectory("udplab-initramfs-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void ItHoldsTheAgentAndModulesWithWhatTheyNeed()
    {
        ModuleFile.Write(_root, Release, "veth.ko", "alias=rtnl-link-veth", "depends=");
        ModuleFile.Write(_root, Release, "nft_ct.ko", "depends=nf_tables,nf-conntrack", "alias=nft-expr-ct");
        ModuleFile.Write(_root, Release, "nf_tables.ko", "depends=libcrc32c");
        ModuleFile.Write(_root, Release, "nf_conntrack.ko", "depends=libcrc32c");
        ModuleFile.Write(_root, Release, "libcrc32c.ko", "depends=", "softdep=pre: crc32c_any");
        ModuleFile.Write(_root, Release, "crc32c_any.ko");
        ModuleFile.Write(_root, Release, "floppy.ko");
        Pack("nf_conntrack.ko");
        File.WriteAllText(Path.Combine(_root, "lib", "modules", Release, "modules.builtin"), "kernel/net/ipv6/ipv6.ko\n");

        Dictionary<string, (uint Mode, byte[] Content)> files = Read(Release);
        Assert.Equal((0x81edu, "agent"), (files["init"].Mode, Encoding.ASCII.GetString(files["init"].Content)));
        Assert.Equal((0xa1ffu, "/init"), (files["sbin/modprobe"].Mode, Encoding.ASCII.GetString(files["sbin/modprobe"].Content)));
        Assert.Equal(0x2180u, files["dev/console"].Mode);
        string home = $"lib/modules/{Release}";
        Assert.Equal(
            ["crc32c_any", "libcrc32c", "nf_conntrack", "nf_tables", "nft_ct", "veth"],
            files.Keys.Where(f => f.EndsWith(".ko", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        Assert.Equal(ModuleFile.Make($"vermagic={Release} SMP mod_unload", "depends=libcrc32c"), files[$"{home}/kernel/nf_conntrack.ko"].Content);

        // The last is loaded first, as depmod(8) writes them.
        string[] order = Text(files[$"{home}/modules.dep"].Content);
        Assert.Contains("kernel/nft_ct.ko: kernel/nf_tables.ko kernel/nf_conntrack.ko kernel/libcrc32c.ko", order);
        Assert.Contains("kernel/veth.ko:", order);
        Assert.Contains("alias rtnl-link-veth veth", Text(files[$"{home}/modules.alias"].Content));
        Assert.Equal(["kernel/net/ipv6/ipv6.ko"], Text(files[$"{home}/modules.builtin"].Content));
    }

    [Fact]
    public void AnotherKernelsModulesAreRefused()
    {
        ModuleFile.Write(_root, Release, "veth.ko");
        LabException refusal = Assert.Throws<LabException>(() => Read("6.2.0", Path.Combine(_root, "lib", "modules", Release)));
        Assert.Equal(("InvalidArgument", "Module"), (refusal.Kind, refusal.Parameter));
        Assert.Contains($"its modules are those of {Release}, the kernel is 6.2.0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedModuleIsNamed()
    {
        ModuleFile.Write(_root, Release, "veth.ko");
        string file = Path.Combine(_root, "lib", "modules", Release, "kernel", "net", "veth.ko");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..100]);
        Assert.Contains($"-Module {file}: it cannot be read as a kernel module", Assert.Throws<LabException>(() => Read(Release)).Message, StringComparison.Ordinal);
    }

    private static string[] Text(byte[] content) => Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private void Pack(string file)
    {
        string path = Path.Combine(_root, "lib", "modules", Release, "kernel", "net", file);
        using (GZipStream packed = new(File.Create(path + ".gz"), CompressionLevel.Fastest))
        {
            packed.Write(File.ReadAllBytes(path));
        }

        File.Delete(path);
    }

    /// <summary>The files of an initramfs for a kernel.</summary>
    private Dictionary<string, (uint Mode, byte[] Content)> Read(string release, string? modules = null)
    {
        using MemoryStream archive = new();
        GuestInitramfs.Write(archive, "agent"u8.ToArray(), new KernelImage(release, [], GuestProcessor.X64), ModuleTree.Open(modules ?? _root, release)!, []);
        byte[] bytes = archive.ToArray();
        Dictionary<string, (uint, byte[])> files = [];
        for (int at = 0; at < bytes.Length;)
        {
            Assert.Equal("070701", Encoding.ASCII.GetString(bytes, at, 6));
            int field(int index) => int.Parse(Encoding.ASCII.GetString(bytes, at + 6 + (8 * index), 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            int nameLength = field(11), length = field(6), content = (at + 110 + nameLength + 3) & ~3;
            string name = Encoding.UTF8.GetString(bytes, at + 110, nameLength - 1);
            Assert.True(files.TryAdd(name, ((uint)field(1), bytes[content..(content + length)])), name);
            at = (content + length + 3) & ~3;
        }

        Assert.True(files.Remove("TRAILER!!!"));
        return files;
    }
}
