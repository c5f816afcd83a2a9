using static UdpLab.Agent.Kernel.AfXdpAbi;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// An AF_XDP socket on one receive queue (Documentation/networking/af_xdp.rst): the kernel takes chunks of its memory from the
/// fill ring, and hands them back with a frame each in the receive ring.
/// </summary>
internal sealed unsafe class AfXdpSocket : IDisposable
{
    private const int PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1, MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20, MAP_POPULATE = 0x8000;

    private readonly nint _memoryLength;
    private readonly uint _mask;
    private readonly int _chunk;
    private nint _memory;
    private (nint At, nint Length) _receiveRing, _fillRing;
    private uint* _produced;
    private uint* _consumed;
    private Descriptor* _frames;
    private uint* _filled;
    private ulong* _chunks;
    private uint _next;
    private uint _fill;

    private AfXdpSocket(int fd, int frames, int chunk)
    {
        Fd = fd;
        (_mask, _chunk, _memoryLength) = ((uint)frames - 1, chunk, (nint)frames * chunk);
    }

    public int Fd { get; }

    /// <summary>The frames are in the memory that the driver wrote them to.</summary>
    public bool IsZeroCopy { get; private set; }

    /// <summary>Frames for which there was no room.</summary>
    public ulong Drops
    {
        get
        {
            Statistics statistics = default;
            int length = sizeof(Statistics);
            return Libc.GetSockOpt(Fd, SOL_XDP, XDP_STATISTICS, &statistics, &length) == 0 ? statistics.Dropped + statistics.RingFull : 0;
        }
    }

    /// <summary>Creates a socket, its memory and its rings, and binds it to a queue.</summary>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="queue">Its queue.</param>
    /// <param name="frames">Chunks of memory, a power of two.</param>
    /// <param name="chunk">Bytes of each, 2048 or 4096.</param>
    /// <param name="zeroCopy">Without a copy, or with one.</param>
    /// <param name="errno">What refused to bind it, if the result is null.</param>
    public static AfXdpSocket? TryOpen(int interfaceIndex, int queue, int frames, int chunk, bool zeroCopy, out int errno)
    {
        AfXdpSocket socket = new(AfXdpRefusal.NewSocket(), frames, chunk);
        try
        {
            socket.Prepare(frames);
            QueueAddress address = new() { Family = AF_XDP, Flags = zeroCopy ? XDP_ZEROCOPY : XDP_COPY, InterfaceIndex = (uint)interfaceIndex, Queue = (uint)queue };
            errno = Libc.Bind(socket.Fd, &address, sizeof(QueueAddress)) == 0 ? 0 : Errno.Last;
            if (errno == 0)
            {
                socket.IsZeroCopy = zeroCopy;
                return socket;
            }

            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next frame; false if there is none. It stays there until <see cref="Return"/>.</summary>
    public bool Next(out byte* frame, out int length)
    {
        if (_next == Volatile.Read(ref *_produced))
        {
            frame = null;
            length = 0;
            return false;
        }

        Descriptor* descriptor = _frames + (_next++ & _mask);
        frame = (byte*)_memory + descriptor->Address;
        length = (int)descriptor->Length;
        _chunks[_fill++ & _mask] = descriptor->Address / (ulong)_chunk * (ulong)_chunk;
        return true;
    }

    /// <summary>Gives back the chunks of all frames that were taken.</summary>
    public void Return()
    {
        Volatile.Write(ref *_consumed, _next);
        Volatile.Write(ref *_filled, _fill);
    }

    public void Dispose()
    {
        _ = Libc.Close(Fd);
        Unmap(ref _receiveRing);
        Unmap(ref _fillRing);
        if (_memory != 0)
        {
            _ = Libc.MemoryUnmap(_memory, _memoryLength);
            _memory = 0;
        }
    }

    private static void Unmap(ref (nint At, nint Length) ring)
    {
        if (ring.At != 0)
        {
            _ = Libc.MemoryUnmap(ring.At, ring.Length);
            ring = default;
        }
    }

    private void Prepare(int frames)
    {
        nint memory = Libc.MemoryMap(0, _memoryLength, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        _memory = memory == -1 ? throw AgentException.FromErrno(Errno.Last, "Reserving memory for frames failed", "mmap", "ReceiveBuffer") : memory;
        MemoryRegistration registration = new() { Address = (ulong)_memory, Length = (ulong)_memoryLength, ChunkSize = (uint)_chunk };
        Set(XDP_UMEM_REG, &registration, sizeof(MemoryRegistration), "Registering memory for frames");
        Set(XDP_UMEM_FILL_RING, &frames, sizeof(int), "Making a fill ring");
        Set(XDP_UMEM_COMPLETION_RING, &frames, sizeof(int), "Making a completion ring");
        Set(XDP_RX_RING, &frames, sizeof(int), "Making a receive ring");
        Offsets offsets = default;
        int length = sizeof(Offsets);
        if (Libc.GetSockOpt(Fd, SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &length) != 0)
        {
            throw AgentException.FromErrno(Errno.Last, "Asking for the layout of an AF_XDP socket's rings failed", "XDP_MMAP_OFFSETS", "Method");
        }

        byte* receive = Map(ref _receiveRing, (nint)offsets.Receive.Entries + (frames * sizeof(Descriptor)), XDP_PGOFF_RX_RING);
        byte* fill = Map(ref _fillRing, (nint)offsets.Fill.Entries + (frames * sizeof(ulong)), XDP_UMEM_PGOFF_FILL_RING);
        _produced = (uint*)(receive + offsets.Receive.Producer);
        _consumed = (uint*)(receive + offsets.Receive.Consumer);
        _frames = (Descriptor*)(receive + offsets.Receive.Entries);
        _filled = (uint*)(fill + offsets.Fill.Producer);
        _chunks = (ulong*)(fill + offsets.Fill.Entries);
        for (int i = 0; i < frames; i++)
        {
            _chunks[_fill++ & _mask] = (ulong)i * (ulong)_chunk;
        }

        Return();
    }

    private byte* Map(ref (nint At, nint Length) ring, nint length, long offset)
    {
        nint at = Libc.MemoryMap(0, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, Fd, (nint)offset);
        ring = at == -1 ? throw AgentException.FromErrno(Errno.Last, "Mapping a ring of an AF_XDP socket failed", "mmap", "Method") : (at, length);
        return (byte*)at;
    }

    private void Set(int option, void* value, int length, string what)
    {
        if (Libc.SetSockOpt(Fd, SOL_XDP, option, value, length) != 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"{what} failed (memory that users other than root may lock is limited: ulimit -l)", "setsockopt", "ReceiveBuffer");
        }
    }
}
