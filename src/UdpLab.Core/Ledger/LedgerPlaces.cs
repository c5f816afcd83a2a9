using UdpLab.Wire;

namespace UdpLab;

/// <summary>Compares two readings of the counters of each place.</summary>
internal static class LedgerPlaces
{
    /// <summary>A generator and the device it sends through.</summary>
    public static LedgerPlace Generator(LossCatalogue catalogue, LedgerGenerator generator)
    {
        DeviceCounters? before = Find(generator.Before, generator.Interface), after = before is null ? null : Find(generator.After, generator.Interface);
        return new LedgerPlace(catalogue, PlaceKind.Generator) { Device = after, Host = generator.Host, SharesNamespace = generator.SameNamespace }
            .Count(counter => counter switch
            {
                { Source: CounterSource.Flood, Counter: "sent" } => generator.Sent,
                { Source: CounterSource.Flood, Counter: "send errors" } => generator.Errors,
                _ => after is null ? null : OfDevice(counter, before!, after),
            });
    }

    /// <summary>The receiving devices present in both readings.</summary>
    public static IEnumerable<LedgerPlace> Receivers(LossCatalogue catalogue, Counters before, Counters after) =>
        from now in after.Devices
        let old = Find(before, now.Name)
        where old is not null
        select Device(catalogue, PlaceKind.Receiver, old, now);

    /// <summary>One side of a device.</summary>
    public static LedgerPlace Device(LossCatalogue catalogue, PlaceKind side, DeviceCounters before, DeviceCounters after) =>
        new LedgerPlace(catalogue, side) { Device = after, SharesNamespace = side == PlaceKind.Generator }.Count(counter => OfDevice(counter, before, after));

    /// <summary>The sink's host, from the backlog to the sockets.</summary>
    public static LedgerPlace Sink(LossCatalogue catalogue, LedgerInput input, SoftnetStat.Totals? softnet, ProtocolCounters protocols) =>
        new LedgerPlace(catalogue, PlaceKind.Sink) { Ipv6 = input.Ipv6 }.Count(counter => counter switch
        {
            { Source: CounterSource.Softnet, Counter: "dropped" } => softnet?.Dropped,
            { Source: CounterSource.Softnet, Counter: "squeezed" } => softnet?.Squeezed,
            { Source: CounterSource.Softnet, Counter: "flow_limit" } => softnet?.FlowLimit,
            { Source: CounterSource.Sockets, Counter: CounterNames.OtherSockets } => input.OtherSockets,
            { Source: CounterSource.Udp, Counter: CounterNames.NoPorts } when input.AlwaysBound => null,
            { Source: CounterSource.Sockets, Counter: CounterNames.SocketDrops } => input.Delivered is null ? input.SocketDrops : null,
            { Source: CounterSource.Ring, Counter: var ring } => input.Delivered is null || ring != (input.AtDriver ? CounterNames.XdpDrops : CounterNames.RingDrops) ? null : input.SocketDrops,
            { Source: CounterSource.Queues, Counter: CounterNames.LeftInSocket } => input.LeftInSocket,
            { Source: CounterSource.Sink, Counter: "received in window" } => input.WindowPackets,
            { Source: CounterSource.Sink, Counter: "received outside window" } => input.TotalPackets - input.WindowPackets,
            { Layer: LedgerLayer.Ip or LedgerLayer.Udp } when input.Delivered is not null => null,
            _ => protocols.Of(counter.Source, counter.Counter),
        });

    private static DeviceCounters? Find(Counters counters, string name) => Array.Find(counters.Devices, device => device.Name == name);

    private static long? OfDevice(KnownCounter counter, DeviceCounters before, DeviceCounters after) => counter.Source switch
    {
        CounterSource.Qdisc => after.QdiscDrops - before.QdiscDrops is >= 0 and var drops ? drops : null,
        CounterSource.Sysfs => Delta.Of(before.Statistics, after.Statistics, counter.Counter),
        CounterSource.Ethtool when counter.Drivers.Contains(after.Driver) =>
            Delta.Sum(after.Ethtool.Keys.Where(counter.Fits).Select(name => Delta.Of(before.Ethtool, after.Ethtool, name) ?? 0)),
        _ => null,
    };
}
