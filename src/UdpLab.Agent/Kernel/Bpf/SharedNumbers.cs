namespace UdpLab.Agent.Kernel;

/// <summary>Numbers that this process writes and programs read, without a system call: a map of one value in this process's memory (BPF_F_MMAPABLE, Linux 5.5). Each has a cache line of its own.</summary>
internal sealed unsafe class SharedNumbers : IDisposable
{
    /// <summary>Bytes from one number to the next; a power of two.</summary>
    public const int Stride = 64, StrideShift = 6;

    private const int ReadWrite = 3, Shared = 1;

    private readonly BpfObject _map;
    private readonly nint _memory;
    private readonly int _length;

    /// <param name="count">How many.</param>
    /// <param name="refusal">Makes the exception if the kernel refuses.</param>
    public SharedNumbers(int count, BpfRefusal refusal)
    {
        _length = count * Stride;
        _map = BpfObject.CreateShared(_length, refusal);
        _memory = Libc.MemoryMap(0, _length, ReadWrite, Shared, _map.Fd, 0);
        if (_memory == -1)
        {
            AgentException refused = refusal(Errno.Last, "Mapping a BPF map");
            _map.Dispose();
            throw refused;
        }
    }

    public int Fd => _map.Fd;

    /// <summary>A number, until this object is disposed.</summary>
    public long* At(int index) => (long*)(_memory + (index * Stride));

    /// <summary>A number as it is now.</summary>
    public long Read(int index) => Volatile.Read(ref *At(index));

    public void Dispose()
    {
        _ = Libc.MemoryUnmap(_memory, _length);
        _map.Dispose();
    }
}
