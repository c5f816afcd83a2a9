using System.Globalization;
using System.Text;
using UdpLab.Wire;

namespace UdpLab.Tests.Measuring;

/// <summary>A measurement with -Trace and -Profile: ten slots, of which two lose packets while a hog has the reader's CPU.</summary>
internal static class TracedRun
{
    /// <summary>When the axis begins, CLOCK_MONOTONIC nanoseconds. The first packet came two slots later.</summary>
    public const long Begin = 100_000_000_000;

    private const long Slot = 10_000_000;

    /// <summary>Two samples a slot: the sink's, from the middle of slot 5 to the end of slot 6 a hog's.</summary>
    /// <param name="hog">The hog's name.</param>
    /// <param name="reason">The name of a second reason.</param>
    public static SinkMeasurement Of(string hog = "hog", string? reason = null)
    {
        StringBuilder text = new();
        for (int i = 0; i < 20; i++)
        {
            bool hogged = i is >= 11 and < 14;
            Sample(text, hogged ? hog : "sink", Begin + (i * Slot / 2) + 1_000, hogged ? "spin" : "udp_recvmsg");
        }

        SlotLosses[] losses = [.. new[] { 5, 6 }.Select(slot => new SlotLosses { Slot = slot, Reason = "SOCKET_RCVBUFF", Preempted = 30 })];
        SinkTrace trace = Trace(10, reason is null ? losses : [.. losses, new SlotLosses { Slot = 6, Reason = reason, Unknown = 5 }]);
        DropReason[] reasons = [new() { Name = "SOCKET_RCVBUFF", Function = "udp_queue_rcv_one_skb", Frames = 60, Packets = 60, Reader = new ReaderLosses { Preempted = 60 } }, .. reason is null ? Array.Empty<DropReason>() : [new DropReason { Name = reason, Frames = 5, Packets = 5 }]];
        PerfProfile profile = Profile(text.ToString()) with { Host = "dut" };
        return Report.Of(1_000_000, 1) with
        {
            Trace = trace with { Reasons = reasons },
            Profile = profile.Timed(new SampleSlots(Begin / 1e9, trace.Axis!.BeginSeconds, trace.Axis.SlotSeconds, 10)),
            Costs = new PacketCosts { SoftirqNs = 500, DriverNs = 100, GroNs = 0, IpNs = 150, UdpNs = 200, WakingNs = 50, WakeupNs = 80, SystemCallNs = 210, CopyNs = 90, UserNs = 100, RemainderNs = 20, ThreadSamples = 500, SoftirqSamples = 500 },
            Ledger = new Ledger
            {
                Sent = 1_000_000 + 60 + 5,
                Received = 1_000_000,
                Entries =
                [
                    new LedgerEntry { Layer = LedgerLayer.Ip, Counter = "InDiscards", Packets = 5, Source = "/proc/net/snmp", Meaning = "packets dropped before a socket", IsLoss = true, Reasons = [.. reasons.Skip(1)] },
                    new LedgerEntry { Layer = LedgerLayer.Udp, Counter = "RcvbufErrors", Packets = 60, Source = "/proc/net/snmp", Meaning = "a socket's receive buffer was full", IsLoss = true, Reasons = [reasons[0]] },
                ],
            },
        };
    }

    /// <summary>A trace of so many slots.</summary>
    public static SinkTrace Trace(int slots, SlotLosses[] losses)
    {
        long[] Each(long number) => [.. Enumerable.Range(0, slots).Select(i => i < 2 ? 0 : number + (i % 7))];
        return SinkTrace.Of(
            new TraceFindings
            {
                Readers = [new ReaderFindings()],
                Axis = new AxisFindings
                {
                    BeginNanoseconds = Begin,
                    EndNanoseconds = Begin + (slots * Slot),
                    SlotNanoseconds = Slot,
                    Received = Each(1000),
                    Softirq = Each(2_000_000),
                    Polls = Each(4),
                    Polled = Each(64),
                    Running = Each(5_000_000),
                    Preempted = Each(2_000_000),
                    Waiting = Each(1_000_000),
                    Asleep = Each(2_000_000),
                    Losses = losses,
                },
            },
            Begin + (2 * Slot),
            counts: true)!;
    }

    /// <summary>The profile of what perf script prints.</summary>
    public static PerfProfile Profile(string text)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        return PerfScriptReader.Read(stream, "text", TestContext.Current.CancellationToken, keepsTimes: true).Make("text")[0];
    }

    /// <summary>Writes a sample as perf script does.</summary>
    public static void Sample(StringBuilder text, string command, long nanoseconds, string function) => text.Append(
        CultureInfo.InvariantCulture,
        $"{command} {7,5}/{8,-5} [001] {nanoseconds / 1_000_000_000}.{nanoseconds % 1_000_000_000:000000000}: {10_000,10} cycles: \n\tffffffff81000010 {function}+0x10 ([kernel.kallsyms])\n\tffffffff81000020 entry_SYSCALL_64_after_hwframe+0x20 ([kernel.kallsyms])\n\n");
}
