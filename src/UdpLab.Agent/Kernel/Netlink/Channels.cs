using System.Buffers.Binary;

namespace UdpLab.Agent.Kernel;

/// <summary>Queues of an interface in the network namespace of the calling thread.</summary>
internal static class Channels
{
    private const ushort RTM_GETLINK = 18, IFLA_NUM_RX_QUEUES = 32;
    private const int LinkBody = 16;

    /// <summary>Receive queues the interface was created with.</summary>
    public static int ReceiveQueues(string name)
    {
        byte[] body = new byte[LinkBody];
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), (int)Kernel.Libc.InterfaceIndex(name));
        int queues = 0;
        using Netlink netlink = new();
        _ = netlink.Query(new NetlinkMessage(RTM_GETLINK, 0, body), reply =>
        {
            ReadOnlySpan<byte> value = reply.Attribute(LinkBody, IFLA_NUM_RX_QUEUES);
            queues = value.Length < 4 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(value);
        });
        return queues;
    }
}
