using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>One IP address, or a range of them: "198.18.0.1-198.18.0.9", or a prefix as in "198.18.0.0/24".</summary>
public sealed record PktgenAddressRange
{
    /// <summary>One address, the first and last with a hyphen between them, or a prefix, which stands for all its addresses including the lowest and highest.</summary>
    /// <exception cref="FormatException">The text is none of these, or the first address is above the last.</exception>
    public PktgenAddressRange(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string[] ends = slash < 0 ? text.Split('-') : [text[..slash]];
        IPAddress[] addresses = [.. ends.Select(e => Address(e, text))];
        First = addresses[0];
        Last = addresses[^1];
        if (slash >= 0)
        {
            (First, Last) = OfPrefix(First, text[(slash + 1)..], text);
        }

        if (addresses.Length > 2 || First.AddressFamily != Last.AddressFamily || Number(First) > Number(Last))
        {
            throw Wrong(text);
        }
    }

    /// <summary>The first address.</summary>
    public IPAddress First { get; }

    /// <summary>The last address (inclusive).</summary>
    public IPAddress Last { get; }

    /// <summary>True for a single address.</summary>
    public bool IsSingle => First.Equals(Last);

    /// <summary>True for IPv6.</summary>
    public bool IsIPv6 => First.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>True if it covers a whole prefix: pktgen makes IPv6 ranges by setting bits and can make no others.</summary>
    internal bool IsPrefix
    {
        get
        {
            BigInteger first = Number(First), differing = first ^ Number(Last);
            return (differing & (differing + 1)) == 0 && (first & differing) == 0;
        }
    }

    /// <summary>Why some of its addresses do not belong to a single host, or null. Broadcast addresses depend on the network: the agent checks them.</summary>
    internal string? Special
    {
        get
        {
            IPAddress first = IPAddress.Parse(IsIPv6 ? "ff00::" : "224.0.0.0"), last = IPAddress.Parse(IsIPv6 ? "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" : "239.255.255.255");
            return IsSingle ? AddressText.Special(First) is { } why ? $"{First} {why}" : null
                : Number(First) <= Number(last) && Number(Last) >= Number(first) ? "it includes multicast addresses"
                : (AddressText.Special(First) ?? AddressText.Special(Last)) is not null ? "it includes addresses that no host can have"
                : null;
        }
    }

    /// <summary>The text form.</summary>
    public override string ToString() => IsSingle ? First.ToString() : $"{First}-{Last}";

    private static (IPAddress First, IPAddress Last) OfPrefix(IPAddress address, string length, string text)
    {
        byte[] first = address.GetAddressBytes(), last = address.GetAddressBytes();
        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) || bits > first.Length * 8)
        {
            throw Wrong(text);
        }

        for (int bit = bits; bit < first.Length * 8; bit++)
        {
            byte mask = (byte)(0x80 >> (bit % 8));
            first[bit / 8] &= (byte)~mask;
            last[bit / 8] |= mask;
        }

        return (new IPAddress(first), new IPAddress(last));
    }

    private static IPAddress Address(string word, string text) => AddressText.TryParse(word, out IPAddress? address) ? address : throw Wrong(text);

    private static BigInteger Number(IPAddress address) => new(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);

    private static FormatException Wrong(string text) => new($"'{text}' is not an address or a range: give an IPv4 address (four decimal numbers without leading zeros) or an IPv6 address, the first and last address as in '198.18.0.1-198.18.0.9', or a prefix as in '198.18.0.0/24'.");
}
