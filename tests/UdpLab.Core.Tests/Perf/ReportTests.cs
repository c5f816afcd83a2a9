namespace UdpLab.Tests.Perf;

/// <summary>Texts of perf report and perf top.</summary>
public sealed class ReportTests
{
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
    public void Tables_are_read_row_by_row(string name, long samples, int rows, string first, double overhead)
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
    public void Exact_columns_are_taken_exactly()
    {
        PerfSymbol second = Texts.Capture("6.1-report-t-semicolon.txt").Symbols[1];

        Assert.Equal((80L, 402010000UL, "hog", "[kernel.kallsyms]", PerfScope.Kernel, "clear_user_rep_good"), (second.Samples, second.EventCount, second.Command, second.SharedObject, second.Scope, second.Name));
        Assert.DoesNotContain(Texts.Capture("6.1-report-t-semicolon.txt").Notes, n => n.Code == PerfNoteCode.SamplesEstimated);
    }

    [Theory]
    [InlineData("6.1-report-callgraph-callee.txt")]
    [InlineData("6.1-report-callgraph-caller.txt")]
    [InlineData("6.1-report-callgraph-folded.txt")]
    public void A_single_chain_below_a_row_is_its_callers(string name)
    {
        PerfProfile profile = Texts.Capture(name);

        PerfStack stack = profile.Stacks.Single(s => s.Frames[^1].Name == "clear_user_rep_good");
        Assert.Equal(["0x7f06dd50124a", "main", "worker", "read", "entry_SYSCALL_64_after_hwframe", "do_syscall_64", "ksys_read", "vfs_read", "read_zero", "clear_user_rep_good"], stack.Frames.Select(f => f.Name));
        Assert.Equal(PerfScope.User, stack.Frames[3].Scope);
        Assert.All(stack.Frames.Skip(4), f => Assert.Equal(PerfScope.Kernel, f.Scope));
    }

    [Theory]
    [InlineData("article-rhel7.3.txt", 13, "_raw_spin_lock_bh", 70.24)]
    [InlineData("article-rhel7.4.txt", 14, "udp_rmem_release", 15.83)]
    [InlineData("article-linux-4.11.txt", 10, "copy_user_enhanced_fast_string", 12.61)]
    [InlineData("article-linux-4.13.txt", 14, "copy_user_enhanced_fast_string", 12.58)]
    public void The_articles_tables_are_read(string name, int rows, string first, double overhead)
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
    public void The_articles_callers_are_read()
    {
        PerfProfile profile = Texts.Capture("article-rhel7.3-callers.txt");

        PerfStack stack = profile.Stacks.Single(s => s.Frames[^1].Name == "_raw_spin_lock_bh");
        Assert.Equal("skb_free_datagram_locked", stack.Frames[^2].Name);
        Assert.Equal("__GI___libc_recvmsg", stack.Frames[0].Name);
        Assert.Equal(70.43, profile.Symbols[0].Overhead, 6);
        Assert.Equal("libc-2.17.so", profile.Symbols.Single(s => s.Name == "__GI___libc_recvmsg").SharedObject);
    }

    [Fact]
    public void Rounded_sums_are_told()
    {
        PerfProfile profile = Texts.One("# Samples: 12K of event 'cycles'\n# Event count (approx.): 9000000\n#\n# Overhead   Command      Shared Object     Symbol\n# ........  ........  .................  .........\n#\n    50.00%  udp_sink  [kernel.kallsyms]  [k] udp_recvmsg\n", PerfFormat.PerfReport);

        Assert.Equal((12_000, 6_000, "cycles"), (profile.Samples, profile.Symbols[0].Samples, profile.Event));
        Assert.Contains("rounded", Assert.Single(profile.Notes).Message);
    }
}
