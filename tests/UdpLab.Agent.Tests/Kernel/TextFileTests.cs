using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests.Kernel;

/// <summary>Files of /proc are returned in whole records: a read shorter than requested does not mean the end.</summary>
public sealed class TextFileTests
{
    [Fact]
    public void AFileOfSeveralPiecesIsReadWhole()
    {
        // Longer than one read, and the same each time.
        const string symbols = "/proc/kallsyms";
        Assert.SkipUnless(File.Exists(symbols), "This kernel has no list of its symbols.");
        string text = TextFile.Read(symbols)!;
        Assert.InRange(text.Length, 100_000, 256 * 1024);
        Assert.StartsWith(text, File.ReadAllText(symbols), StringComparison.Ordinal);
    }

    [Fact]
    public void CountersKeepTheirLastNewline()
    {
        // The controller considers a text without one truncated.
        foreach (string file in (string[])["/proc/net/snmp", "/proc/net/netstat", "/proc/net/softnet_stat"])
        {
            Assert.EndsWith("\n", TextFile.ReadAll(file, out _), StringComparison.Ordinal);
            Assert.False(TextFile.Read(file)!.EndsWith('\n'));
        }
    }

    [Fact]
    public void WhatCannotBeReadSaysWhy()
    {
        Assert.Null(TextFile.Read("/proc/no/such/file", out int errno));
        Assert.Equal(Errno.ENOENT, errno);
        Assert.Null(TextFile.Read("/proc", out errno));
        Assert.NotEqual(0, errno);
    }
}
