namespace UdpLab.Tests.Perf;

/// <summary>Texts of perf report and perf top.</summary>
public sealed class ReportTests
{
    private const string Header = "# Samples: 100  of event 'cpu-clock'\n# Event count (approx.): 100000\n#\n# Overhead  Command  Shared Object  Symbol\n# ........  .......  .............  ......\n#\n";

    [Theory]
    [InlineData("6.1-report-nochildren.txt", 411, 14, "leaf_sqrt", 63.99)]
    [InlineData("6.1-report-children.txt", 606, 23, "leaf_sqrt", 72.44)]
    [InlineData("6.1-report-callgraph-callee.txt", 606, 9, "leaf_sqrt", 72.44)]
    [InlineData("6.1-report-callgraph-caller.txt", 606, 9, "leaf_sqrt", 72.44)]
    [InlineData("6.1-report-callgraph-default.txt", 606, 9, "leaf_sqrt", 72.44)]
    [InlineData("6.1-report-callgraph-folded.txt", 606, 9, "leaf_sqrt", 72.44)]
    [InlineData("6.1-report-callgraph-fractal.txt", 606, 9, "leaf_sqrt", 72.44)]
    [InlineData("6.1-report-sort-cpu.txt", 404, 4, "native_safe_halt", 49.01)]
    [InlineData("6.1-report-t-semicolon.txt", 606, 9, "leaf_sqrt", 72.44)]
    public void TablesAreReadRowByRow(string name, long samples, int rows, string first, double overhead)
    {
        PerfProfile profile = Texts.Capture(name);

        Assert.Equal(samples, profile.Samples);
        Assert.Equal("cpu-clock", profile.Event);
        Assert.Equal(0, profile.LostSamples);
        Assert.InRange(profile.Symbols.Count, rows - 1, rows);
        Assert.Equal(first, profile.Symbols[0].Name);
        Assert.Equal(overhead, profile.Symbols[0].Overhead, 2);
        Assert.DoesNotContain(profile.Notes, n => n.Code == PerfNoteCode.NotUnderstood);
    }

    [Fact]
    public void ExactColumnsAreTakenExactly()
    {
        PerfSymbol second = Texts.Capture("6.1-report-t-semicolon.txt").Symbols[1];

        Assert.Equal((80L, 402010000UL, "hog", "[kernel.kallsyms]", PerfScope.Kernel, "clear_user_rep_good"), (second.Samples, second.EventCount, second.Command, second.SharedObject, second.Scope, second.Name));
        Assert.DoesNotContain(Texts.Capture("6.1-report-t-semicolon.txt").Notes, n => n.Code == PerfNoteCode.SamplesEstimated);
    }

    [Theory]
    [InlineData("6.1-report-callgraph-callee.txt")]
    [InlineData("6.1-report-callgraph-caller.txt")]
    [InlineData("6.1-report-callgraph-folded.txt")]
    public void ASingleChainBelowARowIsItsCallers(string name)
    {
        PerfProfile profile = Texts.Capture(name);

        PerfStack stack = profile.Stacks.Single(s => s.Frames[^1].Name == "clear_user_rep_good");
        Assert.Equal(["0x7f06dd50124a", "main", "worker", "read", "entry_SYSCALL_64_after_hwframe", "do_syscall_64", "ksys_read", "vfs_read", "read_zero", "clear_user_rep_good"], stack.Frames.Select(f => f.Name));
        Assert.Equal(PerfScope.User, stack.Frames[3].Scope);
        Assert.All(stack.Frames.Skip(4), f => Assert.Equal(PerfScope.Kernel, f.Scope));
    }

