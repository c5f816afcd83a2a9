namespace UdpLab.Tests.Perf;

/// <summary>Single lines as produced by many versions of perf, and by hostile process names.</summary>
public sealed class ScriptGrammarTests
{
    private const string Frames = "\tffffffff81001234 inner+0x4 ([kernel.kallsyms])\n\t          401000 outer+0x10 (/usr/bin/prog)\n\n";

    [Theory]
    [InlineData("udp_sink 12345 [003] 1234.567890: cycles: ", "udp_sink", "cycles", 0UL)]
    [InlineData("udp_sink 12345 [003] 1234.567890:   10101010 cpu-clock: ", "udp_sink", "cpu-clock", 10101010UL)]
    [InlineData("java 19983 cycles:", "java", "cycles", 0UL)]
    [InlineData("dd 29776 666709.771979:   10101010 cpu-clock: ", "dd", "cpu-clock", 10101010UL)]
    [InlineData("V8 WorkerThread 24636/25607 [000] 94564.109216: 100 cycles:u: ", "V8 WorkerThread", "cycles:u", 100UL)]
    [InlineData(".NET Tiered Com 24566/24574 [000] 1.000000001:          1 cpu/cycles/: ", ".NET Tiered Com", "cpu/cycles/", 1UL)]
    [InlineData("swapper     0 [001]     0.000001: 1 cpu_core/cycles/P: ", "swapper", "cpu_core/cycles/P", 1UL)]
    [InlineData(":470   470 [001] 242.193659: cycles:ppp: ", ":470", "cycles:ppp", 0UL)]
    [InlineData("a 1/2 [003] 4: 77/78 [001] 5.000000: 9 cycles: ", "a 1/2 [003] 4:", "cycles", 9UL)]
    [InlineData("z 2.000000: a:  2095 [000]  1120.243141:  7 cpu-clock: ", "z 2.000000: a:", "cpu-clock", 7UL)]
    [InlineData("kworker/u8:1-ev    41/41    [002]  10.000000: cycles: ", "kworker/u8:1-ev", "cycles", 0UL)]
    [InlineData("(sd-pam) 900 [000] K 10.000000: cycles: ", "(sd-pam)", "cycles", 0UL)]
    [InlineData("täst\u00a0ü 900 [000] 10.000000: cycles: ", "täst\u00a0ü", "cycles", 0UL)]
    [InlineData("hog 900 [000] 10.000000: sched:sched_switch: prev_comm=a prev_pid=1 ==> next_comm=b: ", "hog", "sched:sched_switch", 0UL)]
    public void Headers(string header, string command, string eventName, ulong period)
    {
        PerfProfile profile = Texts.One(header + "\n" + Frames);

        PerfStack stack = Assert.Single(profile.Stacks);
        Assert.Equal(command, stack.Command);
        Assert.Equal(["outer", "inner"], stack.Frames.Select(f => f.Name));
        Assert.Equal(eventName, profile.Event);
        Assert.Equal(period, profile.EventCount);
        Assert.Empty(profile.Notes);
    }

    [Theory]
    [InlineData("\tffffffff81001234 a_b.isra.5+0x14 ([kernel.kallsyms])", "a_b.isra.5", "[kernel.kallsyms]", PerfScope.Kernel)]
    [InlineData("\t          414b3b fsnotify (/lib/modules/4.1.0-virtual/build/vmlinux)", "fsnotify", "vmlinux", PerfScope.Kernel)]
    [InlineData("\tffffffffc0001234 ixgbe_poll+0x4 ([ixgbe])", "ixgbe_poll", "[ixgbe]", PerfScope.Kernel)]
    [InlineData("\tffffffffa0001234 f (/lib/modules/3.10/kernel/net/x.ko.xz)", "f", "x.ko.xz", PerfScope.Kernel)]
    [InlineData("\t    7ffe12345678 clock_gettime+0x1 ([vdso])", "clock_gettime", "[vdso]", PerfScope.User)]
    [InlineData("\t          401000 std::function<void (int, char (*)[3])>::operator()(int) const+0x2 (/usr/bin/a b (c))", "std::function<void (int, char (*)[3])>::operator()(int) const", "a b (c)", PerfScope.User)]
    [InlineData("\t          401000 f (/tmp/prog (deleted))", "f", "prog (deleted)", PerfScope.User)]
    [InlineData("\t               0 [unknown] ([unknown])", "[unknown]", "[unknown]", PerfScope.User)]
    [InlineData("\tffffffffffffffff [unknown] ([unknown])", "[unknown]", "[unknown]", PerfScope.User)]
    [InlineData("\tffffffff81001234 [unknown] ([unknown])", "[unknown]", "[unknown]", PerfScope.Kernel)]
    [InlineData("\t    7f06dd50124a [unknown] (/lib/libc.so.6)", "[unknown]", "libc.so.6", PerfScope.User)]
    [InlineData("\t    7f06dd50124a f (/lib/libc.so.6+0x2724a)", "f", "libc.so.6", PerfScope.User)]
    [InlineData("            13a80b608e0a RegExp:[&<>\\\"\\'] (/tmp/perf-7539.map)", "RegExp:[&<>\\\"\\']", "perf-7539.map", PerfScope.User)]
    [InlineData("ffffffff8103d0ca native_write_msr_safe ([kernel.kallsyms]) ", "native_write_msr_safe", "[kernel.kallsyms]", PerfScope.Kernel)]
    public void FramesOfAChain(string line, string name, string sharedObject, PerfScope scope)
    {
        PerfSymbol symbol = Assert.Single(Texts.One($"hog 1 [000] 1.000000: cycles: \n{line}\n\n").Symbols);

        Assert.Equal((name, sharedObject, scope), (symbol.Name, symbol.SharedObject, symbol.Scope));
    }

