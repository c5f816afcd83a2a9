using System.Text;
using UdpLab.Agent.Perf;

namespace UdpLab.Agent.Tests;

/// <summary>Only perf script text of samples inside the window passes, complete, and is counted.</summary>
public sealed class PerfScriptFilterTests
{
    private const string Stacks = """
        sink  10/11 [000]     1.000000000:    1003009 cpu-clock: 
        	ffffffff813a2413 __schedule ([kernel.kallsyms])
        	          48374e main (/usr/bin/sink)

        sink  10/12 [001]     2.000000000:    1003009 cpu-clock: 
        	ffffffff813a2414 udp_recvmsg ([kernel.kallsyms])

        bad
        name 1/2 20/21 [001]     2.500000000:    1003009 cpu-clock: 
        	    7f069145b000 [unknown] ([unknown])

        sink  10/11 [000]     2.600000000: PERF_RECORD_LOST lost 17
        sink  10/11 [000]     9.000000000: PERF_RECORD_LOST lost 4
        sink  10/11 [000]     3.000000000:    1003009 cpu-clock: 

        sink  10/11 [000]     4.000000000:    1003009 cpu-clock: 
        	ffffffff813a2415 last ([kernel.kallsyms])


        """;

    [Fact]
    public void EverythingPassesWhereThereIsNoWindow()
    {
        (string text, PerfScriptFilter filter) = Pass(Stacks, PerfWindow.Everything);
        Assert.Equal((5, 21), (filter.Samples, filter.Lost));
        Assert.Equal(Stacks.Replace("bad\nname", "bad name", StringComparison.Ordinal).Split('\n').Count(l => l.StartsWith('\t')), text.Split('\n').Count(l => l.StartsWith('\t')));
        Assert.Contains("bad name 1/2 20/21 [001]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TheWindowIsExactToTheNanosecond()
    {
        Assert.Equal((2, 17), Counts(new PerfWindow(2_000_000_001, 3_000_000_000)));
        Assert.Equal((3, 17), Counts(new PerfWindow(2_000_000_000, 3_000_000_000)));
        Assert.Equal((2, 17), Counts(new PerfWindow(2_000_000_000, 2_999_999_999)));
    }

    [Fact]
    public void ThreadsPassWhereverTheyRanAndCpusWithWhateverRan()
    {
        Assert.Equal((3, 21), Counts(PerfWindow.Everything with { Threads = new HashSet<int> { 11 } }));
        Assert.Equal((4, 21), Counts(PerfWindow.Everything with { Threads = new HashSet<int> { 12 }, Cpus = new HashSet<int> { 0 } }));
        Assert.Equal((5, 21), Counts(PerfWindow.Everything with { Threads = new HashSet<int> { 11 }, Cpus = new HashSet<int> { 1 } }));
    }

    [Fact]
    public void AStackPassesWithItsSample()
    {
        string text = Pass(Stacks, new PerfWindow(2_000_000_000, 2_000_000_000)).Text;
        Assert.Equal("sink  10/12 [001]     2.000000000:    1003009 cpu-clock: \n\tffffffff813a2414 udp_recvmsg ([kernel.kallsyms])\n\n", text);
    }

    [Fact]
    public void WithoutStacksEveryLineIsASample()
    {
        const string text = "x 1/1 [0] 1.000000000: 5 cpu-clock:  55 f (/a)\nx 1/1 [0] 2.000000000: 5 cpu-clock:  55 f (/a)\nx 1/1 [0] 3.000000000: 5 cpu-clock:  55 f (/a)";
        (string passed, PerfScriptFilter filter) = Pass(text, new PerfWindow(2_000_000_000, 3_000_000_000), stacks: false);
        Assert.Equal(2, filter.Samples);
        Assert.Equal("x 1/1 [0] 2.000000000: 5 cpu-clock:  55 f (/a)\nx 1/1 [0] 3.000000000: 5 cpu-clock:  55 f (/a)\n", passed);
    }

    [Fact]
    public void ALineLongerThanAnyBufferIsOneLine()
    {
        string text = "x 1/1 [0] 1.000000000: 5 cpu-clock: \n\t55 " + new string('f', 700_000) + " (/a)\n\n";
        Assert.Equal(text, Pass(text, PerfWindow.Everything).Text);
    }

    [Fact]
    public void DamagedTextsPassOrNotAndNeverMoreThanThereWas()
    {
        Random random = new(7);
        byte[] whole = Encoding.UTF8.GetBytes(Stacks);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] damaged = [.. whole];
            for (int n = random.Next(1, 5); n > 0; n--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            using MemoryStream output = new();
            PerfScriptFilter filter = new(PerfWindow.Everything, stacks: true, output);
            filter.Read(new MemoryStream(damaged, 0, random.Next(damaged.Length)));
            Assert.InRange(filter.Samples, 0, 9);
        }
    }

    private static (long, long) Counts(PerfWindow window)
    {
        PerfScriptFilter filter = Pass(Stacks, window).Filter;
        return (filter.Samples, filter.Lost);
    }

    private static (string Text, PerfScriptFilter Filter) Pass(string text, PerfWindow window, bool stacks = true)
    {
        using MemoryStream output = new();
        PerfScriptFilter filter = new(window, stacks, output);
        filter.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        return (Encoding.UTF8.GetString(output.ToArray()), filter);
    }
}
