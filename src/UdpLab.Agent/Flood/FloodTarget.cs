using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Where a flood goes, resolved: everything a frame's headers need, checked against this host.</summary>
internal sealed record FloodTarget(OpenFlood Plan, IPAddress Destination, IPAddress Source, Link Interface, bool Local)
{
    private static readonly TimeSpan _resolutionTime = TimeSpan.FromSeconds(1);

    public bool Ipv6 => Destination.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    /// <summary>The destination is outside the host's networks.</summary>
    public bool Outside => !Local && Routes.IsOutside(Destination);

    /// <summary>What the packets carry.</summary>
    public FloodPayloads Payloads => field ??= new FloodPayloads(Plan, Ipv6);

    /// <summary>UDP payload bytes of the longest packet.</summary>
    public int Payload => Payloads.Longest;

    public static FloodTarget Resolve(OpenFlood plan)
    {
        IPAddress? source = plan.Source is null ? null : AddressField.Parse(plan.Source, "Source");
        if (source is not null && !plan.AllowSpecialAddress && SpecialAddress.Why(source) is { } why)
        {
            throw AgentException.Invalid("Source", $"-Source {source} {why}, and no host sends from it; use -AllowSpecialAddress to send anyway.");
        }

        if (!plan.AllowSpecialAddress)
        {
            PktgenAddresses.RequireOneHost("", plan.Pktgen);
        }

        Link? named = plan.Interface is null ? null : Interfaces.Require(plan.Interface);
        if (named is { Up: false })
        {
            throw AgentException.Invalid("Interface", $"-Interface {named.Name}: the interface is down; bring it up first (ip link set {named.Name} up).");
        }

        IPAddress destination = FloodDestination.Of(plan, named);
        if (source is not null && source.AddressFamily != destination.AddressFamily)
        {
            throw AgentException.Invalid("Source", $"-Source {source}: the destination {destination} is of the other address family; use IPv4 or IPv6 for both.");
        }

        FloodTarget target;
        if (plan.Inject)
        {
            Link link = named ?? throw AgentException.Invalid("Interface", "-Inject hands frames to the receive path of an interface: name it with -Interface.");
            target = new FloodTarget(plan, destination, source ?? Stranger(link, destination), link, Local: true);
        }
        else
        {
            Route route = Routes.Lookup(destination, named?.Index);
            RequireWayOut(plan, destination, named);
            Link link = named ?? Interfaces.Links().Find(l => l.Index == route.InterfaceIndex)
                ?? throw AgentException.Invalid("Destination", $"-Destination {destination}: its route names no interface.");
            target = new FloodTarget(plan, destination, source ?? route.Source, link, route.Local);
        }

        target.CheckSize();
        return target;
    }

    /// <summary>MAC the frames go to: the given one, the sink's, the interface's own (inject), the neighbour's or the gateway's.</summary>
    public PhysicalAddress ResolveMac()
    {
        if (Plan.DestinationMac is not null)
        {
            return PhysicalAddress.Parse(Plan.DestinationMac);
        }

        if (Plan.Inject)
        {
            return Interface.Mac;
        }

        if (FloodDestination.GroupMac(Destination) is { } group)
        {
            return group;
        }

        IPAddress next = Routes.Lookup(Destination, Interface.Index).Gateway ?? Destination;
        InterfaceAddress? sink = Array.Find(Plan.SinkAddresses, a => a.MacAddress is not null && AddressField.Parse(a.Address, "Destination").Equals(next));
        if (sink is not null)
        {
            return PhysicalAddress.Parse(sink.MacAddress!);
        }

        return Neighbours.Resolve(next, Interface.Index, _resolutionTime)
            ?? throw AgentException.Invalid("DestinationMac", $"The MAC address of {next} on {Interface.Name} is unknown, and ARP or neighbour discovery got no answer; give -DestinationMac.");
    }

    /// <summary>The kernel sends packets to a loopback address out of a named interface, where nobody takes them (RFC 1122 section 3.2.1.3).</summary>
    private static void RequireWayOut(OpenFlood plan, IPAddress destination, Link? named)
    {
        if (named is not null && !BackendChoice.IsLoopback(named) && IPAddress.IsLoopback(destination) && !plan.AllowSpecialAddress)
        {
            throw AgentException.Invalid("Destination", $"-Interface {named.Name}: the destination {destination} is this host itself, and no other host takes packets to it; give -Destination, or omit -Interface.");
        }
    }

    private void CheckSize()
    {
        int smallest = PktgenHeader.MinimumPacketSize(Ipv6), tags = PktgenTags.Bytes(Plan.Pktgen);
        if (Plan.Payloads.Length == 0 && Plan.PacketSize < smallest)
        {
            throw AgentException.Invalid("PacketSize", $"-PacketSize {Plan.PacketSize}: an {(Ipv6 ? "IPv6" : "IPv4")} packet with its pktgen header needs {smallest} bytes or more.");
        }

        // Loopback's MTU exceeds the longest IP packet.
        int largest = Math.Min(Interface.Mtu, FrameLength.LongestIp) + FrameLength.Ethernet + tags;
        if (Plan.PacketSize > largest)
        {
            throw AgentException.Invalid("PacketSize", $"-PacketSize {Plan.PacketSize}: {Interface.Name} has an MTU of {Interface.Mtu}, so the largest packet is {largest} bytes.");
        }
    }

    /// <summary>The source of injected frames must not be an address of this host: such packets are dropped as martians.</summary>
    private static IPAddress Stranger(Link link, IPAddress destination)
    {
        InterfaceAddress? own = Array.Find(Interfaces.Addresses(), a => a.Interface == link.Name && IPAddress.Parse(a.Address).AddressFamily == destination.AddressFamily && !IPAddress.Parse(a.Address).IsIPv6LinkLocal);
        if (own is null)
        {
            throw AgentException.Invalid("Source", $"-Inject: {link.Name} has no address of the destination's family to derive a source from; give -Source.");
        }

        InterfaceAddress[] all = Interfaces.Addresses();
        return Prefix.Neighbour(own, [destination, .. all.Select(a => IPAddress.Parse(a.Address))])
            ?? throw AgentException.Invalid("Source", $"-Inject: {own.Address}/{own.PrefixLength} of {link.Name} has no other host address to send from; give -Source.");
    }
}
