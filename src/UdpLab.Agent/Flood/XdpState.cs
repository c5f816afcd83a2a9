namespace UdpLab.Agent.Flood;

/// <summary>The value of the map that an XDP program and its thread share: 64-bit numbers at these offsets.</summary>
internal static class XdpState
{
    /// <summary>Packets generated so far, which is the next sequence number.</summary>
    public const short Made = 0;

    /// <summary>CLOCK_MONOTONIC nanoseconds of the first packet, 0 before it.</summary>
    public const short First = 8;

    /// <summary>CLOCK_MONOTONIC nanoseconds of the last packet.</summary>
    public const short Last = 16;

    /// <summary>When the next packet is due, since the first, in 1024ths of a nanosecond.</summary>
    public const short Due = 24;

    /// <summary>Bytes of it all.</summary>
    public const int Size = 32;
}
