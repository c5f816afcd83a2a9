using System.Globalization;

namespace UdpLab;

/// <summary>
/// A step of the measured flood: what was requested, sent, received and lost. A packet belongs to the step it was sent in, by
/// its number, even if it was received during the next.
/// </summary>
public sealed record RateStep
{
    /// <summary>Requested packets per second of all floods together.</summary>
    public double RatePps { get; init; }

    /// <summary>Packets sent back to back, as in <see cref="SinkMeasurement.Burst"/>.</summary>
    public int Burst { get; init; }

    /// <summary>Its duration in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Packets sent in it; null if unknown.</summary>
    public long? Sent { get; init; }

    /// <summary>Packets sent per second; null if <see cref="Sent"/> is.</summary>
    public double? SentPps => Sent is long sent && Seconds > 0 ? sent / Seconds : null;

    /// <summary>Packets of the step that were received in the window, each counted once; null if the packets have no usable numbers.</summary>
    public long? Received { get; init; }

    /// <summary>
    /// Packets of the step that were sent in the window and did not arrive; null if the packets have no usable numbers. If the
    /// window opens or closes within a step, <see cref="Received"/> and this add up to less than <see cref="Sent"/>.
    /// </summary>
    public long? Lost { get; init; }

    /// <summary><see cref="Lost"/> in percent of the packets that should have arrived; null if unknown.</summary>
    public double? LossPercent => Lost is long lost && Received is long received && received + lost > 0 ? 100.0 * lost / (received + lost) : null;

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RatePps:N0} pps: {(Lost is long lost ? string.Create(CultureInfo.InvariantCulture, $"{lost:N0} lost ({LossPercent ?? 0:0.###} %)") : "loss unknown")} of {Sent:N0} sent");
}
