using System.Text;
using CsCheck;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests;

/// <summary>Texts of /proc/kallsyms.</summary>
public sealed class KernelSymbolTableTests
{
    private const string Text = """
        0000000000000000 A fixed_percpu_data
        ffffffff81000000 T _stext
        ffffffff81000000 T startup_64
        ffffffff81000040 t early
        ffffffff81000100 D data
        ffffffffc0401000 t veth_xmit	[veth]
        ffffffffc0501000 t bpf_prog_6deef7357e7b4530_count	[bpf]
        ffffffff81000050 W weak
        not a line
        ffffffff8100zz T no
        """;

    [Theory]
    [InlineData(0xffffffff81000000, "startup_64", "[kernel.kallsyms]")]
    [InlineData(0xffffffff8100003f, "startup_64", "[kernel.kallsyms]")]
    [InlineData(0xffffffff81000040, "early", "[kernel.kallsyms]")]
    [InlineData(0xffffffff81000051, "weak", "[kernel.kallsyms]")]
    [InlineData(0xffffffffc0401fff, "veth_xmit", "[veth]")]
    [InlineData(0xffffffffc0501000, "bpf_prog_6deef7357e7b4530_count", "[bpf]")]
    public void AnAddressIsInTheFunctionBeforeIt(ulong address, string name, string module) =>
        Assert.Equal((name, module), KernelSymbolTable.Parse(Encoding.UTF8.GetBytes(Text)).Find(address));

    [Theory]
    [InlineData(0UL)]
    [InlineData(0xffffffff80ffffffUL)]
    [InlineData(ulong.MaxValue)]
    public void WhereThereIsNoneThereIsNone(ulong address) => Assert.Null(KernelSymbolTable.Parse(Encoding.UTF8.GetBytes(Text)).Find(address));

    [Fact]
    public void ADamagedTextIsReadAsFarAsItGoes()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Text);
        Gen.Select(Gen.Int[0, whole.Length], Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[0, 20]).Sample((length, changes) =>
        {
            byte[] text = [.. whole];
            foreach ((int at, byte value) in changes)
            {
                text[at] = value;
            }

            KernelSymbolTable table = KernelSymbolTable.Parse(text[..length]);
            Assert.InRange(table.Count, 0, 20);
            _ = table.Find(0xffffffff81000041);
            _ = table.Find(0xffffffffc0501000);
        });
    }

    [Fact]
    public void TheRunningKernelHasItsReceivePath()
    {
        Machine.RequireRoot();
        KernelSymbolTable table = KernelSymbolTable.Read();
        Assert.SkipWhen(table.Count == 0, "This kernel hides its symbols.");
        string line = File.ReadLines("/proc/kallsyms").First(l => l.EndsWith(" udp_recvmsg", StringComparison.Ordinal));
        ulong address = ulong.Parse(line.AsSpan(0, 16), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(("udp_recvmsg", KernelSymbolTable.Core), table.Find(address + 8));
    }

    [Theory]
    [InlineData("7f6d9d800000-7f6d9d956000 r-xp 00026000 fe:00 1837                       /usr/lib/libc.so.6", 0x7f6d9d800000, 0x26000, "/usr/lib/libc.so.6")]
    [InlineData("00400000-00401000 r-xp 00000000 00:01 22 /memfd:a b (deleted)", 0x400000, 0, "/memfd:a b (deleted)")]
    [InlineData("7ffd1000-7ffd3000 r-xp 00000000 00:00 0                          [vdso]", 0x7ffd1000, 0, "[vdso]")]
    [InlineData("7f0000000000-7f0000001000 rwxp 00000000 00:00 0 ", 0x7f0000000000, 0, "")]
    public void MappedCodeIsFound(string line, ulong begin, ulong offset, string path)
    {
        Assert.True(MemoryMap.TryParse(line, out MemoryMap map));
        Assert.Equal((begin, offset, path), (map.Begin, map.Offset, map.Path));
    }

    [Theory]
    [InlineData("7f6d9d800000-7f6d9d956000 r--p 00026000 fe:00 1837 /usr/lib/libc.so.6")]
    [InlineData("7f6d9d956000-7f6d9d800000 r-xp 00026000 fe:00 1837 /a")]
    [InlineData("x-y r-xp 0 0 0 /a")]
    [InlineData("")]
    public void WhatCannotRunIsNot(string line) => Assert.False(MemoryMap.TryParse(line, out _));
}
