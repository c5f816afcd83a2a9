using System.Globalization;

namespace UdpLab;

/// <summary>An interval of about a quarter of a second.</summary>
public sealed record SinkInterval
{
    /// <summary>Its end, seconds after the sink's first packet.</summary>
    public double Seconds { get; init; }

    /// <summary>Packets received in it.</summary>
    public long Packets { get; init; }

    /// <summary>Packets received per second.</summary>
    public double Pps { get; init; }

    /// <summary>
    /// The floods' rate in it, packets per second; null without a limit, if it changed during the interval, after their end,
    /// and for packets from elsewhere.
    /// </summary>
    public double? RatePps { get; init; }

    /// <summary>
    /// Packets per second that the floods sent in it, interpolated from their own intervals, which end at other times. Null for
    /// packets from elsewhere.
    /// </summary>
    public double? SentPps { get; init; }

    /// <summary>
    /// The largest fill of a receive queue that was seen in it, in percent of the socket's buffer, of sockets measured by
    /// Measure-UdpSocket; null for a sink's own, and if the kernel does not report it.
    /// </summary>
    public double? QueuePercent { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.00} s: {Packets:N0} packets, {Pps:N0} pps");
}
