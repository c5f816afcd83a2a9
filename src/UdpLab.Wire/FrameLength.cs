namespace UdpLab.Wire;

/// <summary>Lengths of a frame's parts, without FCS: IEEE 802.3, RFC 791, RFC 8200, RFC 768.</summary>
internal static class FrameLength
{
    /// <summary>The Ethernet header.</summary>
    public const int Ethernet = 14;

    /// <summary>The UDP header.</summary>
    public const int Udp = 8;

    /// <summary>Ethernet's shortest frame.</summary>
    public const int Shortest = 60;

    /// <summary>The longest IP packet.</summary>
    public const int LongestIp = 65_535;

    /// <summary>The IP header, without options.</summary>
    public static int Ip(bool ipv6) => ipv6 ? 40 : 20;
}
