using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Perf;

/// <summary>The samples of a recording, outside the managed heap so that keeping them pauses no thread of a sink.</summary>
/// <param name="most">Bytes of memory it may take.</param>
internal sealed unsafe class SampleStore(long most) : IDisposable
{
    // PERF_CONTEXT_MAX and above are marks that say whose addresses follow.
    private const ulong FirstMark = unchecked((ulong)-4095);
    private const int ChunkSamples = 1 << 14;
    private readonly List<nint> _chunks = [];
    private readonly List<(long Time, long Lost)> _losses = [];
    private readonly ulong[] _addresses = new ulong[1 << 13];
    private long _count;

    public long Count => _count;

    /// <summary>No more samples fit.</summary>
    public bool IsFull => ((long)_chunks.Count * ChunkSamples * sizeof(Sample)) + Callers.Bytes >= most;

    public CallerTable Callers { get; } = new();

    public ProcessTable Processes { get; } = new();

    /// <summary>Samples that were lost, according to the records.</summary>
    public long Lost => _losses.Sum(l => l.Lost);

    /// <summary>Samples lost in a window.</summary>
    public long LostIn(PerfWindow window) => _losses.Where(l => l.Time >= window.From && l.Time <= window.To).Sum(l => l.Lost);

    public ref readonly Sample this[long index] => ref ((Sample*)_chunks[(int)(index / ChunkSamples)])[index % ChunkSamples];

    /// <summary>Takes a record from a ring.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        SampleRecord record = new(bytes);
        if (record.IsSample)
        {
            Add(record);
        }
        else if (record.IsLoss)
        {
            _losses.Add((record.Time, Math.Max(0, record.Lost)));
        }
        else if (record.IsName)
        {
            Processes.Name(record.Process, record.Thread, record.Time, record.Name);
        }
        else if (record.IsMap)
        {
            Processes.Map(record.Process, record.Map);
        }
        else if (record.IsFork)
        {
            Processes.Fork(record.Process, record.Thread, record.ParentProcess, record.ParentThread, record.Time);
        }
    }

    private void Add(in SampleRecord record)
    {
        if (_count == (long)_chunks.Count * ChunkSamples)
        {
            if (IsFull)
            {
                return;
            }

            _chunks.Add((nint)NativeMemory.Alloc(ChunkSamples, (nuint)sizeof(Sample)));
        }

        int length = 0;
        foreach (ulong address in record.Chain)
        {
            if (address < FirstMark && length < _addresses.Length)
            {
                _addresses[length++] = address;
            }
        }

        ((Sample*)_chunks[^1])[_count++ % ChunkSamples] = new Sample
        {
            Time = record.Time,
            Address = length > 0 ? _addresses[0] : record.Address,
            Period = record.SamplePeriod,
            Process = record.Process,
            Thread = record.Thread,
            Cpu = record.Cpu,
            Callers = Callers.Add(length > 1 ? _addresses.AsSpan(1, length - 1) : default),
        };
    }

    public void Dispose()
    {
        foreach (nint chunk in _chunks)
        {
            NativeMemory.Free((void*)chunk);
        }

        _chunks.Clear();
        _count = 0;
    }
}
