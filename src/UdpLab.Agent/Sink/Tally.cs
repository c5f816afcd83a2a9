namespace UdpLab.Agent.Sink;

/// <summary>What a loop has counted.</summary>
internal struct Tally
{
    /// <summary>Packets as the sender sent them (GRO's segments).</summary>
    public long Packets;

    /// <summary>Payload bytes.</summary>
    public long Bytes;

    /// <summary>Datagrams as the kernel delivered them: a GRO bundle is one.</summary>
    public long Datagrams;

    /// <summary>Datagrams sent back.</summary>
    public long Echoed;

    public void Add(in Tally other)
    {
        Packets += other.Packets;
        Bytes += other.Bytes;
        Datagrams += other.Datagrams;
        Echoed += other.Echoed;
    }
}
