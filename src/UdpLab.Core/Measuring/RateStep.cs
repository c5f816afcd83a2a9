using System.Globalization;

namespace UdpLab;

/// <summary>
/// A step of the flood that was measured: what was asked, sent, received and lost. A packet belongs to the step it was sent in, by
/// its number, also where it was received during the next.
/// </summary>
public sealed record RateStep
{
    /// <summary>Packets per second asked for, of all floods together.</summary>
    public double RatePps { get; init; }

    /// <summary>Packets that left back to back, as <see cref="SinkMeasurement.Burst"/>.</summary>
    public int Burst { get; init; }

    /// <summary>How long it lasted, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Packets sent in it; null when that is not known.</summary>
    public long? Sent { get; init; }

    /// <summary>Packets sent per second; null when <see cref="Sent"/> is.</summary>
    public double? SentPps => Sent is long sent && Seconds > 0 ? sent / Seconds : null;

    /// <summary>Those of its packets that were received in the window, each counted once; null where the packets have no usable numbers.</summary>
    public long? Received { get; init; }

    /// <summary>
    /// Those of its packets that were sent in the window and did not come; null where the packets have no usable numbers. Where a
    /// window opens or closes within a step, <see cref="Received"/> and this are less than <see cref="Sent"/>.
    /// </summary>
    public long? Lost { get; init; }

    /// <summary><see cref="Lost"/> in percent of those that should have come; null where it is not known.</summary>
    public double? LossPercent => Lost is long lost && Received is long received && received + lost > 0 ? 100.0 * lost / (received + lost) : null;

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RatePps:N0} pps: {(Lost is long lost ? string.Create(CultureInfo.InvariantCulture, $"{lost:N0} lost ({LossPercent ?? 0:0.###} %)") : "loss unknown")} of {Sent:N0} sent");
}
