namespace UdpLab.Tests.Perf;

/// <summary>Texts of other people's tools (data/perf-cases), read as by Import-PerfProfile: by their content.</summary>
public sealed class CaseTests
{
    [Fact]
    public void ACommandMayLookLikeAnAddress()
    {
        IReadOnlyList<PerfProfile> profiles = Case("a1-hex-comm-flat.script");

        Assert.Equal(["kmem:mm_page_free", "skb:kfree_skb"], profiles.Select(p => p.Event));
        Assert.Equal(["f 1", "ab 1", "dd 2", "netperf 1"], profiles.SelectMany(p => p.Stacks).Select(s => $"{s.Command} {s.Samples}").OrderBy(s => s.Split(' ')[0].Length).ThenBy(s => s, StringComparer.Ordinal));
        Assert.All(profiles, p => Assert.False(p.HasCallChains));
        PerfProfile dd = Assert.Single(Case("a2-tracepoint-dd.script"));
        Assert.Equal(("syscalls:sys_enter_read", 9L), (dd.Event, dd.Samples));
        Assert.Equal("dd", Assert.Single(dd.Stacks).Command);
    }

    [Fact]
    public void AReportsSymbolEndsWithItsColumn()
    {
        Assert.Equal(["60 udp_rmem_release udp_sink", "30 copy_user_generic_string udp_sink", "10 std::locale::id::_M_id() const udp_sink"], Symbols("b1-report-ipc.txt"));
        Assert.Equal(["60 udp_rmem_release udp_sink", "40 __udp4_lib_rcv ksoftirqd/0"], Symbols("b2-report-sym-first.txt"));
    }

    [Fact]
    public void AGroupOfEventsIsAProfileForEach()
    {
        IReadOnlyList<PerfProfile> profiles = Case("b3-report-group.txt");

        Assert.Equal(["cycles", "cache-misses"], profiles.Select(p => p.Event));
        Assert.Equal((80, "udp_recvmsg"), (profiles[0].Symbols[0].Overhead, profiles[0].Symbols[0].Name));
        Assert.Equal((90, "__skb_recv_udp"), (profiles[1].Symbols[0].Overhead, profiles[1].Symbols[0].Name));
        Assert.All(profiles, p => Assert.Contains(p.Notes, n => n.Code == PerfNoteCode.SamplesUnknown));
        PerfProfile real = Case("b5-report-group-real.txt")[0];
        Assert.Equal(("cpu-clock", "__strcmp_avx2", 22.06), (real.Event, real.Symbols[0].Name, real.Symbols[0].Overhead));
    }

    [Fact]
    public void CountsMayBeFractions()
    {
        PerfProfile profile = Assert.Single(Case("c1-fraction.folded"));

        Assert.Equal(["work 100", "udp_recvmsg 12.5", "skb_consume_udp 7.25"], profile.Symbols.Select(s => $"{s.Name} {s.Overhead * 1.1975:0.######}"));
        Assert.Equal(120, profile.Samples);
        Assert.Contains("119.75", Assert.Single(profile.Notes, n => n.Code == PerfNoteCode.SamplesRounded).Message);
        Assert.Equal("sink;main;recvmsg;skb_consume_udp 7.25\nsink;main;recvmsg;udp_recvmsg 12.5\nsink;main;work 100\n", Texts.Fold(profile));
    }

    [Fact]
    public void MarksOfTheKernelAreReadAndWrittenAgain()
    {
        PerfProfile profile = Assert.Single(Case("c4-annotated.folded"));

        Assert.Equal(["udp_recvmsg Kernel 60", "skb_consume_udp Kernel 30", "__udp4_lib_rcv Kernel 10"], profile.Symbols.Select(s => $"{s.Name} {s.Scope} {s.Samples}"));
        Assert.Equal(Sorted(Texts.CaseText("c4-annotated.folded")), Sorted(Texts.Fold(profile, markKernel: true)));
        Assert.Empty(profile.Notes);
    }

