using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using UdpLab.Wire;
using static UdpLab.Agent.Kernel.PacketAbi;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// A packet socket with a receive ring of blocks in shared memory (TPACKET_V3, packet(7)): the kernel fills a block with frames
/// and hands it over when it is full or old. It sees copies of frames, before IP does.
/// </summary>
internal sealed unsafe class PacketRing : IDisposable
{
    /// <summary>Milliseconds after which a block that is not full is handed over.</summary>
    public const int RetireMilliseconds = 10;

    private const int PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1;
    private const int Page = 4096, LeastBlock = 4 * Page, MostBlock = 64 * Page, BlocksWanted = 16, LeastBlocks = 2, FrameSize = 2048;

    private readonly Lock _reading = new();
    private readonly ushort _protocol;
    private readonly int _interface;
    private readonly int _blockSize;
    private readonly int _blocks;
    private nint _memory;
    private int _next;
    private uint _frames;
    private uint _drops;

    private PacketRing(int fd, IPAddress address, int interfaceIndex, int bytes)
    {
        Fd = fd;
        _protocol = address.AddressFamily == AddressFamily.InterNetworkV6 ? ETH_P_IPV6 : ETH_P_IP;
        _interface = interfaceIndex;
        _blockSize = Math.Clamp(bytes / BlocksWanted / Page * Page, LeastBlock, MostBlock);
        _blocks = Math.Max(LeastBlocks, bytes / _blockSize);
    }

    public int Fd { get; }

    /// <summary>Each frame is preceded by struct virtio_net_hdr, which says into how many packets the kernel would divide it.</summary>
    public bool ShowsSegments { get; private init; }

    /// <summary>Frames that this socket was given, and those of them it had no room for, since <see cref="Start"/>.</summary>
    public (uint Frames, uint Drops) Count
    {
        get
        {
            // Reading resets the kernel's numbers.
            lock (_reading)
            {
                Statistics statistics = default;
                int length = sizeof(Statistics);
                if (Libc.GetSockOpt(Fd, SOL_PACKET, PACKET_STATISTICS, &statistics, &length) == 0)
                {
                    _frames += statistics.Frames;
                    _drops += statistics.Drops;
                }

                return (_frames, _drops);
            }
        }
    }

    /// <summary>Creates a ring that receives nothing before <see cref="Start"/>.</summary>
    /// <param name="address">Destination of the packets; any for all of a family.</param>
    /// <param name="port">Their UDP port.</param>
    /// <param name="interfaceIndex">The interface they arrive on; 0 for all.</param>
    /// <param name="bytes">Size of the ring.</param>
    public static PacketRing Open(IPAddress address, int port, int interfaceIndex, int bytes)
    {
        // Before 6.2 the kernel drops a UDP train rather than describe it in such a header.
        bool showsSegments = KernelRelease.Version >= new Version(6, 2);
        int fd = Libc.Socket(AF_PACKET, Abi.SOCK_RAW | Abi.SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            throw Refusal(Errno.Last);
        }

        PacketRing ring = new(fd, address, interfaceIndex, bytes) { ShowsSegments = showsSegments };
        try
        {
            ring.Configure(address, port);
            return ring;
        }
        catch
        {
            ring.Dispose();
            throw;
        }
    }

    /// <summary>Receives from now on.</summary>
    public void Start()
    {
        LinkAddress address = new() { Family = AF_PACKET, Protocol = BinaryPrimitives.ReverseEndianness(_protocol), InterfaceIndex = _interface };
        if (Libc.Bind(Fd, &address, sizeof(LinkAddress)) != 0)
        {
            throw AgentException.FromErrno(Errno.Last, "Binding a packet socket failed", "bind", "Interface");
        }
    }

    /// <summary>The next block that was handed over; null if there is none.</summary>
    public Block* Next()
    {
        Block* block = (Block*)(_memory + ((nint)_next * _blockSize));
        return (Volatile.Read(ref block->Status) & TP_STATUS_USER) != 0 ? block : null;
    }

    /// <summary>Gives the block of <see cref="Next"/> back.</summary>
    public void Return(Block* block)
    {
        Volatile.Write(ref block->Status, TP_STATUS_KERNEL);
        _next = (_next + 1) % _blocks;
    }

    /// <summary>Waits for a block: 1 if there may be one, 0 if the time is over, or -errno.</summary>
    public int Wait(TimeSpan timeout)
    {
        Poll poll = new() { Fd = Fd, Wanted = Poll.POLLIN };
        UserClock.Leave();
        int ready = Libc.Poll(&poll, 1, (int)timeout.TotalMilliseconds);
        UserClock.Return();
        return ready < 0 ? -Errno.Last
            : (poll.Happened & Poll.POLLERR) != 0 ? -SocketOption.Get(Fd, Abi.SOL_SOCKET, Abi.SO_ERROR)
            : ready;
    }

    public void Dispose()
    {
        if (_memory is not 0)
        {
            _ = Libc.MemoryUnmap(_memory, (nint)_blocks * _blockSize);
            _memory = 0;
        }

        _ = Libc.Close(Fd);
    }

    private void Configure(IPAddress address, int port)
    {
        SocketOption.Set(Fd, SOL_PACKET, PACKET_VERSION, TPACKET_V3, "Asking for TPACKET_V3 (Linux 3.2)", "Method");
        if (ShowsSegments)
        {
            SocketOption.Set(Fd, SOL_PACKET, PACKET_VNET_HDR, 1, "Setting PACKET_VNET_HDR", "Method");
        }

        int errno = SocketFilter.TryAttach(Fd, Abi.SO_ATTACH_FILTER, UdpFilter.Assemble(address, port));
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, "Attaching a filter to a packet socket failed", "SO_ATTACH_FILTER", "Method");
        }

        RingRequest request = new()
        {
            BlockSize = (uint)_blockSize,
            Blocks = (uint)_blocks,
            FrameSize = FrameSize,
            Frames = (uint)(_blockSize / FrameSize * _blocks),
            RetireMilliseconds = RetireMilliseconds,
        };
        if (Libc.SetSockOpt(Fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof(RingRequest)) != 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"A packet ring of {(long)_blocks * _blockSize} bytes was refused; ask for less", "PACKET_RX_RING", "ReceiveBuffer");
        }

        nint memory = Libc.MemoryMap(0, (nint)_blocks * _blockSize, PROT_READ | PROT_WRITE, MAP_SHARED, Fd, 0);
        if (memory == -1)
        {
            throw AgentException.FromErrno(Errno.Last, "Mapping a packet ring failed", "mmap", "ReceiveBuffer");
        }

        _memory = memory;
    }

    private static AgentException Refusal(int errno) => errno switch
    {
        Errno.EPERM or Errno.EACCES => new(FailureCode.PermissionDenied, "-Method PacketRing: a packet socket needs CAP_NET_RAW; connect as root, or use a method that reads a UDP socket, such as Recvmmsg.") { Errno = errno, Path = "socket", Parameter = "Method" },
        Errno.EAFNOSUPPORT => new(FailureCode.NotSupported, $"-Method PacketRing: this kernel ({KernelRelease.Text}) has no packet sockets (CONFIG_PACKET; as a module: modprobe af_packet). The other methods need none.") { Errno = errno, Path = "socket", Parameter = "Method" },
        _ => AgentException.FromErrno(errno, "Creating a packet socket failed", "socket", "Method"),
    };
}
