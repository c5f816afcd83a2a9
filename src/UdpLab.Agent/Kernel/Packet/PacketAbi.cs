using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>Numbers and structures of include/uapi/linux/if_packet.h, under their C names where they have one.</summary>
internal static class PacketAbi
{
    public const int AF_PACKET = 17, SOL_PACKET = 263;
    public const int PACKET_RX_RING = 5, PACKET_STATISTICS = 6, PACKET_VERSION = 10, PACKET_VNET_HDR = 15, TPACKET_V3 = 2;
    public const ushort ETH_P_IP = 0x0800, ETH_P_IPV6 = 0x86dd;
    public const uint TP_STATUS_KERNEL = 0, TP_STATUS_USER = 1;

    // struct virtio_net_hdr, which precedes the frame's data with PACKET_VNET_HDR.
    public const int VirtioHeaderLength = 10, GsoTypeInVirtio = 1, GsoSizeInVirtio = 4;

    /// <summary>struct tpacket_req3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct RingRequest
    {
        public uint BlockSize;
        public uint Blocks;
        public uint FrameSize;
        public uint Frames;
        public uint RetireMilliseconds;
        public uint PrivateLength;
        public uint Features;
    }

    /// <summary>struct tpacket_block_desc with struct tpacket_hdr_v1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Block
    {
        public uint Version;
        public uint PrivateAt;
        public uint Status;
        public uint Frames;
        public uint FirstFrameAt;
        public uint Length;
    }

    /// <summary>struct tpacket3_hdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Frame
    {
        public uint NextAt;
        public uint Seconds;
        public uint Nanoseconds;
        public uint Captured;
        public uint Length;
        public uint Status;
        public ushort MacAt;
        public ushort NetworkAt;
    }

    /// <summary>struct tpacket_stats_v3. Frames includes those dropped.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Statistics
    {
        public uint Frames;
        public uint Drops;
        public uint Freezes;
    }

    /// <summary>struct sockaddr_ll; the protocol is in network byte order.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 20)]
    public struct LinkAddress
    {
        public ushort Family;
        public ushort Protocol;
        public int InterfaceIndex;
    }

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Poll
    {
        public const short POLLIN = 1, POLLERR = 8;

        public int Fd;
        public short Wanted;
        public short Happened;
    }
}
