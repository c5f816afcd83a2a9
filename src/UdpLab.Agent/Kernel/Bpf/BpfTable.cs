using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>A table of a program: for each 64-bit key some 64-bit numbers, of which every CPU has a copy (BPF_MAP_TYPE_PERCPU_HASH) or all the same (BPF_MAP_TYPE_HASH).</summary>
internal sealed unsafe class BpfTable : IDisposable
{
    private const int MapCreate = 0, MapLookup = 1, MapUpdate = 2, MapNextKey = 4, Hash = 1, PerCpuHash = 5, NoPreallocation = 1;
    private const string PossibleCpus = "/sys/devices/system/cpu/possible";

    private readonly int _words;
    private readonly int _cpus;

    private BpfTable(int fd, int words, int cpus) => (Fd, _words, _cpus) = (fd, words, cpus);

    public int Fd { get; }

    /// <summary>CPUs that this machine may have.</summary>
    public static int Cpus => Wire.CpuText.ParseList(TextFile.Read(PossibleCpus) ?? "0").Length;

    /// <summary>Creates an empty one.</summary>
    /// <param name="words">Numbers per key.</param>
    /// <param name="keys">Most keys.</param>
    /// <param name="refusal">Makes the exception if the kernel refuses.</param>
    /// <param name="perCpu">Each CPU has its copy: to count without a lock.</param>
    public static BpfTable Create(int words, int keys, BpfRefusal refusal, bool perCpu = true)
    {
        int cpus = perCpu ? Cpus : 1;
        int fd = BpfObject.Call(MapCreate, perCpu ? (uint)PerCpuHash : Hash, sizeof(ulong), (uint)(words * sizeof(long)), (uint)keys, perCpu ? (uint)NoPreallocation : 0);
        return fd >= 0 ? new BpfTable(fd, words, cpus) : throw refusal(Errno.Last, "Creating a BPF map");
    }

    /// <summary>Sets the number of a key, of a table that all CPUs share.</summary>
    public void Put(ulong key, long number, BpfRefusal refusal)
    {
        if (Ask(MapUpdate, &key, &number) < 0)
        {
            throw refusal(Errno.Last, "Entering a number in a BPF map");
        }
    }

    /// <summary>The numbers of each key, one array per copy.</summary>
    public List<(ulong Key, long[][] Copies)> Read()
    {
        List<(ulong, long[][])> all = [];
        long* values = stackalloc long[_words * _cpus];
        ulong key = 0, next = 0;
        for (ulong* from = null; Ask(MapNextKey, from, &next) == 0; from = &key)
        {
            key = next;
            if (Ask(MapLookup, &key, values) == 0)
            {
                all.Add((key, [.. Enumerable.Range(0, _cpus).Select(cpu => new ReadOnlySpan<long>(values + (cpu * _words), _words).ToArray())]));
            }
        }

        return all;
    }

    public void Dispose() => _ = Libc.Close(Fd);

    private int Ask(int command, void* key, void* result)
    {
        Span<byte> attribute = stackalloc byte[BpfObject.AttributeLength];
        attribute.Clear();
        MemoryMarshal.Write(attribute, (uint)Fd);
        MemoryMarshal.Write(attribute[8..], (ulong)key);
        MemoryMarshal.Write(attribute[16..], (ulong)result);
        return BpfObject.Call(command, attribute);
    }
}