    [Fact]
    public void OurOwnExportIsReadByItsContent()
    {
        PerfProfile profile = Assert.Single(Case("c7-own-export-markkernel.folded"));

        Assert.Equal((39L, 78156312UL), (profile.Samples, profile.EventCount));
        Assert.Equal(Texts.CaseText("c7-own-export-markkernel.folded"), Texts.Fold(profile, events: true, markKernel: true));
    }

    [Fact]
    public void TheKernelIsInTheUpperHalf()
    {
        PerfFrame[] frames = [.. Assert.Single(Case("d1-scope.script")).Stacks.SelectMany(s => s.Frames).Distinct()];

        Assert.Equal(["udp_sendmsg", "el0_svc"], frames.Where(f => f.Scope == PerfScope.Kernel).Select(f => f.Name).OrderDescending(StringComparer.Ordinal));
        Assert.Equal(["__kernel_vsyscall", "java.lang.String.hashCode", "java.lang.Thread.run", "recv", "sendto"], frames.Where(f => f.Scope == PerfScope.User).Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AThreadThatIsGoneHasACommand()
    {
        PerfStack stack = Assert.Single(Assert.Single(Case("e3-pid-minus-one.script")).Stacks);

        Assert.Equal((":-1", 2L, "udp_recvmsg"), (stack.Command, stack.Samples, stack.Frames[^1].Name));
    }

    [Fact]
    public void AByteOrderMarkIsNoPartOfTheText()
    {
        PerfStack stack = Assert.Single(Assert.Single(Case("f1-utf8bom.script")).Stacks);

        Assert.Equal(("sink", 2L), (stack.Command, stack.Samples));
    }

    [Fact]
    public void SpeedscopesWeightsHaveUnits()
    {
        PerfProfile seconds = Assert.Single(Case("g1-seconds.json")), milliseconds = Assert.Single(Case("g2-milliseconds.json"));

        Assert.Equal((4L, 1_000_000UL), (seconds.Samples, seconds.EventCount));
        Assert.Equal([50, 25, 25], seconds.Symbols.Select(s => s.Overhead));
        Assert.Equal(["c 55", "b 35", "a 10"], milliseconds.Symbols.Select(s => $"{s.Name} {s.Overhead:0.######}"));
    }

    [Fact]
    public void TheFunctionsAddressIsTheLastOne()
    {
        Assert.Equal(["udp_recvmsg 2", "__skb_recv_udp 1"], Assert.Single(Case("i1-perf-mem.script")).Symbols.Select(s => $"{s.Name} {s.Samples}"));
        PerfProfile faults = Assert.Single(Case("i2-page-faults-addr.script"));
        Assert.Equal(("page-faults", PerfScope.Kernel), (faults.Event, faults.Symbols.First(s => s.Name == "rep_stos_alternative").Scope));
        Assert.DoesNotContain(faults.Symbols, s => s.Name.Contains('(') || s.Name.Contains("__environ"));
        Assert.All(faults.Stacks, s => Assert.Equal("sh", s.Command));
        Assert.Equal(Texts.CaseText("i2-page-faults-addr.script").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, faults.Samples);
    }

    [Fact]
    public void APeriodIsAnUnsignedNumber()
    {
        PerfProfile profile = Assert.Single(Case("j1-period20.script"));

        Assert.Equal(("sink", 2L, ulong.MaxValue), (Assert.Single(profile.ByCommand).Name, profile.Samples, profile.EventCount));
        Assert.Equal(100, Assert.Single(profile.Symbols).Overhead, 6);
        Assert.Contains(profile.Notes, n => n.Code == PerfNoteCode.ImplausiblePeriods);
    }

    private static IReadOnlyList<PerfProfile> Case(string name) => PerfReader.ReadFile(Texts.CasePath(name), PerfFormat.Auto, CancellationToken.None);

    private static IEnumerable<string> Symbols(string name) => Assert.Single(Case(name)).Symbols.Select(s => $"{s.Overhead} {s.Name} {s.Command}");

    private static string[] Sorted(string text) => [.. text.Split('\n').Order(StringComparer.Ordinal)];
}
