using System.Globalization;
using CsCheck;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests;

/// <summary>Functions of executables and libraries, with nm(1) as the oracle.</summary>
public sealed class ElfSymbolsTests
{
    private const string Libc = "/usr/lib/x86_64-linux-gnu/libc.so.6";

    [Fact]
    public void EveryFunctionThatNmListsIsFound()
    {
        Machine.Need("nm");
        Assert.SkipUnless(File.Exists(Libc), $"There is no {Libc}.");
        byte[] file = File.ReadAllBytes(Libc);
        ElfSymbols symbols = ElfSymbols.Read(new MemoryStream(file));
        Dictionary<ulong, string[]> functions = Tool.Run("nm", "-D", "--defined-only", "--without-symbol-versions", Libc).Split('\n')
            .Select(line => line.Split(' '))
            .Where(fields => fields is [_, "T" or "t" or "W" or "w" or "i", _])
            .GroupBy(fields => ulong.Parse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), fields => fields[2])
            .ToDictionary(group => group.Key, group => group.ToArray());
        Assert.True(functions.Count > 1000, $"{functions.Count} functions");

        // In libc the text is mapped where it is in the file.
        Assert.All(functions, function => Assert.Contains(symbols.Find(function.Key), function.Value));
    }

    [Fact]
    public void AFunctionReachesToItsEnd()
    {
        Machine.Need("gcc");
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string source = Path.Combine(folder, "a.c"), program = Path.Combine(folder, "a");
            File.WriteAllText(source, "__attribute__((noinline)) int twice(int x) { for (int i = 0; i < x; i++) __asm__ volatile(\"nop\"); return 2 * x; }\nint main(int c, char **v) { return twice(c); }\n");
            Tool.Run("gcc", "-O1", "-o", program, source);
            string[] fields = Tool.Run("nm", "-S", program).Split('\n').Select(line => line.Split(' ')).Single(f => f is [_, _, _, "twice"]);
            ulong begin = ulong.Parse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), length = ulong.Parse(fields[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            ElfSymbols symbols = ElfSymbols.Read(new MemoryStream(File.ReadAllBytes(program)));
            Assert.Equal(["twice", "twice"], [symbols.Find(begin), symbols.Find(begin + length - 1)]);
            Assert.NotEqual("twice", symbols.Find(begin + length));
            Assert.NotEqual("twice", symbols.Find(begin - 1));

            // Stripped of .symtab it has what .dynsym says, nothing of its own, or what its debug file says.
            string debug = program + ".debug";
            Tool.Run("objcopy", "--only-keep-debug", program, debug);
            Tool.Run("strip", program);
            Assert.Null(ElfSymbols.Read(new MemoryStream(File.ReadAllBytes(program))).Find(begin));
            string? asked = null;
            Assert.Equal("twice", ElfSymbols.Read(new MemoryStream(File.ReadAllBytes(program)), id => File.OpenRead(string.IsNullOrEmpty(asked = id) ? "" : debug)).Find(begin));
            Assert.Matches("^[0-9a-f]{40}$", asked);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void ADamagedFileIsReadAsFarAsItGoes()
    {
        byte[] whole = Small();
        Assert.True(ElfSymbols.Read(new MemoryStream(whole)).Count > 0);
        Gen.Select(Gen.Int[0, whole.Length], Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[0, 40]).Sample((length, changes) =>
        {
            byte[] file = [.. whole];
            foreach ((int at, byte value) in changes)
            {
                file[at % 2 == 0 ? at : at % 512] = value;
            }

            ElfSymbols symbols = ElfSymbols.Read(new MemoryStream(file[..length]));
            for (ulong offset = 0; offset < 0x4000; offset += 0x101)
            {
                _ = symbols.Find(offset);
            }

            _ = symbols.Find(ulong.MaxValue);
            _ = ElfFile.Read(new MemoryStream(file[..length])).BuildId;
        });
    }

    [Fact]
    public void WhatIsNoExecutableHasNoFunctions()
    {
        Assert.Equal(0, ElfSymbols.Read(new MemoryStream([])).Count);
        Assert.Equal(0, ElfSymbols.Read(new MemoryStream("#!/bin/sh\n"u8.ToArray())).Count);
        Assert.Equal(0, ElfSymbols.Read(new MemoryStream([0x7f, (byte)'E', (byte)'L', (byte)'F', 9, 9])).Count);
    }

    /// <summary>A small library of this machine.</summary>
    private static byte[] Small()
    {
        string? file = Directory.Exists("/usr/lib/x86_64-linux-gnu")
            ? Directory.GetFiles("/usr/lib/x86_64-linux-gnu", "lib*.so.*").Where(f => new FileInfo(f) is { Exists: true, LinkTarget: null, Length: > 10_000 and < 60_000 }).Order(StringComparer.Ordinal).FirstOrDefault(f => ElfSymbols.Read(new MemoryStream(File.ReadAllBytes(f))).Count > 5)
            : null;
        Assert.SkipWhen(file is null, "There is no small library here.");
        return File.ReadAllBytes(file);
    }
}
