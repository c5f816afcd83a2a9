namespace UdpLab.Tests.Perf;

/// <summary>perf script with other fields (-F) than the default.</summary>
public sealed class ScriptFieldTests
{
    private const string Frame = "ffffffff81001234 inner+0x4 ([kernel.kallsyms])";

    [Theory]
    [InlineData("f")]
    [InlineData("dd")]
    [InlineData("bad cafe")]
    [InlineData("deadbeef")]
    [InlineData("ed [0]: 1.5")]
    [InlineData("ab: cd/ef 12")]
    [InlineData("0123456789abcde")]
    public void CommandsOfSamplesWithoutChain(string command)
    {
        string padded = command.PadLeft(16);
        foreach (string line in new[]
        {
            $"{padded}  8102 [001] 90161.191158: skb:kfree_skb: skbaddr=0xffff8881 protocol=2048",
            $"{padded}  8102/8103  90161.191158: syscalls:sys_enter_read: fd: 0x00000003",
            $"{padded}  8102 90161.191158:     250000 cycles:  {Frame}",
            $"{padded}  8102 cycles:  {Frame}",
            $"{padded} cycles:  {Frame}",
            $"{padded}  {Frame}",
            $"{padded}  8102 sched:sched_switch: prev_comm=a ==> next_comm=b  {Frame}",
        })
        {
            PerfStack stack = Assert.Single(Texts.One(line + "\n" + line + "\n").Stacks);

            Assert.Equal((command, 2L), (stack.Command, stack.Samples));
            Assert.Equal(line.Contains("inner") ? ["inner"] : [], stack.Frames.Select(f => f.Name));
        }
    }

    [Theory]
    [InlineData("       10a2b3c40")]
    [InlineData(" ffff8881 4K 2M")]
    [InlineData(" ABI:2    AX:0x1    BX:0x2")]
    [InlineData(" insn: 48 89 c7")]
    [InlineData(" 0x401000/0x401010/P/-/-/0  0x401020/0x401030/M/-/-/3")]
    [InlineData(" \t IPC: 0.52 (10/19) ")]
    [InlineData(" =>           401020 outer (/usr/bin/prog)")]
    public void FieldsBehindTheFunction(string fields)
    {
        PerfSymbol symbol = Assert.Single(Texts.One($"            sink   900 [000]     1.000000:          1 cycles:  {Frame}{fields}\n").Symbols);

        Assert.Equal(("inner", "[kernel.kallsyms]"), (symbol.Name, symbol.SharedObject));
    }

    [Theory]
    [InlineData(" ffff88810a2b3c40")]
    [InlineData("     55b0dcfcc240 __environ (/usr/bin/dash)")]
    [InlineData("                0 [unknown] ([unknown])")]
    [InlineData(" ffff88810a2b3c40         10668100842 |OP LOAD|LVL L3 hit|SNP HitM|TLB L1 or L2 hit|LCK No|BLK  N/A                 124")]
    [InlineData("   call                  ")]
    public void FieldsBeforeTheFunction(string fields)
    {
        PerfSymbol symbol = Assert.Single(Texts.One($"            sink   900 [000]     1.000000:          1 cycles: {fields}  {Frame}\n").Symbols);

        Assert.Equal(("inner", PerfScope.Kernel), (symbol.Name, symbol.Scope));
    }

    [Theory]
    [InlineData("sink 900 [000] 1.000000: 1 cycles:  ffff88810a2b3c40 124 \n", "cycles")]
    [InlineData("sink cycles: \n", "cycles")]
    [InlineData("cycles: \n", "cycles")]
    [InlineData("sink     250000 cycles: \n", "cycles")]
    [InlineData("sink   900 \n", "")]
    [InlineData("sink 1.000000: \n", "")]
    public void ChainsBelowAnyHeader(string header, string eventName)
    {
        string sample = $"{header}\t{Frame}\n\t          401000 outer+0x10 (/usr/bin/prog)\n       10a2b3c40\n\n";
        PerfProfile profile = Texts.One(sample + sample);

        Assert.Equal((eventName, 2L), (profile.Event, profile.Samples));
        Assert.Equal(["outer", "inner"], Assert.Single(profile.Stacks).Frames.Select(f => f.Name));
        Assert.Empty(profile.Notes);
    }

