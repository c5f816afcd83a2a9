using System.Buffers.Binary;
using System.Net;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>How the kernel would send to an address.</summary>
internal sealed record Route(int InterfaceIndex, IPAddress Source, IPAddress? Gateway, bool Local, bool Broadcast);

/// <summary>Queries the routing table of this namespace.</summary>
internal static class Routes
{
    private const ushort RTM_GETROUTE = 26;
    private const ushort RTA_DST = 1, RTA_OIF = 4, RTA_GATEWAY = 5, RTA_PREFSRC = 7;
    private const int RouteBody = 12, RTN_LOCAL = 2, RTN_BROADCAST = 3;

    /// <summary>The route to an address; null if there is none.</summary>
    public static Route? Find(IPAddress destination)
    {
        try
        {
            return Lookup(destination, null);
        }
        catch (AgentException)
        {
            // Without a route the host has no network.
            return null;
        }
    }

    /// <summary>The route to an address (ip route get), through the interface if one is given.</summary>
    public static Route Lookup(IPAddress destination, int? interfaceIndex)
    {
        byte[] address = destination.GetAddressBytes();
        byte[] body = new byte[RouteBody];
        body[0] = (byte)SockAddr.Family(destination);
        body[1] = (byte)(address.Length * 8);
        NetlinkMessage message = new(RTM_GETROUTE, 0, body);
        message.Add(RTA_DST, address);
        if (interfaceIndex is int index)
        {
            message.Add(RTA_OIF, (uint)index);
        }

        Route? route = null;
        using Netlink netlink = new();
        int errno = netlink.Query(message, reply =>
        {
            ReadOnlySpan<byte> output = reply.Attribute(RouteBody, RTA_OIF), source = reply.Attribute(RouteBody, RTA_PREFSRC), gateway = reply.Attribute(RouteBody, RTA_GATEWAY);
            route = new Route(
                output.Length < 4 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(output),
                source.IsEmpty ? IPAddress.Any : new IPAddress(source),
                gateway.IsEmpty ? null : new IPAddress(gateway),
                reply.Payload[7] == RTN_LOCAL,
                reply.Payload[7] == RTN_BROADCAST);
        });
        return errno == 0 && route is not null
            ? route
            : throw new AgentException(FailureCode.InvalidArgument, $"-Destination {destination}: this host has no route to it ({Errno.Text(errno)}); add one (ip route add), or name the outgoing interface with -Interface.")
            {
                Errno = errno,
                Path = "RTM_GETROUTE",
                Parameter = "Destination",
            };
    }

    /// <summary>Whether packets to it leave the networks this host has addresses in.</summary>
    public static bool IsOutside(IPAddress destination) =>
        !destination.Equals(IPAddress.Broadcast)
        && !Array.Exists(Interfaces.Addresses(), a => Prefix.Contains(a, destination))
        && Find(destination) is not { Local: true };
}
