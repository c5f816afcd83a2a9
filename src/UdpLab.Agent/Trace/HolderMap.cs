using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Trace;

/// <summary>Which threads had the CPUs that a sink's threads waited for, and how long: counted by <see cref="HolderCode"/>.</summary>
internal sealed class HolderMap : IDisposable
{
    /// <summary>A CPU's record: since when its present thread runs, and which of the sink's threads waits for it (its place and 1; 0 for none).</summary>
    public const int Since = 0, Waiter = 8, RecordLength = 16;

    /// <summary>Numbers per thread: nanoseconds, and its name's two halves.</summary>
    public const int Nanoseconds = 0, Name = 1, Words = 3, NameLength = 16;

    private const int MostThreads = 4096;

    private HolderMap(BpfObject cpus, BpfTable threads, int places, TaskOffsets task) => (Cpus, Threads, Places, Task) = (cpus, threads, places, task);

    /// <summary>The CPUs' records.</summary>
    public BpfObject Cpus { get; }

    /// <summary>Number of the records, a power of two.</summary>
    public int Places { get; }

    /// <summary>The threads, by their number in the first PID namespace.</summary>
    public BpfTable Threads { get; }

    public TaskOffsets Task { get; }

    public static HolderMap Create(TaskOffsets task, BpfRefusal refusal)
    {
        int places = (int)BitOperations.RoundUpToPowerOf2((uint)BpfTable.Cpus);
        BpfObject cpus = BpfObject.CreateValue(places * RecordLength, refusal);
        try
        {
            return new HolderMap(cpus, BpfTable.Create(Words, MostThreads, refusal, perCpu: false), places, task);
        }
        catch
        {
            cpus.Dispose();
            throw;
        }
    }

    /// <summary>Seconds by the threads' names, the longest first. Idle CPUs are threads too: swapper/N, while one is woken up.</summary>
    public (string Name, double Seconds)[] Seconds() => [.. Threads.Read()
        .Select(row => (Name: NameOf(row.Copies[0]), Nanoseconds: row.Copies[0][Nanoseconds]))
        .GroupBy(row => row.Name, (name, rows) => (name, rows.Sum(r => r.Nanoseconds) / 1e9))
        .OrderByDescending(holder => holder.Item2)];

    public void Dispose()
    {
        Threads.Dispose();
        Cpus.Dispose();
    }

    private static string NameOf(long[] numbers)
    {
        ReadOnlySpan<byte> text = MemoryMarshal.AsBytes<long>(numbers.AsSpan(Name));
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }
}