    [Fact]
    public void SamplesWithAndWithoutChainFollowEachOther()
    {
        const string flat = "              dd  8102 [001] 2.000000: skb:kfree_skb: skbaddr=0xffff8881\n", chain = $"dd  8102 [001] 1.000000: cycles: \n\t{Frame}\n\n";
        IReadOnlyList<PerfProfile> profiles = Texts.All(flat + chain + flat + flat + chain + chain + flat, PerfFormat.PerfScript);

        Assert.Equal(["skb:kfree_skb 4", "cycles 3"], profiles.Select(p => $"{p.Event} {p.Samples}"));
        Assert.All(profiles.SelectMany(p => p.Stacks), s => Assert.Equal("dd", s.Command));
    }

    [Theory]
    [InlineData("      7b0da4f360 f ([JIT app cache])", PerfScope.User)]
    [InlineData("        9c51fd34 f ([vdso32])", PerfScope.User)]
    [InlineData("        9c51fd34 f ([anon:dalvik-jit-code-cache])", PerfScope.User)]
    [InlineData("    7ffe12345678 f ([vvar])", PerfScope.User)]
    [InlineData("    7ffe12345678 f ([anything])", PerfScope.User)]
    [InlineData("    7ffe12345678 f ([JIT] tid 900)", PerfScope.User)]
    [InlineData("    7ffe12345678 f (//anon)", PerfScope.User)]
    [InlineData("    7ffe12345678 f (/memfd:doublemapper (deleted))", PerfScope.User)]
    [InlineData("ffffffffff600000 f ([vsyscall])", PerfScope.User)]
    [InlineData("ff11000012345678 f ([unknown])", PerfScope.Kernel)]
    [InlineData("ffffff9c807ad35c f (bpf_prog_6deef7357e7b4530)", PerfScope.Kernel)]
    [InlineData("c000000000123456 f ([unknown])", PerfScope.Kernel)]
    [InlineData("fff0000012345678 f ([nf_tables])", PerfScope.Kernel)]
    [InlineData("        bf001234 f ([ixgbe])", PerfScope.Kernel)]
    [InlineData("        c0123456 f ([kernel.kallsyms])", PerfScope.Kernel)]
    [InlineData("ffffffff81001234 f ([guest.kernel.kallsyms])", PerfScope.Kernel)]
    public void Scopes(string frame, PerfScope scope) =>
        Assert.Equal(scope, Assert.Single(Texts.One($"hog 1 [000] 1.000000: cycles: \n\t{frame}\n\n").Symbols).Scope);

    [Theory]
    [InlineData("9223372036854775807", 9223372036854775807UL, false)]
    [InlineData("9223372036854775808", 9223372036854775808UL, true)]
    [InlineData("18446744073709551615", ulong.MaxValue, true)]
    [InlineData("99999999999999999999", ulong.MaxValue, true)]
    public void Periods(string written, ulong period, bool isNoted)
    {
        PerfProfile profile = Texts.One($"sink 900/900 [000] 1.000000: {written} cycles: \n\t{Frame}\n\n");

        Assert.Equal(("sink", "cycles", period), (Assert.Single(profile.Stacks).Command, profile.Event, profile.EventCount));
        Assert.Equal(isNoted, profile.Notes.Any(n => n.Code == PerfNoteCode.ImplausiblePeriods));
    }

    [Fact]
    public void SumsOfPeriodsDoNotBeginAgainAt0()
    {
        PerfProfile profile = Texts.One(string.Concat(new[] { "a", "b", "c", "d" }.Select(c => $"{c} 900 [000] 1.000000: 18446744073709551615 cycles: \n\t{Frame}\n\n")));

        Assert.Equal(ulong.MaxValue, profile.EventCount);
        Assert.All(profile.Symbols, s => Assert.Equal(25, s.Overhead, 6));
        Assert.Equal(100, profile.CallTree.Overhead, 6);
    }
}