    /// <summary>Several callers of a row, in each of perf report's ways of drawing them: none is taken as the only one.</summary>
    [Theory]
    [InlineData("            |\n            |--13.47%--write\n            |          entry\n            |\n             --11.66%--read\n                       entry\n")]
    [InlineData("            |\n            ---hot\n               entry\n               |\n               |--52--write\n               |\n                --45--read\n")]
    [InlineData("           13.47%\n                hot\n                entry\n                write\n\n           11.66%\n                hot\n                entry\n                read\n")]
    [InlineData("           52\n                hot\n                write\n\n           45\n                hot\n                read\n")]
    [InlineData("13.47% hot;entry;write\n11.66% hot;entry;read\n")]
    [InlineData("52 hot;entry;write\n45 hot\n")]
    public void SeveralCallersAreLeftOutAndSaid(string callers)
    {
        PerfProfile profile = Texts.One(Header + "    60.00%  dd       hot.so         [.] hot\n" + callers + "    40.00%  dd       hot.so         [.] cool\n            |\n            ---cool\n               main\n\n", PerfFormat.PerfReport);

        Assert.Equal(["hot", "main;cool"], profile.Stacks.Select(s => string.Join(';', s.Frames.Select(f => f.Name))));
        Assert.Contains("1 of 2 rows", Assert.Single(profile.Notes, n => n.Code == PerfNoteCode.CallersLeftOut).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(profile.Notes, n => n.Code == PerfNoteCode.NotUnderstood);
    }

    [Theory]
    [InlineData("           60.00%\n                hot\n                0\n                main\n")]
    [InlineData("60.00% hot;0;main\n")]
    public void OneChainBelowItsShareIsRead(string chain)
    {
        PerfProfile profile = Texts.One(Header + "    60.00%  dd       hot.so         [.] hot\n" + chain, PerfFormat.PerfReport);

        Assert.Equal(["main", "0", "hot"], Assert.Single(profile.Stacks).Frames.Select(f => f.Name));
        Assert.DoesNotContain(profile.Notes, n => n.Code is PerfNoteCode.CallersLeftOut or PerfNoteCode.NotUnderstood);
    }

    /// <summary>Tables that look like perf report's but have other rows.</summary>
    [Theory]
    [InlineData("# Samples: 386  of event 'cpu-clock'\n#\n#    Overhead       Samples  Command / Shared Object / Symbol\n# ............................  .....................................\n#\n    79.79%           308        dd\n       64.25%           248        [kernel.kallsyms]\n          25.13%            97        [k] do_syscall_64\n", "line 6", "without")]
    [InlineData("# Event 'cpu-clock'\n#\n# Baseline  Delta Abs  Shared Object         Symbol\n# ........  .........  ....................  ...............................\n#\n    25.13%     +0.00%  [kernel.kallsyms]     [k] do_syscall_64\n", "line 6", "Compare-PerfProfile")]
    [InlineData(" Percent |\tSource code & Disassembly of libc.so.6 for cpu-clock (23 samples, percent: local period)\n-----\n         : 5     00000000000f8340 <__write>:\n   91.30 :   f8350:  cmp    $0xfffffffffffff000,%rax\n", "line 1", "a profile")]
    public void OtherTablesOfPerfAreRefused(string text, params string[] words)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            PerfTextException refused = Assert.Throws<PerfTextException>(() => PerfReader.ReadFile(path, PerfFormat.Auto, CancellationToken.None));
            Assert.All(words, word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("article-rhel7.3.txt", 13, "_raw_spin_lock_bh", 70.24)]
    [InlineData("article-rhel7.4.txt", 14, "udp_rmem_release", 15.83)]
    [InlineData("article-linux-4.11.txt", 10, "copy_user_enhanced_fast_string", 12.61)]
    [InlineData("article-linux-4.13.txt", 14, "copy_user_enhanced_fast_string", 12.58)]
    public void TheArticlesTablesAreRead(string name, int rows, string first, double overhead)
    {
        PerfProfile profile = Texts.Capture(name);

        Assert.Equal(rows, profile.Symbols.Count);
        Assert.Equal(first, profile.Symbols[0].Name);
        Assert.Equal(overhead, profile.Symbols[0].Overhead, 6);
        Assert.Equal("[kernel]", profile.Symbols[0].SharedObject);
        Assert.Equal(0, profile.Samples);
        Assert.Equal(PerfNoteCode.SamplesUnknown, Assert.Single(profile.Notes).Code);
    }

    [Fact]
    public void TheArticlesCallersAreRead()
    {
        PerfProfile profile = Texts.Capture("article-rhel7.3-callers.txt");

        PerfStack stack = profile.Stacks.Single(s => s.Frames[^1].Name == "_raw_spin_lock_bh");
        Assert.Equal("skb_free_datagram_locked", stack.Frames[^2].Name);
        Assert.Equal("__GI___libc_recvmsg", stack.Frames[0].Name);
        Assert.Equal(70.43, profile.Symbols[0].Overhead, 6);
        Assert.Equal("libc-2.17.so", profile.Symbols.Single(s => s.Name == "__GI___libc_recvmsg").SharedObject);
    }

    /// <summary>Read in every way that they can be cut, some lines would take minutes; some numbers are digits of other scripts, or no counts.</summary>
    [Theory]
    [InlineData("7", 2000, "")]
    [InlineData(" ", 60_000, "x")]
    [InlineData("-", 60_000, "")]
    [InlineData("1\u0663.58%  sink  [kernel.kallsyms]  [k] f", 1, "")]
    [InlineData("50.00%  99999999999999999999  sink  [kernel.kallsyms]  [k] f", 1, "")]
    public void AnOddLineIsReadOrLeftOutAtOnce(string text, int times, string end)
    {
        const string table = "# Samples: 100 of event 'cycles'\n#\n# Overhead   Command      Shared Object     Symbol\n# ........  ........  .................  .........\n#\n    50.00%  udp_sink  [kernel.kallsyms]  [k] udp_recvmsg\n";
        PerfProfile profile = Texts.One($"{table}    {string.Concat(Enumerable.Repeat(text, times))}{end}\n", PerfFormat.PerfReport);
        Assert.Equal(50, profile.Symbols.Single(s => s.Name == "udp_recvmsg").Samples);
    }

    [Fact]
    public void WhatNoMachineTakesIsNoNumberOfSamples() =>
        Assert.Equal(0, Texts.One("# Samples: 9223372036854775807 of event 'cycles'\n    50.00%  sink  [kernel.kallsyms]  [k] f\n", PerfFormat.PerfReport).Samples);

    [Fact]
    public void RoundedSumsAreTold()
    {
        PerfProfile profile = Texts.One("# Samples: 12K of event 'cycles'\n# Event count (approx.): 9000000\n#\n# Overhead   Command      Shared Object     Symbol\n# ........  ........  .................  .........\n#\n    50.00%  udp_sink  [kernel.kallsyms]  [k] udp_recvmsg\n", PerfFormat.PerfReport);

        Assert.Equal((12_000, 6_000, "cycles"), (profile.Samples, profile.Symbols[0].Samples, profile.Event));
        Assert.Contains("rounded", Assert.Single(profile.Notes).Message);
    }
}
