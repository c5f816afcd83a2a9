using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Combines the results of sink and flood.</summary>
internal static class MeasurementBuilder
{
    /// <summary>Builds a measurement; an optional part that cannot be built becomes a note.</summary>
    /// <param name="sink">The sink, or the window of it.</param>
    /// <param name="method">The receiving system call.</param>
    /// <param name="result">What it received.</param>
    /// <param name="flood">The floods; null for packets from elsewhere.</param>
    /// <param name="profile">The profile; null for none.</param>
    /// <param name="parts">The ledgers of the parts before, if this is one part of a measurement, in which only some of a flood's packets were sent.</param>
    public static SinkMeasurement Build(SinkRunner sink, ReceiveMethod method, SinkResult result, FloodGroup? flood, PerfProfile? profile = null, LedgerParts? parts = null)
    {
        MeasurementNotes notes = new(sink, result, flood);
        Ledger ledger = parts is null ? LedgerOf(sink, result, flood) : parts.Next(InputOf(sink, result, null));
        WindowLoss loss = WindowLoss.Of(sink, result, flood, ledger, isPart: parts is not null);
        SinkPlan plan = sink.Plan;
        IReadOnlyList<RateStep> steps = parts is null ? RateSteps.Of(flood, result) : [];
        notes.AddGap(RateSteps.Gap(sink, steps, flood));
        notes.AddSteps(steps);
        NicFacts? nic = result.Nic?.Items.FirstOrDefault();

        SinkTrace? trace = SinkTrace.Of(result.Trace, result.FirstNanoseconds, result.Watch is null);

        // Packets from elsewhere have no beginning and no end: the time of such a part is all of it.
        bool isWhole = parts is not null && flood is null;
        long window = isWhole ? result.EndNanoseconds - result.BeginNanoseconds : result.LastNanoseconds - result.FirstNanoseconds;
        SinkMeasurement measurement = new()
        {
            Host = sink.Host,
            Method = plan.Watch is null ? method : null,
            Process = Owner(result)?.Name is { } name ? HostText.Clean(name) : null,
            ProcessId = Owner(result)?.Id,
            PacketBasis = result.Watch is null ? PacketBasis.Calls : result.Watch.Inexact is null ? PacketBasis.Sockets : PacketBasis.Host,
            Address = sink.Address.ToString(),
            Port = sink.Port,
            Interface = sink.Interface,
            Packets = result.Packets,
            Bytes = result.Bytes,
            Seconds = window > 0 ? window / 1e9 : null,
            OpeningPackets = isWhole ? 0 : result.OpeningPackets,
            Lost = loss.Lost,
            LossBasis = loss.Basis,
            OutOfOrder = loss.Numbered?.OutOfOrder,
            Duplicates = loss.Numbered?.Duplicates,
            BadMagic = result.Headers?.BadMagic,
            UserSeconds = result.UserSeconds,
            SystemSeconds = result.SystemSeconds,
            WaitSeconds = result.WaitSeconds,
            CompanySeconds = result.CompanySeconds,
            Wakeups = result.Wakeups,
            Batch = plan.Watch is not null ? 1 : ReceiveTraits.BatchOf(method, plan.Batch ?? SinkPlan.DefaultBatch),
            ReceiveBuffer = sink.ReceiveBuffer,
            ReceiveBufferAsked = plan.ReceiveBuffer,
            Gro = plan.Gro,
            Discard = plan.Discard,
            Segments = plan.Segments,
            Ttl = plan.Ttl,
            PacketInfo = plan.PacketInfo,
            Timestamp = plan.Timestamp,
            CheckSender = plan.CheckSender?.ToString(),
            MinimumTtl = result.Messages?.LeastTtl,
            MaximumTtl = result.Messages?.GreatestTtl,
            OtherSenders = result.Messages?.OtherSenders,
            XdpMode = result.XdpMode,
            SteerByCpu = plan.SteerByCpu,
            BusyPoll = plan.BusyPoll,
            Connect = plan.Connect,
            Echoed = plan.Echo ? result.Echoed : null,
            Cpu = plan.Cpus,
            Warmup = plan.Warmup,
            Duration = plan.Duration,
            Count = plan.Count,
            Check = sink.Checks,
            Started = sink.Clock.ToWallClock(result.Packets > 0 && !isWhole ? result.FirstNanoseconds : result.BeginNanoseconds),
            Flood = flood?.Results,
            Nic = nic is null ? null : notes.Try("The interface's settings", () => NicBuilder.Build(sink.Host, nic, result.Nic!.HostSettings)),
            Environment = (sink.Facts is { } facts ? notes.Try("The host's facts", () => MeasurementEnvironment.Of(sink.Host, sink.Hello, facts, nic)) : null)
                ?? MeasurementEnvironment.Of(sink.Hello),
            Ledger = ledger,
            Steps = steps,
            Intervals = [.. IntervalsOf(sink, flood)],
            Latency = LatencyOf(result.Latency, result.StackLatency),
            Profile = profile?.Timed(trace?.Axis?.Slots(result.Trace!.Axis!)),
            Trace = trace,
            PerSocket = [.. result.Sockets.Select(Socket)],
            PerThread = [.. (result.Watch?.Threads ?? []).Select(t => new MeasuredThread { ProcessId = t.ProcessId, Id = t.Id, Name = HostText.Clean(t.Name), UserSeconds = t.UserSeconds, SystemSeconds = t.SystemSeconds, WaitSeconds = t.WaitSeconds, Wakeups = t.Wakeups })],
        };
        notes.AddLedger(ledger);
        notes.AddAxis(result.Trace?.Axis);
        return (notes.Try("Where the time went", () => CostBuilder.Complete(measurement)) ?? measurement) with
        {
            Notes = notes.All,
            State = notes.All.Any(n => n.Code == MeasurementNoteCode.Interrupted) ? MeasurementState.Incomplete : MeasurementState.Completed,
        };
    }

