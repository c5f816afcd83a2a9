using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Wire;

/// <summary>
/// IP addresses in the only unambiguous spelling: four decimal numbers without leading zeros (RFC 6943, section 3.1.1), or
/// IPv6. inet_aton(3) and <see cref="IPAddress.Parse(string)"/> also accept 9000, 10.1, 0x7f000001 and 198.18.0.010, as other
/// addresses.
/// </summary>
internal static class AddressText
{
    /// <summary>What is accepted, for a message.</summary>
    public const string Wanted = "give four decimal numbers without leading zeros, as in 198.18.0.2, or IPv6, as in 2001:db8::2";

    private const int LongestName = 253, LongestLabel = 63;

    /// <exception cref="FormatException">Not an address in that spelling.</exception>
    public static IPAddress Parse(string text) => TryParse(text, out IPAddress? address) ? address : throw new FormatException($"'{text}' is not an IP address: {Wanted}.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text is null)
        {
            return false;
        }

        int colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            return IsDottedQuad(text) && IPAddress.TryParse(text, out address);
        }

        // Brackets, ports, prefix lengths and zones are not part of an address; IPv4-mapped IPv6 is sent as IPv4.
        string tail = text[(colon + 1)..];
        return text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
            && (!tail.Contains('.', StringComparison.Ordinal) || IsDottedQuad(tail))
            && IPAddress.TryParse(text, out address)
            && address.AddressFamily == AddressFamily.InterNetworkV6
            && !address.IsIPv4MappedToIPv6;
    }

    /// <summary>A host name (RFC 1123) that cannot be mistaken for an address: its last label is not a number.</summary>
    public static bool IsHostName(string text)
    {
        string[] labels = (text.EndsWith('.') ? text[..^1] : text).Split('.');
        return text.Length <= LongestName && Array.TrueForAll(labels, IsLabel) && !IsNumber(labels[^1]);
    }

    /// <summary>Why an address is not that of a single host; null if it is.</summary>
    public static string? Special(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "stands for no address"
            : address.Equals(IPAddress.Broadcast) ? "is the broadcast address"
            : (bytes.Length == 4 ? bytes[0] >> 4 == 0xe : bytes[0] == 0xff) ? "is a multicast address"
            : null;
    }

    private static bool IsDottedQuad(string text)
    {
        string[] parts = text.Split('.');
        return parts.Length == 4 && Array.TrueForAll(parts, p =>
            byte.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) && p == number.ToString(CultureInfo.InvariantCulture));
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LongestLabel && label[0] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsNumber(string label) =>
        label.All(char.IsAsciiDigit) || (label.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && label[2..].All(char.IsAsciiHexDigit));
}
