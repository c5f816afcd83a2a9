namespace UdpLab.Agent.Sink;

/// <summary>What came with the datagrams of one thread.</summary>
internal sealed class MessageCount
{
    public int LeastTtl { get; set; } = int.MaxValue;

    public int GreatestTtl { get; set; } = -1;

    /// <summary>Packets from another source.</summary>
    public long OtherSenders { get; set; }

    /// <summary>Datagrams without a control message that was requested.</summary>
    public long Incomplete { get; set; }

    public void Add(MessageCount other)
    {
        LeastTtl = Math.Min(LeastTtl, other.LeastTtl);
        GreatestTtl = Math.Max(GreatestTtl, other.GreatestTtl);
        OtherSenders += other.OtherSenders;
        Incomplete += other.Incomplete;
    }
}
