using System.Buffers.Binary;
using System.Net;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>The UDP sockets of this network namespace, as the kernel lists them (sock_diag(7), include/uapi/linux/inet_diag.h).</summary>
internal static class SocketDiag
{
    private const int Protocol = 4, Body = 72, IPPROTO_UDP = 17;
    private const ushort SOCK_DIAG_BY_FAMILY = 20, INET_DIAG_SKMEMINFO = 7, INET_DIAG_SKV6ONLY = 11;
    private const int SK_MEMINFO_RMEM_ALLOC = 0, SK_MEMINFO_RCVBUF = 1, SK_MEMINFO_DROPS = 8;

    // Where each field of struct inet_diag_msg begins.
    private const int PortWanted = 8;
    private const int SourcePort = 4, PeerPort = 6, Source = 8, Peer = 24, Device = 40, CookieLow = 44, Queue = 56, Uid = 64, Inode = 68;

    /// <summary>Null, with errno, if the kernel has no udp_diag.</summary>
    /// <param name="errno">0, or why it is null.</param>
    /// <param name="port">Only sockets of this port; 0 for all.</param>
    public static List<SocketFacts>? Read(out int errno, int port = 0)
    {
        List<SocketFacts> sockets = [];
        Lazy<Dictionary<int, string>> names = new(() => Interfaces.Links().ToDictionary(link => link.Index, link => link.Name));
        errno = 0;
        foreach (byte family in (ReadOnlySpan<byte>)[Abi.AF_INET, Abi.AF_INET6])
        {
            using Netlink netlink = new(Protocol);
            byte[] body = new byte[56];
            (body[0], body[1], body[2]) = (family, IPPROTO_UDP, 1 << (INET_DIAG_SKMEMINFO - 1));
            BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(4), uint.MaxValue);
            BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(PortWanted), (ushort)port);
            errno = netlink.Query(new NetlinkMessage(SOCK_DIAG_BY_FAMILY, NetlinkMessage.Dump, body), reply =>
            {
                if (reply.Payload.Length >= Body)
                {
                    sockets.Add(Socket(reply, names));
                }
            });
            if (errno != 0)
            {
                return null;
            }
        }

        return sockets;
    }

    private static SocketFacts Socket(NetlinkReply reply, Lazy<Dictionary<int, string>> names)
    {
        ReadOnlySpan<byte> message = reply.Payload, memory = reply.Attribute(Body, INET_DIAG_SKMEMINFO);
        int length = message[0] == Abi.AF_INET6 ? 16 : 4, device = BinaryPrimitives.ReadInt32LittleEndian(message[Device..]), peerPort = BinaryPrimitives.ReadUInt16BigEndian(message[PeerPort..]);
        return new SocketFacts
        {
            Address = new IPAddress(message.Slice(Source, length)).ToString(),
            Port = BinaryPrimitives.ReadUInt16BigEndian(message[SourcePort..]),
            PeerAddress = peerPort == 0 ? null : new IPAddress(message.Slice(Peer, length)).ToString(),
            PeerPort = peerPort,
            Interface = device == 0 ? null : names.Value.GetValueOrDefault(device),
            ReceiveQueue = Number(memory, SK_MEMINFO_RMEM_ALLOC) ?? BinaryPrimitives.ReadUInt32LittleEndian(message[Queue..]),
            ReceiveBuffer = Number(memory, SK_MEMINFO_RCVBUF),
            Drops = Number(memory, SK_MEMINFO_DROPS) ?? 0,
            Cookie = BinaryPrimitives.ReadUInt64LittleEndian(message[CookieLow..]),
            UserId = BinaryPrimitives.ReadUInt32LittleEndian(message[Uid..]),
            Inode = BinaryPrimitives.ReadUInt32LittleEndian(message[Inode..]),
            Ipv6Only = reply.Attribute(Body, INET_DIAG_SKV6ONLY) is [not 0, ..],
        };
    }

    private static uint? Number(ReadOnlySpan<byte> memory, int index) => memory.Length >= 4 * (index + 1) ? BinaryPrimitives.ReadUInt32LittleEndian(memory[(4 * index)..]) : null;
}
