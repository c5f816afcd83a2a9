using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Combines the results of sink and flood.</summary>
internal static class MeasurementBuilder
{
    /// <summary>Builds a measurement; an optional part that cannot be built becomes a note.</summary>
    public static SinkMeasurement Build(SinkRunner sink, ReceiveMethod method, SinkResult result, FloodGroup? flood, PerfProfile? profile = null)
    {
        MeasurementNotes notes = new(sink, result, flood);
        Ledger ledger = LedgerOf(sink, result, flood);
        WindowLoss loss = WindowLoss.Of(sink, result, flood, ledger);
        SinkPlan plan = sink.Plan;
        IReadOnlyList<RateStep> steps = RateSteps.Of(flood, result);
        notes.AddGap(RateSteps.Gap(sink, steps, flood));
        notes.AddSteps(steps);
        NicFacts? nic = result.Nic?.Items.FirstOrDefault();
        long window = result.LastNanoseconds - result.FirstNanoseconds;
        SinkMeasurement measurement = new()
        {
            Host = sink.Host,
            Method = method,
            Address = sink.Address.ToString(),
            Port = sink.Port,
            Interface = sink.Interface,
            Packets = result.Packets,
            Bytes = result.Bytes,
            Seconds = window > 0 ? window / 1e9 : null,
            OpeningPackets = result.OpeningPackets,
            Lost = loss.Lost,
            LossBasis = loss.Basis,
            OutOfOrder = loss.Numbered?.OutOfOrder,
            Duplicates = loss.Numbered?.Duplicates,
            BadMagic = result.Headers?.BadMagic,
            UserSeconds = result.UserSeconds,
            SystemSeconds = result.SystemSeconds,
            WaitSeconds = result.WaitSeconds,
            Wakeups = result.Wakeups,
            Batch = ReceiveTraits.BatchOf(method, plan.Batch ?? SinkPlan.DefaultBatch),
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
            SteerByCpu = plan.SteerByCpu,
            BusyPoll = plan.BusyPoll,
            Connect = plan.Connect,
            Cpu = plan.Cpus,
            Warmup = plan.Warmup,
            Duration = plan.Duration,
            Count = plan.Count,
            Check = sink.Checks,
            Started = sink.Clock.ToWallClock(result.FirstNanoseconds),
            Flood = flood?.Results,
            Nic = nic is null ? null : notes.Try("The interface's settings", () => NicBuilder.Build(sink.Host, nic, result.Nic!.HostSettings)),
            Environment = (sink.Facts is { } facts ? notes.Try("The host's facts", () => MeasurementEnvironment.Of(sink.Host, sink.Hello, facts, nic)) : null)
                ?? MeasurementEnvironment.Of(sink.Hello),
            Ledger = ledger,
            Steps = steps,
            Intervals = [.. IntervalsOf(sink, flood)],
            Latency = LatencyOf(result.Latency, result.StackLatency),
            Profile = profile,
            PerSocket = [.. result.Sockets.Select(s => new SinkSocketResult { Cpu = s.Cpu, Packets = s.Packets, Bytes = s.Bytes, Drops = s.Drops })],
        };
        notes.AddLedger(ledger);
        return measurement with
        {
            Notes = notes.All,
            State = notes.All.Any(n => n.Code == MeasurementNoteCode.Interrupted) ? MeasurementState.Incomplete : MeasurementState.Completed,
        };
    }

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

    public static Ledger LedgerOf(SinkRunner sink, SinkResult result, FloodGroup? flood) => LedgerBuilder.Build(new LedgerInput
    {
        Before = result.Before,
        After = result.After,
        Ipv6 = sink.Address.AddressFamily == AddressFamily.InterNetworkV6,
        Gro = sink.Plan.Gro,
        TotalPackets = result.TotalPackets,
        TotalDatagrams = result.TotalDatagrams,
        WindowPackets = result.Packets,
        LeftInSocket = result.LeftInSocket,
        SocketDrops = result.SocketDrops,
        Delivered = result.Delivered,
        Generators = flood is { IsOver: true } ? [.. flood.Floods.Select(f => GeneratorOf(sink, f, flood.Floods.Count > 1))] : [],
    });

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
