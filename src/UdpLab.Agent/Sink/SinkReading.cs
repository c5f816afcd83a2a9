using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Ledger;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>What the kernel and the threads of a sink have counted up to a moment at which none of them received.</summary>
internal sealed record SinkReading
{
    /// <summary>The moment, CLOCK_MONOTONIC nanoseconds.</summary>
    public long Time { get; private init; }

    public required Counters Counters { get; init; }

    /// <summary>Drops of each socket; null if the kernel does not report them.</summary>
    public required uint?[] Drops { get; init; }

    /// <summary>The same a little later: the kernel goes on dropping during the reading.</summary>
    private uint?[] DropsAfter { get; init; } = [];

    /// <summary>Frames that the kernel delivered to each thread, for a method that sees frames; else null.</summary>
    public long?[] Delivered { get; private init; } = [];

    /// <summary>What the headers showed; null if they are not checked.</summary>
    public HeaderTotals? Headers { get; init; }

    /// <summary>How long each CPU has worked, in seconds; read a little later.</summary>
    public IReadOnlyDictionary<int, double> Worked { get; private init; } = new Dictionary<int, double>();

    /// <summary>Reads what must agree to the packet, as fast as possible: only this delays the threads.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="check">Headers are checked.</param>
    public static SinkReading Take(IReadOnlyList<SinkWorker> workers, bool check)
    {
        uint?[] drops = DropsOf(workers);
        long time = Clock.Monotonic;
        Counters counters = CounterReader.ReadProtocols();
        return new SinkReading
        {
            Time = time,
            Counters = counters,
            Drops = drops,
            Delivered = [.. workers.Select(w => w.Delivered)],
            DropsAfter = DropsOf(workers),
            Headers = check ? HeaderSummary.Totals([.. workers.Select(w => w.Checker)]) : null,
        };
    }

    /// <summary>Completes it, while the threads receive again.</summary>
    /// <param name="interfaces">Those the packets may arrive on.</param>
    /// <param name="previous">The reading before; null for the first.</param>
    /// <param name="ipv6">The sockets are IPv6.</param>
    public SinkReading Complete(string[] interfaces, SinkReading? previous, bool ipv6) => this with
    {
        Counters = CounterReader.Read(interfaces, Counters),
        Worked = CpuTimes.Worked(),
        Drops = previous is null ? Drops : Between(Drops, DropsAfter, previous.Drops, Errors(Counters, ipv6) - Errors(previous.Counters, ipv6)),
    };

    /// <summary>Of the numbers between two readings of the sockets' drops, those that agree with what UDP counted in the middle.</summary>
    /// <param name="low">The drops before.</param>
    /// <param name="high">The drops after.</param>
    /// <param name="previous">The drops of the previous reading.</param>
    /// <param name="errors">UDP's errors since then; null if unknown.</param>
    internal static uint?[] Between(uint?[] low, uint?[] high, uint?[] previous, long? errors)
    {
        uint?[] drops = [.. low];
        long missing = errors - Enumerable.Range(0, low.Length).Sum(i => (long?)unchecked(low[i] - previous[i]) ?? 0) ?? 0;
        for (int i = 0; i < drops.Length; i++)
        {
            uint room = unchecked(high[i] - low[i]) ?? 0;
            uint share = (uint)Math.Clamp(missing, 0, room);
            drops[i] = unchecked(drops[i] + share);
            missing -= share;
        }

        return drops;
    }

    private static uint?[] DropsOf(IReadOnlyList<SinkWorker> workers) => [.. workers.Select(w => w.Drops)];

    private static long? Errors(Counters counters, bool ipv6)
    {
        if (ipv6)
        {
            return Number(counters.Snmp6.Split('\n').FirstOrDefault(l => l.StartsWith("Udp6InErrors ", StringComparison.Ordinal))?["Udp6InErrors ".Length..]);
        }

        string[][] udp = [.. counters.Snmp.Split('\n').Where(l => l.StartsWith("Udp: ", StringComparison.Ordinal)).Select(l => l.Split(' '))];
        return udp is [var names, var values] && names.Length == values.Length && Array.IndexOf(names, "InErrors") is > 0 and var at ? Number(values[at]) : null;
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out long number) ? number : null;
}