    private static SocketHolder? Owner(SinkResult result) => result.Watch?.Processes.MinBy(process => process.Id);

    private static SinkSocketResult Socket(SocketFindings s) => new()
    {
        Cpu = s.Cpu,
        Packets = s.Packets,
        Bytes = s.Bytes,
        Drops = s.Drops,
        Address = s.Watched is { } watched ? HostText.Clean(watched.Address) : null,
        Port = s.Watched?.Port,
        Cookie = s.Watched?.Cookie,
        Process = s.Watched?.Holder is { } holder ? HostText.Clean(holder.Name) : null,
        ProcessId = s.Watched?.Holder?.Id,
        ReceiveBuffer = s.Watched?.ReceiveBuffer,
        QueuePercent = s.Watched?.QueuePercent,
        MeanQueuePercent = s.Watched?.MeanQueuePercent,
    };

    /// <summary>The sink's intervals, with what the floods were to send and did send in them.</summary>
    private static IEnumerable<SinkInterval> IntervalsOf(SinkRunner sink, FloodGroup? flood)
    {
        SentCurve?[] curves = [.. flood?.Floods.Select(f => f.Curve) ?? []];
        return curves.Length == 0 || Array.Exists(curves, c => c is null) ? sink.Intervals : sink.Intervals.Zip(sink.IntervalTimes, (interval, time) => interval with
        {
            RatePps = curves.Aggregate((double?)0, (sum, c) => sum + c!.RatePps(time.Begin, time.End)),
            SentPps = time.End > time.Begin ? curves.Sum(c => c!.Pps(time.Begin, time.End)) : null,
        });
    }

    public static Ledger LedgerOf(SinkRunner sink, SinkResult result, FloodGroup? flood) => LedgerBuilder.Build(InputOf(sink, result, flood));

    private static LedgerInput InputOf(SinkRunner sink, SinkResult result, FloodGroup? flood) => new()
    {
        Before = result.Before,
        After = result.After,
        Ipv6 = IsIpv6(sink, result, flood),
        Gro = sink.Plan.Gro,
        TotalPackets = result.TotalPackets,
        TotalDatagrams = result.TotalDatagrams,
        WindowPackets = result.Packets,
        LeftInSocket = result.LeftInSocket,
        OtherSockets = OtherSockets(result, flood),
        AlwaysBound = result is { Watch.Events: [], TotalPackets: > 0 },
        SocketDrops = result.SocketDrops,
        Delivered = result.Delivered,
        AtDriver = sink.Method == ReceiveMethod.AfXdp,
        Drops = SinkTrace.Of(result.Trace, 0, false)?.Reasons ?? [],
        Generators = flood is { IsOver: true } ? [.. flood.Floods.Select(f => GeneratorOf(sink, f, flood.Floods.Count > 1))] : [],
    };

    /// <summary>Others may send to those sockets too: the flood's packets are no more than are missing.</summary>
    private static long? OtherSockets(SinkResult result, FloodGroup? flood) =>
        result.Watch?.Elsewhere is > 0 and long elsewhere && flood is { IsOver: true, Sent: long sent }
        && Math.Min(elsewhere, sent - result.TotalPackets - (result.SocketDrops ?? 0)) is > 0 and var packets ? packets : null;

    /// <summary>A server's socket may receive both: the flood decides, and without one what there was more of.</summary>
    private static bool IsIpv6(SinkRunner sink, SinkResult result, FloodGroup? flood)
    {
        if (sink.Plan.Watch is null || sink.Address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return sink.Address.AddressFamily == AddressFamily.InterNetworkV6;
        }

        return flood?.Floods[0].Destination.Contains(':', StringComparison.Ordinal) ?? Delivered(ipv6: true) >= Delivered(ipv6: false);

        long Delivered(bool ipv6) => new ProtocolCounters(result.Before, result.After, ipv6, []).Of(CounterSource.Udp, CounterNames.InDatagrams) ?? 0;
    }

    private static LedgerGenerator GeneratorOf(SinkRunner sink, FloodRunner flood, bool oneOfSeveral) => new()
    {
        Host = oneOfSeveral ? flood.Host.Name : "",
        Sent = flood.Result!.Sent,
        Errors = flood.Result.Errors,
        Before = flood.Result.Before,
        After = flood.Result.After,
        Gso = flood.Gso,
        Interface = flood.Interface,
        SameNamespace = flood.Host.SharesNetworkWith(sink.Host),
    };

    private static LatencySummary? LatencyOf(LatencyFindings? oneWay, LatencyFindings? stack) => oneWay is null && stack is null
        ? null
        : SummaryOf(oneWay) with { StackAndQueue = stack is null ? null : SummaryOf(stack) };

    private static LatencySummary SummaryOf(LatencyFindings? found) => new()
    {
        Samples = found?.Samples ?? 0,
        MinimumMicroseconds = found?.Minimum,
        MeanMicroseconds = found?.Mean,
        P50Microseconds = found?.P50,
        P90Microseconds = found?.P90,
        P99Microseconds = found?.P99,
        P999Microseconds = found?.P999,
        MaximumMicroseconds = found?.Maximum,
    };
}
