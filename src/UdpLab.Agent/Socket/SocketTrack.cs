using UdpLab.Wire;

namespace UdpLab.Agent.Socket;

/// <summary>What is known about one watched socket over time.</summary>
/// <param name="facts">It, when it was first seen.</param>
/// <param name="isNew">It was opened after the watch began: what it dropped until then counts.</param>
internal sealed class SocketTrack(SocketFacts facts, bool isNew)
{
    private uint _counted = isNew ? 0 : facts.Drops;
    private double _sum;
    private long _looks;

    /// <summary>When it was last seen.</summary>
    public SocketFacts Facts { get; private set; } = facts;

    /// <summary>Packets dropped since the watch began.</summary>
    public long Drops { get; private set; }

    /// <summary>It was closed.</summary>
    public bool IsGone { get; set; }

    /// <summary>Largest and mean fill of its queue in percent of its buffer; null if the kernel does not report the buffer.</summary>
    public (double? Most, double? Mean) Queue => _looks == 0 ? default : (_most, _sum / _looks);

    private double _most;

    /// <summary>Its process, of several one that is not process 1, which keeps the sockets of services it starts.</summary>
    public SocketHolder? Holder => Facts.Holders.OrderBy(one => one.Id == 1).ThenBy(one => one.Id).FirstOrDefault();

    /// <summary>Takes a new look; returns the queue's fill in percent.</summary>
    public double? See(SocketFacts now)
    {
        now.Holders = now.Holders.Length > 0 ? now.Holders : Facts.Holders;
        Facts = now;
        Drops += unchecked(now.Drops - _counted);
        _counted = now.Drops;
        if (now.ReceiveBuffer is not > 0)
        {
            return null;
        }

        double percent = 100.0 * now.ReceiveQueue / now.ReceiveBuffer.Value;
        _most = Math.Max(_most, percent);
        _sum += percent;
        _looks++;
        return percent;
    }
}
