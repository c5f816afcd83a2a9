using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Where a flood goes: one host, by the plan's address or the sink's nearest.</summary>
internal static class FloodDestination
{
    public static IPAddress Of(OpenFlood plan, Link? named)
    {
        IPAddress destination = plan.Destination is null ? NearestOfSink(plan, named) : AddressField.Parse(plan.Destination, "Destination");
        if (!plan.AllowSpecialAddress && SpecialAddress.Why(destination) is { } why)
        {
            throw AgentException.Invalid("Destination", $"-Destination {destination} {why}, and a flood goes to one host; use -AllowSpecialAddress to send anyway.");
        }

        if (destination.IsIPv6LinkLocal && named is null)
        {
            throw AgentException.Invalid("Interface", $"-Destination {destination} is a link-local address, valid on one link only; name the link with -Interface.");
        }

        return destination;
    }

    /// <summary>The MAC of a group address (RFC 1112 section 6.4, RFC 2464 section 7); null for a unicast address.</summary>
    public static PhysicalAddress? GroupMac(IPAddress destination)
    {
        byte[] bytes = destination.GetAddressBytes();
        return SpecialAddress.Why(destination) is null ? null
            : bytes is [>= 224 and < 240, _, _, _] ? new PhysicalAddress([0x01, 0x00, 0x5e, (byte)(bytes[1] & 0x7f), bytes[2], bytes[3]])
            : bytes is [0xff, ..] and { Length: 16 } ? new PhysicalAddress([0x33, 0x33, .. bytes[12..]])
            : new PhysicalAddress([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    }

    /// <summary>Picks the sink's address to send to: one on a directly connected network before one behind a gateway.</summary>
    private static IPAddress NearestOfSink(OpenFlood plan, Link? named)
    {
        IPAddress[] candidates = [.. plan.SinkAddresses
            .Where(a => !plan.Inject || a.Interface == plan.Interface)
            .Select(a => AddressField.Parse(a.Address, "Destination"))
            .Where(a => !IPAddress.IsLoopback(a) && !a.IsIPv6LinkLocal)];
        if (plan.Inject)
        {
            return candidates.FirstOrDefault() ?? throw AgentException.Invalid("Destination", $"-Inject: {plan.Interface} has no address the sink listens on; give -Destination.");
        }

        if (candidates.Length == 0)
        {
            throw AgentException.Invalid("Destination", "The sink's host has no address that another host can send to: give one of its interfaces an address, or give -Destination.");
        }

        InterfaceAddress[] subnets = named is null ? [] : [.. Interfaces.Addresses().Where(a => a.Interface == named.Name)];
        List<(IPAddress Address, bool Near, bool Linked, bool Own)> reachable = [];
        foreach (IPAddress candidate in candidates)
        {
            try
            {
                Route route = Routes.Lookup(candidate, named?.Index);

                // For a socket bound to an interface the kernel treats destinations without a route as on-link.
                reachable.Add((candidate, Array.Exists(subnets, s => Prefix.Contains(s, candidate)), route.Gateway is null, route.Local));
            }
            catch (AgentException)
            {
                // No route to this one; try the others.
            }
        }

        // Machines behind NAT or on separate bridges may share addresses: an address this host has itself is then not the sink's.
        return reachable.Where(r => plan.SameMachine ? r.Linked : !r.Own).OrderBy(r => r.Own).ThenByDescending(r => r.Near).ThenByDescending(r => r.Linked).Select(r => r.Address).FirstOrDefault()
            ?? throw AgentException.Invalid("Destination", $"None of the sink's addresses ({string.Join(", ", candidates.AsEnumerable())}) can be reached from this host. Check the generator's -LabHost, or give an address with -Destination.");
    }
}
