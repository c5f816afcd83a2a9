using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>One IP address, or a range of them: "198.18.0.1-198.18.0.9", or a prefix as in "198.18.0.0/24".</summary>
public sealed record PktgenAddressRange
{
    /// <summary>One address, a first and a last with a hyphen between them, or a prefix: all of its addresses, the first and the last among them.</summary>
    /// <exception cref="FormatException">It is none of these, or the first is above the last.</exception>
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

    /// <summary>The first.</summary>
    public IPAddress First { get; }

    /// <summary>The last, which belongs to it.</summary>
    public IPAddress Last { get; }

    /// <summary>It is one address.</summary>
    public bool IsSingle => First.Equals(Last);

    /// <summary>IPv6.</summary>
    public bool IsIPv6 => First.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>It is all of a prefix: pktgen makes IPv6 ranges by setting bits, and can make no others.</summary>
    internal bool IsPrefix
    {
        get
        {
            BigInteger first = Number(First), differing = first ^ Number(Last);
            return (differing & (differing + 1)) == 0 && (first & differing) == 0;
        }
    }

    /// <summary>Why not all of its addresses are those of one host each; null where they are. The ends of a prefix are no concern: what is one depends on the network.</summary>
    internal string? Special
    {
        get
        {
            IPAddress first = IPAddress.Parse(IsIPv6 ? "ff00::" : "224.0.0.0"), last = IPAddress.Parse(IsIPv6 ? "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" : "239.255.255.255");
            return IsSingle ? AddressText.Special(First) is { } why ? $"{First} {why}" : null
                : Number(First) <= Number(last) && Number(Last) >= Number(first) ? "there are multicast addresses among them"
                : (AddressText.Special(First) ?? AddressText.Special(Last)) is not null ? "there are addresses among them that no host has"
                : null;
        }
    }

    /// <summary>As it is written.</summary>
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

    private static FormatException Wrong(string text) => new($"'{text}' is no address and no range: give an IPv4 address (four decimal numbers without leading zeros) or an IPv6 address, a first and a last as in '198.18.0.1-198.18.0.9', or a prefix as in '198.18.0.0/24'.");
}
