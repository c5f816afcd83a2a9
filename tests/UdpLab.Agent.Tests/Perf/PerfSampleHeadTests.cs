using System.Text;
using UdpLab.Agent.Perf;

namespace UdpLab.Agent.Tests;

/// <summary>A sample's first line is read from the right, since the command before it can contain anything.</summary>
public sealed class PerfSampleHeadTests
{
    [Theory]
    [InlineData("hog   470/471   [001]   226.269595123:    5025125 cpu-clock: ", 471, 1, 226_269_595_123)]
    [InlineData("            hog   470/470   [000]   226.000000000:    5025125 cpu-clock:u:      55aa hot (/usr/bin/hog)", 470, 0, 226_000_000_000)]
    [InlineData(".NET Tiered Com 24566/24574 [123] 99999.999999999: 1 cycles: ", 24574, 123, 99_999_999_999_999)]
    [InlineData("a /\\n\\n(x) 1/2  25749/25749 [000]   566.534680906:    1003009 cpu-clock: ", 25749, 0, 566_534_680_906)]
    [InlineData("1/2 [003] 4.5:  7/8 [009]     1.000000001: 3 cycles:ppp: ", 8, 9, 1_000_000_001)]
    [InlineData("] [ ] [0] 1/1 7/8 [009] 1.000000001: 3 cycles: ", 8, 9, 1_000_000_001)]
    [InlineData("swapper     0/0     [000]     0.000000001:          1 cycles: ", 0, 0, 1)]
    public void AHeadIsFound(string line, int thread, int cpu, long time)
    {
        Assert.True(PerfSampleHead.TryRead(Encoding.UTF8.GetBytes(line), out PerfSampleHead head));
        Assert.Equal(new PerfSampleHead(thread, cpu, time, 0), head);
    }

    [Theory]
    [InlineData("	ffffffff813a2413 finish_task_switch.isra.0 ([kernel.kallsyms])")]
    [InlineData("")]
    [InlineData("a [000] 1.000000000: 3 cycles: ")]
    [InlineData("hog 470/471 [001] 226.26: 5025125 cpu-clock: ")]
    [InlineData("hog 470/x [001] 226.269595123: 5025125 cpu-clock: ")]
    [InlineData("hog 470/471 [] 226.269595123: 5025125 cpu-clock: ")]
    [InlineData("hog 470/471 [001] 226.269595123: cpu-clock: ")]
    [InlineData("hog 470/471 [001] 226.269595123:")]
    public void WhatIsNoneIsNone(string line) => Assert.False(PerfSampleHead.TryRead(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void ALossIsTold()
    {
        Assert.True(PerfSampleHead.TryRead("x 25678/25732 [000]   567.908291624: PERF_RECORD_LOST lost 49"u8, out PerfSampleHead head));
        Assert.Equal(49, head.Lost);
        Assert.True(head.IsLoss);
    }
}
