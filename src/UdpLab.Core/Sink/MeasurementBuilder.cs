using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Puts together what sink and flood found.</summary>
internal static class MeasurementBuilder
{
    public static SinkMeasurement Build(SinkRunner sink, ReceiveMethod method, SinkResult result, FloodGroup? flood, PerfProfile? profile = null) => new()
    {
        Host = sink.Host,
        Method = method,
        Address = sink.Address.ToString(),
        Port = sink.Port,
        Packets = result.Packets,
        Bytes = result.Bytes,
        Seconds = (result.LastNanoseconds - result.FirstNanoseconds) / 1e9,
        Lost = Lost(sink, result, flood),
        OutOfOrder = result.Headers?.OutOfOrder,
        Duplicates = result.Headers?.Duplicates,
        BadMagic = result.Headers?.BadMagic,
        UserSeconds = result.UserSeconds,
        SystemSeconds = result.SystemSeconds,
        Wakeups = result.Wakeups,
        Batch = method == ReceiveMethod.Recvmmsg ? sink.Plan.Batch : 1,
        ReceiveBuffer = sink.ReceiveBuffer,
        Gro = sink.Plan.Gro,
        Started = sink.Clock.ToWallClock(result.FirstNanoseconds),
        Flood = flood?.Results,
        Nic = result.Nic?.Items is [var nic, ..] ? NicBuilder.Build(sink.Host, nic, result.Nic.HostSettings) : null,
        Environment = Environment(sink, result),
        Ledger = LedgerOf(sink, result, flood),
        Intervals = [.. sink.Intervals],
        Latency = LatencyOf(result.Latency),
        Profile = profile,
        PerSocket = [.. result.Sockets.Select(s => new SinkSocketResult { Cpu = s.Cpu, Packets = s.Packets, Bytes = s.Bytes, Drops = s.Drops })],
    };

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

    private static long? Lost(SinkRunner sink, SinkResult result, FloodGroup? flood)
    {
        // The window is the whole flood when nothing of it was received outside.
        bool whole = flood is { IsOver: true } && flood.Floods.All(f => f.Result!.Sent is not null) && sink.Plan.Warmup == 0 && result.TotalPackets == result.Packets && sink.WindowEnd is null;
        long strangers = (result.Headers?.Duplicates ?? 0) + (result.Headers?.BadMagic ?? 0);
        return whole ? Math.Max(0, flood!.Floods.Sum(f => f.Result!.Sent!.Value) - (result.Packets - strangers)) : result.Headers?.Lost;
    }

    private static LatencySummary? LatencyOf(LatencyFindings? found) => found is null
        ? null
        : new LatencySummary
        {
            Samples = found.Samples,
            MinimumMicroseconds = found.Minimum,
            MeanMicroseconds = found.Mean,
            P50Microseconds = found.P50,
            P90Microseconds = found.P90,
            P99Microseconds = found.P99,
            P999Microseconds = found.P999,
            MaximumMicroseconds = found.Maximum,
        };

    private static Dictionary<string, string> Environment(SinkRunner sink, SinkResult result)
    {
        Hello host = sink.HostFacts;
        Dictionary<string, string> environment = new(host.Environment)
        {
            ["Kernel"] = host.Kernel,
            ["Architecture"] = host.Architecture,
            ["Distribution"] = host.Distribution,
            ["OnlineCpus"] = string.Join(',', host.OnlineCpus),
            ["BootId"] = host.BootId,
        };
        foreach ((string key, string value) in sink.Facts is { } facts ? HostChecks.Summary(sink.Host, OfPath(facts, result.Nic)) : [])
        {
            environment[key] = value;
        }

        return environment;
    }

    /// <summary>Interfaces the packets did not come by have no say.</summary>
    private static ReadinessFacts OfPath(ReadinessFacts facts, NicState? nic) =>
        nic?.Items is [var used, ..] ? facts with { Interfaces = [used.Name], Nics = [used] } : facts;
}
