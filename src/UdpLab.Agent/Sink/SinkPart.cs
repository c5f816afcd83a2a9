using HdrHistogram;
using UdpLab.Agent.Ledger;
using UdpLab.Agent.Nic;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>What a sink counted between two readings. Parts that follow each other add up.</summary>
internal sealed class SinkPart
{
    private readonly SinkReading _begin;
    private readonly IReadOnlyList<SinkWorker> _workers;
    private SinkReading _end;

    /// <summary>An empty part.</summary>
    public SinkPart(SinkReading begin, IReadOnlyList<SinkWorker> workers)
    {
        (_begin, _end, _workers) = (begin, begin, workers);
        Threads = [.. workers.Select(w => w.Parted.Empty())];
    }

    public ThreadPart[] Threads { get; }

    /// <summary>Adds what the threads have counted since its end.</summary>
    public void Add(SinkReading end)
    {
        for (int i = 0; i < Threads.Length; i++)
        {
            Threads[i].Add(_workers[i].Parted);
            Threads[i].Drops += end.Drops[i] is uint after && _end.Drops[i] is uint before ? unchecked(after - before) : null;
        }

        _end = end;
    }

    /// <summary>Seconds in which something else ran on the threads' CPUs; null if it is not known.</summary>
    public double? CompanySeconds(Company company) => company.Seconds(_begin.Worked, _end.Worked, Threads.Sum(t => t.UserSeconds + t.SystemSeconds));

    /// <summary>The result for the controller.</summary>
    /// <param name="id">The request's.</param>
    /// <param name="interfaces">Those the packets may have arrived on.</param>
    /// <param name="optional">Receives what could not be read.</param>
    public SinkResult ToResult(long id, string[] interfaces, OptionalReadings optional)
    {
        ThreadPart[] measured = [.. Threads.Where(t => t.Window.Packets > 0)];
        ThreadPart? earliest = measured.MinBy(t => t.First);
        long first = earliest?.First ?? 0, last = measured.Length == 0 ? 0 : measured.Max(t => t.Last);
        (Counters before, Counters after) = (_begin.Counters, _end.Counters);
        return new SinkResult
        {
            Id = id,
            Packets = Threads.Sum(t => t.Window.Packets),
            Bytes = Threads.Sum(t => t.Window.Bytes),
            BeginNanoseconds = _begin.Time,
            EndNanoseconds = _end.Time,
            FirstNanoseconds = first,
            LastNanoseconds = last,
            OpeningPackets = earliest?.Opening ?? 0,
            WindowDrops = Sum(measured.Select(t => t.WindowDrops)),
            WaitSeconds = measured.Any(t => t.WaitSeconds is null) ? null : measured.Sum(t => t.WaitSeconds),
            UserSeconds = Threads.Sum(t => t.UserSeconds),
            SystemSeconds = Threads.Sum(t => t.SystemSeconds),
            Wakeups = Threads.Sum(t => t.Wakeups),
            TotalPackets = Threads.Sum(t => t.Total.Packets),
            TotalDatagrams = Threads.Sum(t => t.Total.Datagrams),
            Echoed = Threads.Sum(t => t.Total.Echoed),
            SocketDrops = Sum(Threads.Select(t => t.Drops)),
            Delivered = Sum(_end.Delivered.Select((d, i) => d - _begin.Delivered[i])),
            Headers = _end.Headers is { } headers && _begin.Headers is { } earlier ? headers.Since(earlier).ToFindings((last - first) / 1e9) : null,
            Latency = optional.Try("the latencies", () => LatencyOf(Threads.Select(t => t.Latency), 1)),
            StackLatency = optional.Try("the time stamps", () => LatencyOf(Threads.Select(t => t.StackLatency), 1000)),
            Messages = MessagesOf(optional),
            Sockets = [.. Threads.Select((t, i) => new SocketFindings { Cpu = _workers[i].Cpu, Packets = t.Window.Packets, Bytes = t.Window.Bytes, Drops = t.Drops })],
            Before = before,
            After = after,
            Nic = optional.Try("the interface's settings", () => NicReader.Read(0, [interfaces.MaxBy(name => unchecked((long)(Received(after, name) - Received(before, name)))) ?? ""])),
        };
    }

    /// <summary>Null if one is unknown: otherwise the others would pass for all.</summary>
    private static long? Sum(IEnumerable<long?> numbers) => numbers.Aggregate((long?)0, (sum, number) => sum + number);

    private static ulong Received(Counters counters, string name) =>
        Array.Find(counters.Devices, d => d.Name == name)?.Statistics.GetValueOrDefault("rx_packets") ?? 0;

    private MessageFindings? MessagesOf(OptionalReadings optional)
    {
        if (_workers[0].Reader is not { } reader)
        {
            return null;
        }

        MessageCount all = new();
        foreach (MessageCount messages in Threads.Select(t => t.Messages).OfType<MessageCount>())
        {
            all.Add(messages);
        }

        if (all.Incomplete > 0)
        {
            optional.Problems.Add($"{all.Incomplete} datagrams came without a control message that -Ttl, -PacketInfo or -Timestamp requests.");
        }

        return reader.Findings(all);
    }

    /// <summary>The distribution of what all threads timed; null if they timed nothing.</summary>
    /// <param name="timed">A histogram per thread.</param>
    /// <param name="unit">How many of its units are a microsecond.</param>
    private static LatencyFindings? LatencyOf(IEnumerable<LongHistogram?> timed, double unit)
    {
        LongHistogram[] parts = [.. timed.OfType<LongHistogram>()];
        if (parts.Sum(p => p.TotalCount) == 0)
        {
            return null;
        }

        foreach (LongHistogram part in parts[1..])
        {
            parts[0].Add(part);
        }

        LongHistogram all = parts[0];
        return new LatencyFindings
        {
            Samples = all.TotalCount,
            Minimum = all.GetValueAtPercentile(0) / unit,
            Mean = all.GetMean() / unit,
            P50 = all.GetValueAtPercentile(50) / unit,
            P90 = all.GetValueAtPercentile(90) / unit,
            P99 = all.GetValueAtPercentile(99) / unit,
            P999 = all.GetValueAtPercentile(99.9) / unit,
            Maximum = all.GetMaxValue() / unit,
        };
    }
}
