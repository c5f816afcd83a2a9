using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Arithmetic on the network of an interface's address.</summary>
internal static class Prefix
{
    private const int Tries = 256;

    /// <summary>Whether an address is in the network of an interface's address.</summary>
    public static bool Contains(InterfaceAddress network, IPAddress address)
    {
        IPAddress own = IPAddress.Parse(network.Address);
        return own.AddressFamily == address.AddressFamily && First(Number(own), HostBits(network, own)) == First(Number(address), HostBits(network, own));
    }

    /// <summary>
    /// A free host address of the same network: not the network or broadcast address (a /31 has neither, RFC 3021), and not in
    /// use. For a network of one address, the next address. Null if all are in use.
    /// </summary>
    public static IPAddress? Neighbour(InterfaceAddress network, IReadOnlyCollection<IPAddress> taken)
    {
        IPAddress own = IPAddress.Parse(network.Address);
        int bits = HostBits(network, own);
        bool ipv6 = own.AddressFamily == AddressFamily.InterNetworkV6;
        UInt128 number = Number(own), first = First(number, bits), last = bits == 0 ? number + 1 : first + ((UInt128.One << bits) - 1);
        if (bits == 0)
        {
            first = number - 1;
        }
        else if (bits > 1)
        {
            // The first address of an IPv6 network belongs to its routers (RFC 4291, 2.6.1); there is no broadcast address.
            first++;
            last -= ipv6 ? 0u : 1u;
        }

        for (uint distance = 1; distance <= Tries; distance++)
        {
            foreach (bool up in new[] { true, false })
            {
                bool inside = up ? last >= number && last - number >= distance : number >= first && number - first >= distance;
                IPAddress? candidate = inside ? Address(up ? number + distance : number - distance, ipv6) : null;
                if (candidate is not null && !taken.Contains(candidate))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    /// <summary>The lowest and highest address of an IPv4 network, which belong to no host (except in a /31, RFC 3021); none for IPv6.</summary>
    public static IPAddress[] Ends(InterfaceAddress network)
    {
        IPAddress own = IPAddress.Parse(network.Address);
        int bits = HostBits(network, own);
        UInt128 first = First(Number(own), bits);
        return own.AddressFamily == AddressFamily.InterNetwork && bits > 1 ? [Address(first, ipv6: false), Address(first + ((UInt128.One << bits) - 1), ipv6: false)] : [];
    }

    /// <summary>Whether an address is in a range of its own family.</summary>
    public static bool IsWithin(IPAddress address, IPAddress first, IPAddress last) =>
        address.AddressFamily == first.AddressFamily && Number(address) >= Number(first) && Number(address) <= Number(last);

    /// <summary>Whether a range covers a whole prefix.</summary>
    public static bool IsWhole(IPAddress first, IPAddress last)
    {
        UInt128 differing = Number(first) ^ Number(last);
        return (differing & (differing + 1)) == 0 && (Number(first) & differing) == 0;
    }

    private static int HostBits(InterfaceAddress network, IPAddress own) => Math.Max(0, (own.GetAddressBytes().Length * 8) - network.PrefixLength);

    private static UInt128 First(UInt128 number, int hostBits) => hostBits >= 128 ? 0 : number >> hostBits << hostBits;

    private static UInt128 Number(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static IPAddress Address(UInt128 number, bool ipv6)
    {
        byte[] bytes = new byte[ipv6 ? 16 : 4];
        if (ipv6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)number);
        }

        return new IPAddress(bytes);
    }
}
