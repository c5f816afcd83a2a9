using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>What a flood's packets carry: the plan's payloads in turn, or zeros; with pktgen's header at the start unless the payloads are to stay as they are.</summary>
internal sealed class FloodPayloads
{
    private readonly byte[][] _given;

    public FloodPayloads(OpenFlood plan, bool ipv6)
    {
        _given = plan.Payloads.Length > 0 ? plan.Payloads : [new byte[plan.PacketSize - PktgenHeader.Overhead(ipv6)]];
        HasHeader = HaveHeader(plan);
    }

    /// <summary>Number of payloads.</summary>
    public int Count => _given.Length;

    /// <summary>Bytes of the longest.</summary>
    public int Longest => _given.Max(payload => payload.Length);

    /// <summary>All have the same length.</summary>
    public bool AreEqual => Array.TrueForAll(_given, payload => payload.Length == _given[0].Length);

    /// <summary>Every packet begins with pktgen's header.</summary>
    public bool HasHeader { get; }

    /// <summary>Whether the packets of a plan begin with pktgen's header.</summary>
    public static bool HaveHeader(OpenFlood plan) => plan.Payloads.Length == 0 || plan.PayloadHeader;

    /// <summary>The payloads of one stream, with its header except for number and time.</summary>
    public byte[][] Of(int stream)
    {
        byte[][] all = [.. _given.Select(payload => (byte[])payload.Clone())];
        foreach (byte[] payload in HasHeader ? all : [])
        {
            PktgenHeader.Write(payload, stream, 0, 0);
        }

        return all;
    }
}
