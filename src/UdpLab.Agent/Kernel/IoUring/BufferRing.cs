using static UdpLab.Agent.Kernel.IoUringAbi;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// Buffers provided to an io_uring through a ring in shared memory (IORING_REGISTER_PBUF_RING, Linux 5.19): a multishot receive
/// takes the next one for each datagram. They are given back in the order in which they were taken, so the ring's entries stay
/// as they are, and only its tail moves.
/// </summary>
internal sealed unsafe class BufferRing : IDisposable
{
    private const int PROT_READ = 1, PROT_WRITE = 2, MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20;
    private readonly nint _memory;
    private readonly nint _length;
    private readonly ProvidedBuffer* _ring;
    private ushort _tail;

    /// <param name="uring">The io_uring that takes them.</param>
    /// <param name="group">Their group's number.</param>
    /// <param name="count">How many, a power of two.</param>
    /// <param name="size">Bytes of each.</param>
    public BufferRing(IoUring uring, ushort group, int count, int size)
    {
        nint ringLength = (((nint)count * sizeof(ProvidedBuffer)) + 4095) & ~4095;
        _length = ringLength + ((nint)count * size);
        _memory = Libc.MemoryMap(0, _length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (_memory == -1)
        {
            throw AgentException.FromErrno(Errno.Last, "Reserving memory for an io_uring's buffers failed", "mmap", "Batch");
        }

        _ring = (ProvidedBuffer*)_memory;
        Data = (byte*)_memory + ringLength;
        BufferRingRegistration registration = new() { RingAddress = (ulong)_memory, RingEntries = (uint)count, Group = group };
        int errno = uring.TryRegister(IORING_REGISTER_PBUF_RING, &registration, 1);
        if (errno != 0)
        {
            _ = Libc.MemoryUnmap(_memory, _length);
            throw errno == Errno.EINVAL
                ? IoUringRefusal.Lacks(errno, "IoUringMultishot", "provided buffer rings and multishot receives", "6.0")
                : AgentException.FromErrno(errno, "Registering an io_uring's buffers failed", "io_uring_register", "Batch");
        }

        for (int i = 0; i < count; i++)
        {
            _ring[i] = new ProvidedBuffer { Address = (ulong)(Data + ((nint)i * size)), Length = (uint)size, Id = (ushort)i };
        }

        Return(count);
    }

    /// <summary>The first buffer; the others follow.</summary>
    public byte* Data { get; }

    /// <summary>Gives back the buffers that were taken first.</summary>
    public void Return(int count)
    {
        _tail += (ushort)count;
        Volatile.Write(ref _ring->TailOfFirst, _tail);
    }

    public void Dispose() => _ = Libc.MemoryUnmap(_memory, _length);
}
