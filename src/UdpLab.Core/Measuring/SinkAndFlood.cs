using System.Net;
using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a sink and its floods need to know about each other.</summary>
internal static class SinkAndFlood
{
    /// <summary>Where a flood will send to, as far as its plan says.</summary>
    public static SenderHints HintsOf(FloodPlan flood) => new(flood.Port, (flood.Destination ?? flood.Pktgen.Destination?.First ?? flood.Source ?? flood.Pktgen.Source?.First)?.AddressFamily switch
    {
        null => null,
        AddressFamily.InterNetworkV6 => true,
        _ => false,
    }, flood.Destination ?? flood.Pktgen.Destination?.First);

    /// <summary>A bound sink, as a flood sees it.</summary>
    public static FloodTarget TargetOf(SinkRunner sink) => new()
    {
        Host = sink.Host,
        BootId = sink.Hello.BootId,
        Address = sink.Address,
        Port = sink.Port,
        Interface = sink.Interface,
        Addresses = sink.Addresses,
        ReachableAddresses = sink.ReachableAddresses,
        DecidesHowLong = sink.DecidesHowLong,
        Warmup = sink.Plan.Warmup,
    };

    /// <summary>Floods, as a sink sees them.</summary>
    public static ExpectedTraffic TrafficOf(FloodGroup flood, SinkRunner sink)
    {
        // Several pktgen threads use the same sequence numbers; a single one needs no distinction.
        StreamSource[] streams = [.. flood.Floods.Select(f => f.Streams).OfType<StreamSource>()];
        return new()
        {
            Streams = streams.Sum(s => s.Threads) > 1 ? streams : [],
            Numbered = flood.Floods.All(f => f.Numbered),
            Steps = flood.Floods.Any(f => f.Plan.StepRates.Length > 0),
            Timed = flood.Floods.All(f => f.Timed),
            BootIds = [.. flood.Floods.Select(f => f.BootId)],
            Interfaces = [.. flood.Floods.Select(f => InterfaceOfPath(f, sink)).OfType<string>().Distinct()],
        };
    }

    /// <summary>The interface whose drops can belong to this flood: a counter of one off the path would be counted as a loss.</summary>
    private static string? InterfaceOfPath(FloodRunner flood, SinkRunner sink) =>
        flood.Host.SharesNetworkWith(sink.Host) ? flood.Interface : sink.InterfaceOf(IPAddress.Parse(flood.Destination));
}
