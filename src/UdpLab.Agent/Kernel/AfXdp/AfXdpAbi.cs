using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>Numbers and structures of include/uapi/linux/if_xdp.h and if_link.h, under their C names where they have one.</summary>
internal static class AfXdpAbi
{
    public const int AF_XDP = 44, SOL_XDP = 283;
    public const int XDP_MMAP_OFFSETS = 1, XDP_RX_RING = 2, XDP_UMEM_REG = 4, XDP_UMEM_FILL_RING = 5, XDP_UMEM_COMPLETION_RING = 6, XDP_STATISTICS = 7;
    public const ushort XDP_COPY = 1 << 1, XDP_ZEROCOPY = 1 << 2;
    public const uint XDP_FLAGS_SKB_MODE = 1 << 1, XDP_FLAGS_DRV_MODE = 1 << 2;
    public const long XDP_PGOFF_RX_RING = 0, XDP_UMEM_PGOFF_FILL_RING = 0x100000000;

    /// <summary>Bytes before each frame that the kernel keeps for programs.</summary>
    public const int XDP_PACKET_HEADROOM = 256;

    /// <summary>struct xdp_umem_reg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MemoryRegistration
    {
        public ulong Address;
        public ulong Length;
        public uint ChunkSize;
        public uint Headroom;
        public uint Flags;
        public uint MetadataLength;
    }

    /// <summary>struct xdp_ring_offset.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct RingOffsets
    {
        public ulong Producer;
        public ulong Consumer;
        public ulong Entries;
        public ulong Flags;
    }

    /// <summary>struct xdp_mmap_offsets.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Offsets
    {
        public RingOffsets Receive;
        public RingOffsets Transmit;
        public RingOffsets Fill;
        public RingOffsets Completion;
    }

    /// <summary>struct sockaddr_xdp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct QueueAddress
    {
        public ushort Family;
        public ushort Flags;
        public uint InterfaceIndex;
        public uint Queue;
        public uint SharedFd;
    }

    /// <summary>struct xdp_desc.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Descriptor
    {
        public ulong Address;
        public uint Length;
        public uint Options;
    }

    /// <summary>struct xdp_statistics.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Statistics
    {
        public ulong Dropped;
        public ulong InvalidReceive;
        public ulong InvalidTransmit;
        public ulong RingFull;
        public ulong FillRingEmpty;
        public ulong TransmitRingEmpty;
    }
}
