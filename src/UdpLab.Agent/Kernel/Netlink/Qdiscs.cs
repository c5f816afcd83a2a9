using System.Buffers.Binary;

namespace UdpLab.Agent.Kernel;

/// <summary>Drops of an interface's queueing disciplines (tc -s qdisc show).</summary>
internal static class Qdiscs
{
    private const ushort RTM_GETQDISC = 38, TCA_STATS2 = 7, TCA_STATS_QUEUE = 3;
    private const int Body = 20;
    private const uint Root = 0xFFFFFFFF;

    /// <summary>
    /// Packets dropped by the root discipline of every interface, by index. A classful root (mq) sums up its children, so only
    /// roots are read.
    /// </summary>
    public static Dictionary<int, long> Drops()
    {
        Dictionary<int, long> drops = [];
        using Netlink netlink = new();
        _ = netlink.Query(new NetlinkMessage(RTM_GETQDISC, NetlinkMessage.Dump, new byte[Body]), reply =>
        {
            int index = BinaryPrimitives.ReadInt32LittleEndian(reply.Payload[4..]);
            uint parent = BinaryPrimitives.ReadUInt32LittleEndian(reply.Payload[12..]);
            ReadOnlySpan<byte> queue = NetlinkReply.Find(reply.Attribute(Body, TCA_STATS2), TCA_STATS_QUEUE);
            if (parent == Root && queue.Length >= 12)
            {
                // struct gnet_stats_queue { qlen, backlog, drops, requeues, overlimits }
                drops[index] = drops.GetValueOrDefault(index) + BinaryPrimitives.ReadUInt32LittleEndian(queue[8..]);
            }
        });
        return drops;
    }
}
