using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>An array of a program: some 64-bit numbers at each index, of which every CPU has a copy (BPF_MAP_TYPE_PERCPU_ARRAY) or all the same (BPF_MAP_TYPE_ARRAY).</summary>
internal sealed unsafe class BpfArray : IDisposable
{
    private const int MapCreate = 0, MapLookup = 1, Array = 2, PerCpuArray = 6;

    private readonly int _copies;

    private BpfArray(int fd, int words, int length, int copies) => (Fd, Words, Length, _copies) = (fd, words, length, copies);

    public int Fd { get; }

    /// <summary>Numbers at each index.</summary>
    public int Words { get; }

    public int Length { get; }

    /// <summary>Creates one of zeros.</summary>
    /// <param name="words">Numbers at each index.</param>
    /// <param name="length">How many indices.</param>
    /// <param name="refusal">Makes the exception if the kernel refuses.</param>
    /// <param name="perCpu">Each CPU has its copy: to count without a lock.</param>
    public static BpfArray Create(int words, int length, BpfRefusal refusal, bool perCpu)
    {
        int fd = BpfObject.Call(MapCreate, perCpu ? (uint)PerCpuArray : Array, sizeof(uint), (uint)(words * sizeof(long)), (uint)length);
        return fd >= 0 ? new BpfArray(fd, words, length, perCpu ? BpfTable.Cpus : 1) : throw refusal(Errno.Last, "Creating a BPF map");
    }

    /// <summary>The numbers at an index, the sums of all CPUs' copies.</summary>
    public long[] Read(int index)
    {
        long[] sums = new long[Words];
        long* values = stackalloc long[Words * _copies];
        uint key = (uint)index;
        Span<byte> attribute = stackalloc byte[BpfObject.AttributeLength];
        attribute.Clear();
        MemoryMarshal.Write(attribute, (uint)Fd);
        MemoryMarshal.Write(attribute[8..], (ulong)&key);
        MemoryMarshal.Write(attribute[16..], (ulong)values);
        if (BpfObject.Call(MapLookup, attribute) < 0)
        {
            throw AgentException.FromErrno(Errno.Last, "Reading a BPF map failed", "bpf");
        }

        for (int i = 0; i < Words * _copies; i++)
        {
            sums[i % Words] += values[i];
        }

        return sums;
    }

    public void Dispose() => _ = Libc.Close(Fd);
}
