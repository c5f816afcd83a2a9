using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The maximum packet rate of an Ethernet link, and how much of it a measurement reached. IEEE 802.3: each frame is preceded by
/// 8 bytes of preamble and followed by 4 of FCS and a gap of 12; a frame shorter than 60 bytes is padded.
/// </summary>
public sealed record LineRate
{
    /// <summary>Bytes of each frame on the wire apart from the frame itself: preamble and start delimiter, FCS, interpacket gap.</summary>
    private const int Around = 8 + FrameMixText.Fcs + 12;

    private const int TagLength = 4;

    /// <summary>The host of the interface or the sink; null if only a speed was given.</summary>
    public LabHost? Host { get; init; }

    /// <summary>The interface whose speed it is; null if the speed was given.</summary>
    public string? Interface { get; init; }

    /// <summary>Speed of the link, Mbit/s.</summary>
    public required int SpeedMbps { get; init; }

    /// <summary>Bytes of the Ethernet frame without FCS and <see cref="Tags"/>; the average for a mix.</summary>
    public required double PacketSize { get; init; }

    /// <summary>The mix of sizes; null for frames of one size.</summary>
    public string? Mix { get; init; }

    /// <summary>VLAN tags of each frame, which are not part of <see cref="PacketSize"/>.</summary>
    public int Tags { get; init; }

    /// <summary>The packets are IPv6.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>Bytes per packet on the wire, with tags, padding, preamble, FCS and gap; the average for a mix.</summary>
    public required double WireSize { get; init; }

    /// <summary>UDP payload per packet, bytes; the average for a mix.</summary>
    public required double PayloadSize { get; init; }

    /// <summary>Whole packets per second, as in RFC 2544 appendix B.</summary>
    public long Pps => (long)Exact;

    /// <summary>Nanoseconds from one packet to the next.</summary>
    public double NsPerPacket => 1e9 / Exact;

    /// <summary>UDP payload, megabits per second.</summary>
    public double PayloadMbps => Mbps(PayloadSize);

    /// <summary>Frames with tags, padding and FCS, as switches count them, megabits per second.</summary>
    public double FrameMbps => Mbps(WireSize - Around + FrameMixText.Fcs);

    /// <summary>Everything on the wire, megabits per second: the link speed.</summary>
    public double WireMbps => Mbps(WireSize);

    /// <summary>Packets per second sent by the floods of a measurement; null without one, or if unknown.</summary>
    public double? FloodPps { get; init; }

    /// <summary>Their share of the line rate, percent.</summary>
    public double? FloodPercent => 100 * FloodPps / Exact;

    /// <summary>Packets per second received by the sink of a measurement; null without one.</summary>
    public double? SinkPps { get; init; }

    /// <summary>Their share of the line rate, percent.</summary>
    public double? SinkPercent => 100 * SinkPps / Exact;

    /// <summary>What an experiment varied for the measurement, by name and in its order; empty without one.</summary>
    public IReadOnlyDictionary<string, object?> Factors { get; init => field = LabList.Table(value, StringComparer.OrdinalIgnoreCase); } = LabList.Table<string, object?>([]);

    private double Exact => SpeedMbps * 1e6 / 8 / WireSize;

    /// <summary>The line rate of a link.</summary>
    /// <param name="speedMbps">Its speed, Mbit/s.</param>
    /// <param name="frames">What it carries.</param>
    /// <param name="tags">VLAN tags of each frame.</param>
    /// <param name="ipv6">The packets are IPv6.</param>
    /// <exception cref="LabException">A frame is too short for a UDP packet.</exception>
    internal static LineRate Of(int speedMbps, FrameMix frames, int tags = 0, bool ipv6 = false)
    {
        int headers = Headers(ipv6);
        FrameMix fitting = frames.AtLeast(headers);
        return fitting.Entries.FirstOrDefault(e => e.Size < headers) is { Weight: > 0 } small
            ? throw new LabException(FailureCode.InvalidArgument, Text($"-PacketSize {small.Size}: a UDP packet over {(ipv6 ? "IPv6" : "IPv4")} has {headers} bytes of headers, so its frame has at least as many."), "PacketSize")
            : new LineRate
            {
                SpeedMbps = speedMbps,
                PacketSize = fitting.Average(size => size),
                Mix = frames.IsMix ? frames.ToString() : null,
                Tags = tags,
                Ipv6 = ipv6,
                WireSize = fitting.Average(size => OnWire(size, tags)),
                PayloadSize = fitting.Average(size => size - headers),
            };
    }

    /// <summary>The line rate of an interface.</summary>
    /// <inheritdoc cref="Of(int, FrameMix, int, bool)"/>
    internal static LineRate Of(LabNic nic, FrameMix frames, int tags = 0, bool ipv6 = false) =>
        Of(SpeedOf(nic), frames, tags, ipv6) with { Host = nic.Host, Interface = nic.Name };

    /// <summary>The frame size that floods send by default.</summary>
    internal static FrameMix SmallestFrame(bool ipv6) => new(PktgenHeader.MinimumPacketSize(ipv6));

    /// <summary>Bytes of a frame before its UDP payload.</summary>
    internal static int Headers(bool ipv6) => FrameLength.Ethernet + FrameLength.Ip(ipv6) + FrameLength.Udp;

    /// <summary>Bytes of a frame on the wire.</summary>
    internal static double OnWire(double size, int tags = 0) => Math.Max(size + (TagLength * tags), FrameLength.Shortest) + Around;

    /// <summary>The speed of an interface.</summary>
    /// <exception cref="LabException">It has no speed.</exception>
    internal static int SpeedOf(LabNic nic) => nic.SpeedMbps is > 0 and var speed
        ? speed
        : throw new LabException(FailureCode.NotSupported, $"{nic.Name} of {nic.Host} has no speed: {(nic.LinkUp ? $"{(nic.Driver is null ? "it" : $"its driver {nic.Driver}")} reports none, as virtual interfaces do" : "its link is down")}. Give the speed of the link with -SpeedMbps.", "SpeedMbps");

    /// <summary>One line.</summary>
    public override string ToString() => Text($"{Pps:N0} pps of {Mix ?? Text($"{PacketSize:0.#} B")} at {SpeedMbps:N0} Mbit/s{(SinkPercent is double sink ? Text($", sink {sink:0.0} %") : "")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private double Mbps(double bytes) => Exact * bytes * 8 / 1e6;
}