    [Fact]
    public void InlinedFunctionsAreInTheObjectTheyWereInlinedInto()
    {
        PerfProfile profile = Texts.One("hog 1 [000] 1.000000: cycles: \n\t          401000 leaf (inlined)\n\t          401000 middle (inlined)\n\t          401000 outer+0x1 (/usr/bin/prog)\n\n");

        Assert.All(Assert.Single(profile.Stacks).Frames, f => Assert.Equal("prog", f.SharedObject));
        Assert.Equal("leaf", Assert.Single(profile.Symbols).Name);
    }

    [Fact]
    public void ASampleWithoutChainCountsAsUnknown()
    {
        PerfProfile profile = Texts.One("hog 1 [000] 1.000000: cycles: \n\nhog 1 [000] 2.000000: cycles: \n" + Frames);

        Assert.Equal(2, profile.Samples);
        Assert.Equal(["[unknown]", "inner"], profile.Symbols.Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.Equal("hog 1\nhog;outer;inner 1\n", Texts.Fold(profile));
    }

    [Fact]
    public void WindowsLineEndsAndMissingEmptyLinesDoNoHarm()
    {
        string text = "hog 1 [000] 1.000000: cycles: \n" + Frames.TrimEnd('\n') + "\nhog 1 [000] 2.000000: cycles: \n" + Frames;

        Assert.Equal("hog;outer;inner 2\n", Texts.Fold(Texts.One(text)));
        Assert.Equal("hog;outer;inner 2\n", Texts.Fold(Texts.One(text.Replace("\n", "\r\n", StringComparison.Ordinal))));
    }

    [Fact]
    public void HeadersAndRecordsTellTheRest()
    {
        PerfProfile profile = Texts.One("# ========\n# hostname : dut\n# os release : 3.10.0-514.el7.x86_64\n# cmdline : /usr/bin/perf record -g -a \n# ========\n#\n"
            + "hog     1 [000]     0.500000: PERF_RECORD_COMM: hog:1/1\nhog 1 [000] 1.000000: cycles: \n" + Frames
            + "hog 1 [000] 1.500000: PERF_RECORD_LOST lost 42\nhog 1 [001] 3.500000: cycles: \n" + Frames);

        Assert.Equal(("dut", "3.10.0-514.el7.x86_64", "/usr/bin/perf record -g -a"), (profile.Host, profile.Kernel, profile.Command));
        Assert.Equal(42, profile.LostSamples);
        Assert.Equal(2.5, profile.Seconds);
        Assert.Equal(["0", "1"], profile.ByCpu.Select(c => c.Name));
        Assert.Equal(PerfNoteCode.LostSamples, Assert.Single(profile.Notes).Code);
    }

    [Fact]
    public void ATextCutInALineLosesThatSampleAndSaysSo()
    {
        string whole = "hog 1 [000] 1.000000: cycles: \n" + Frames;
        PerfProfile profile = Texts.One(whole + (whole + whole)[..^30]);

        Assert.Equal(2, profile.Samples);
        PerfNote note = Assert.Single(profile.Notes);
        Assert.Equal(PerfNoteCode.Truncated, note.Code);
        Assert.Contains("line 11", note.Message);
    }

    [Fact]
    public void WhatIsNotUnderstoodIsCountedAndPlaced()
    {
        PerfProfile profile = Texts.One("hog 1 [000] 1.000000: cycles: \n" + Frames + "what is this?\nand this?\nhog 1 [000] 2.000000: cycles: \n" + Frames);

        Assert.Equal(2, profile.Samples);
        PerfNote note = Assert.Single(profile.Notes);
        Assert.Equal(PerfNoteCode.NotUnderstood, note.Code);
        Assert.Contains("2 lines", note.Message);
        Assert.Contains("line 5", note.Message);
    }

    [Fact]
    public void KernelCodeWithoutNamesIsTold()
    {
        PerfProfile profile = Texts.One("hog 1 [000] 1.000000: cycles: \n\tffffffff81001234 [unknown] ([kernel.kallsyms])\n\n");

        Assert.Equal(PerfNoteCode.UnresolvedKernel, Assert.Single(profile.Notes).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("nothing of perf\n")]
    [InlineData("hog 1 [000] 1.000000: cycles: \n\tffffffff81001234 inn")]
    public void ATextWithoutSamplesIsAnErrorWithFileAndLine(string text)
    {
        PerfTextException error = Assert.Throws<PerfTextException>(() => Texts.One(text));

        Assert.Equal("text", error.File);
        Assert.InRange(error.Line, 1, 2);
        Assert.Contains("perf script", error.Message);
    }
}
