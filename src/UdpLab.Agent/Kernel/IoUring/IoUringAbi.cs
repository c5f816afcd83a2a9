using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>Numbers and structures of include/uapi/linux/io_uring.h, under their C names.</summary>
internal static class IoUringAbi
{
    // The same on every architecture: system calls since 5.1 share their numbers.
    public const int SYS_io_uring_setup = 425, SYS_io_uring_enter = 426, SYS_io_uring_register = 427;

    public const uint IORING_SETUP_CQSIZE = 1 << 3, IORING_SETUP_R_DISABLED = 1 << 6, IORING_SETUP_SUBMIT_ALL = 1 << 7, IORING_SETUP_COOP_TASKRUN = 1 << 8,
        IORING_SETUP_SINGLE_ISSUER = 1 << 12, IORING_SETUP_DEFER_TASKRUN = 1 << 13;

    public const uint IORING_FEAT_SINGLE_MMAP = 1, IORING_FEAT_EXT_ARG = 1 << 8, IORING_FEAT_MIN_TIMEOUT = 1 << 15;
    public const uint IORING_ENTER_GETEVENTS = 1, IORING_ENTER_EXT_ARG = 1 << 3;
    public const int IORING_REGISTER_ENABLE_RINGS = 12, IORING_REGISTER_PBUF_RING = 22, IORING_REGISTER_NAPI = 27;
    public const nint IORING_OFF_SQ_RING = 0, IORING_OFF_SQES = 0x10000000;
    public const byte IORING_OP_ASYNC_CANCEL = 14, IORING_OP_RECV = 27;
    public const byte IOSQE_BUFFER_SELECT = 1 << 5;
    public const ushort IORING_RECV_MULTISHOT = 1 << 1;
    public const uint IORING_CQE_F_BUFFER = 1, IORING_CQE_F_MORE = 2;
    public const int IORING_CQE_BUFFER_SHIFT = 16;

    /// <summary>struct io_uring_params, with struct io_sqring_offsets and io_cqring_offsets.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct Parameters
    {
        public uint SqEntries;
        public uint CqEntries;
        public uint Flags;
        public uint SqThreadCpu;
        public uint SqThreadIdle;
        public uint Features;
        public uint WqFd;
        private fixed uint _reserved[3];
        public uint SqHead;
        public uint SqTail;
        public uint SqRingMask;
        public uint SqRingEntries;
        public uint SqFlags;
        public uint SqDropped;
        public uint SqArray;
        private uint _sqReserved;
        private ulong _sqUserAddress;
        public uint CqHead;
        public uint CqTail;
        public uint CqRingMask;
        public uint CqRingEntries;
        public uint CqOverflow;
        public uint CqEntriesAt;
        public uint CqFlags;
        private uint _cqReserved;
        private ulong _cqUserAddress;
    }

    /// <summary>struct io_uring_sqe.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Submission
    {
        public byte Operation;
        public byte Flags;
        public ushort Priority;
        public int Fd;
        public ulong Offset;
        public ulong Address;
        public uint Length;
        public uint OperationFlags;
        public ulong UserData;
        public ushort BufferGroup;
        public ushort Personality;
        public int SpliceFd;
        public ulong Address3;
        private ulong _padding;
    }

    /// <summary>struct io_uring_cqe.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Completion
    {
        public ulong UserData;
        public int Result;
        public uint Flags;
    }

    /// <summary>struct io_uring_getevents_arg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct WaitArgument
    {
        public ulong SignalMask;
        public uint SignalMaskLength;
        public uint MinimumWaitMicroseconds;
        public ulong Timeout;
    }

    /// <summary>struct io_uring_buf_reg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct BufferRingRegistration
    {
        public ulong RingAddress;
        public uint RingEntries;
        public ushort Group;
        public ushort Flags;
        private fixed ulong _reserved[3];
    }

    /// <summary>struct io_uring_buf; the last two bytes of a ring's first one are the ring's tail.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ProvidedBuffer
    {
        public ulong Address;
        public uint Length;
        public ushort Id;
        public ushort TailOfFirst;
    }

    /// <summary>struct io_uring_napi.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Napi
    {
        public uint BusyPollMicroseconds;
        public byte PreferBusyPoll;
        private byte _padding0;
        private ushort _padding1;
        private ulong _reserved;
    }
}
