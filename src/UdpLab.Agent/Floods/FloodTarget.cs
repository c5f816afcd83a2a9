using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Agent.Networking;
using UdpLab.Wire;

namespace UdpLab.Agent.Floods;

/// <summary>Where a flood goes, resolved: everything a frame's headers need, checked against this host.</summary>
internal sealed record FloodTarget(OpenFlood Plan, IPAddress Destination, IPAddress Source, Link Interface, bool Local)
{
    private static readonly TimeSpan _resolutionTime = TimeSpan.FromSeconds(1);

    public bool Ipv6 => Destination.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    /// <summary>UDP payload bytes of a packet.</summary>
    public int Payload => Plan.PacketSize - PktgenHeader.Overhead(Ipv6);

    public static FloodTarget Resolve(OpenFlood plan)
    {
        Link? named = plan.Interface is null ? null : Interfaces.Require(plan.Interface);
        if (named is { Up: false })
        {
            throw AgentException.Invalid("Interface", $"-Interface {named.Name}: the interface is down; bring it up first (ip link set {named.Name} up).");
        }

        IPAddress destination = plan.Destination is null ? Nearest(plan, named) : IPAddress.Parse(plan.Destination);
        FloodTarget target;
        if (plan.Inject)
        {
            Link link = named ?? throw AgentException.Invalid("Interface", "-Inject hands frames to the receive path of an interface: name it with -Interface.");
            target = new FloodTarget(plan, destination, plan.Source is null ? Stranger(link, destination) : IPAddress.Parse(plan.Source), link, Local: true);
        }
        else
        {
            Route route = Routes.Lookup(destination, named?.Index);
            Link link = named ?? Interfaces.Links().Find(l => l.Index == route.InterfaceIndex)
                ?? throw AgentException.Invalid("Destination", $"-Destination {destination}: its route names no interface.");
            target = new FloodTarget(plan, destination, plan.Source is null ? route.Source : IPAddress.Parse(plan.Source), link, route.Local);
        }

        target.CheckSize();
        return target;
    }

    /// <summary>MAC the frames go to: as told, the sink's, the interface's own (inject), the neighbour's or the gateway's.</summary>
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

        IPAddress next = Routes.Lookup(Destination, Interface.Index).Gateway ?? Destination;
        InterfaceAddress? sink = Array.Find(Plan.SinkAddresses, a => a.MacAddress is not null && IPAddress.Parse(a.Address).Equals(next));
        if (sink is not null)
        {
            return PhysicalAddress.Parse(sink.MacAddress!);
        }

        return Neighbours.Resolve(next, Interface.Index, _resolutionTime)
            ?? throw AgentException.Invalid("DestinationMac", $"No MAC address is known for {next} on {Interface.Name} and nobody answers for it; give -DestinationMac.");
    }

    private void CheckSize()
    {
        int smallest = PktgenHeader.MinimumPacketSize(Ipv6);
        if (Plan.PacketSize < smallest)
        {
            throw AgentException.Invalid("PacketSize", $"-PacketSize {Plan.PacketSize}: an {(Ipv6 ? "IPv6" : "IPv4")} packet with its pktgen header needs {smallest} bytes or more.");
        }

        // 65,535 is the longest IP packet, also where the MTU is larger (loopback).
        const int ethernet = 14, longest = 65_535;
        int most = Math.Min(Interface.Mtu, longest) + ethernet;
        if (Plan.PacketSize > most)
        {
            throw AgentException.Invalid("PacketSize", $"-PacketSize {Plan.PacketSize}: {Interface.Name} has an MTU of {Interface.Mtu}, so the largest packet is {most} bytes.");
        }
    }

    /// <summary>The sink's address to send to: one this host is linked to before one behind a gateway.</summary>
    private static IPAddress Nearest(OpenFlood plan, Link? named)
    {
        IPAddress[] candidates = [.. plan.SinkAddresses
            .Where(a => !plan.Inject || a.Interface == plan.Interface)
            .Select(a => IPAddress.Parse(a.Address))
            .Where(a => !IPAddress.IsLoopback(a) && !a.IsIPv6LinkLocal)];
        if (plan.Inject)
        {
            return candidates.FirstOrDefault() ?? throw AgentException.Invalid("Destination", $"-Inject: {plan.Interface} has no address the sink listens on; give -Destination.");
        }

        InterfaceAddress[] subnets = named is null ? [] : [.. Interfaces.Addresses().Where(a => a.Interface == named.Name)];
        List<(IPAddress Address, bool Near, bool Linked, bool Own)> reachable = [];
        foreach (IPAddress candidate in candidates)
        {
            try
            {
                Route route = Routes.Lookup(candidate, named?.Index);

                // Out of a named interface the kernel takes whatever it has no route for to be on the link.
                reachable.Add((candidate, Array.Exists(subnets, s => IsOf(s, candidate)), route.Gateway is null, route.Local));
            }
            catch (AgentException)
            {
                // No route to this one; the others are tried.
            }
        }

        // Machines behind NAT, or with the same bridge, share addresses: what is this host's own is then not the sink's.
        return reachable.Where(r => plan.SameMachine ? r.Linked : !r.Own).OrderBy(r => r.Own).ThenByDescending(r => r.Near).ThenByDescending(r => r.Linked).Select(r => r.Address).FirstOrDefault()
            ?? throw AgentException.Invalid("Destination", $"None of the sink's addresses ({string.Join(", ", candidates.AsEnumerable())}) can be reached from here: is the generator's -LabHost the right one? -Destination names an address all the same.");
    }

    private static bool IsOf(InterfaceAddress subnet, IPAddress address)
    {
        byte[] own = IPAddress.Parse(subnet.Address).GetAddressBytes(), other = address.GetAddressBytes();
        return own.Length == other.Length && Enumerable.Range(0, subnet.PrefixLength).All(bit => ((own[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }

    /// <summary>A source for injected frames that is not this host: packets from one's own address are dropped as martians.</summary>
    private static IPAddress Stranger(Link link, IPAddress destination)
    {
        InterfaceAddress? own = Array.Find(Interfaces.Addresses(), a => a.Interface == link.Name && IPAddress.Parse(a.Address).AddressFamily == destination.AddressFamily && !IPAddress.Parse(a.Address).IsIPv6LinkLocal);
        if (own is null)
        {
            throw AgentException.Invalid("Source", $"-Inject: {link.Name} has no address of the destination's family to derive a source from; give -Source.");
        }

        // The other address of the same pair: .1 for .2, .2 for .1.
        byte[] bytes = IPAddress.Parse(own.Address).GetAddressBytes();
        bytes[^1] ^= 3;
        return new IPAddress(bytes);
    }
}
