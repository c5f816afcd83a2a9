using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Trace;

/// <summary>What the kernel's scheduler does with each thread of a sink: shared with <see cref="ReaderProgram"/> and <see cref="DropProgram"/>.</summary>
internal sealed class ReaderMap : IDisposable
{
    /// <summary>Most threads; a power of two.</summary>
    public const int Most = 1024;

    /// <summary>A thread's record: its state, since when, nanoseconds in each state, and the CPU it waits for.</summary>
    public const int State = 0, Since = 8, Nanoseconds = 16, WaitsFor = 56, RecordLength = 128;

    /// <summary>Behind the records: how many threads have not been seen yet.</summary>
    public const int Unseen = Most * RecordLength, Length = Unseen + sizeof(long);

    private readonly int _count;

    private ReaderMap(BpfObject records, BpfTable numbers, BpfTable tasks, BpfTable sockets, int count) => (Records, Numbers, Tasks, Sockets, _count) = (records, numbers, tasks, sockets, count);

    /// <summary>The place of a record that no thread has: its state is never known.</summary>
    public const int Nobody = Most - 1;

    /// <summary>The records.</summary>
    public BpfObject Records { get; }

    /// <summary>A thread's place among the records, by its number in this process's PID namespace; until the kernel has seen it.</summary>
    public BpfTable Numbers { get; }

    /// <summary>The same by the address of its task.</summary>
    public BpfTable Tasks { get; }

    /// <summary>The same by the cookie of the socket it reads.</summary>
    public BpfTable Sockets { get; }

    /// <summary>Where a packet's reader is if its socket is not known.</summary>
    public int Default => _count == 1 ? 0 : Nobody;

    /// <summary>A map of these threads, in which they are unknown.</summary>
    /// <param name="threads">Their ids, fewer than <see cref="Most"/>.</param>
    /// <param name="cookies">Of the sockets they read; empty if unknown.</param>
    /// <param name="refusal">Makes the exception if the kernel refuses.</param>
    public static ReaderMap Create(IReadOnlyList<int> threads, IReadOnlyList<ulong> cookies, BpfRefusal refusal)
    {
        BpfObject records = BpfObject.CreateValue(Length, refusal);
        BpfTable? numbers = null, tasks = null, sockets = null;
        try
        {
            numbers = BpfTable.Create(1, Most, refusal, perCpu: false);
            tasks = BpfTable.Create(1, Most, refusal, perCpu: false);
            sockets = BpfTable.Create(1, Most, refusal, perCpu: false);
            for (int i = 0; i < cookies.Count; i++)
            {
                sockets.Put(cookies[i], i, refusal);
            }

            byte[] all = new byte[Length];
            MemoryMarshal.Write(all.AsSpan(Unseen), (long)threads.Count);
            records.Write(all);
            for (int i = 0; i < threads.Count; i++)
            {
                numbers.Put((ulong)threads[i], i, refusal);
            }

            return new ReaderMap(records, numbers, tasks, sockets, threads.Count);
        }
        catch
        {
            sockets?.Dispose();
            tasks?.Dispose();
            numbers?.Dispose();
            records.Dispose();
            throw;
        }
    }

    /// <summary>Seconds of each thread in each state, until now.</summary>
    public List<double[]> Seconds()
    {
        byte[] all = new byte[Length];
        Records.Read(all);
        long now = Clock.Monotonic;
        return [.. Enumerable.Range(0, _count).Select(i =>
        {
            ReadOnlySpan<byte> record = all.AsSpan(i * RecordLength, RecordLength);
            long[] numbers = MemoryMarshal.Cast<byte, long>(record[..(Nanoseconds + (5 * sizeof(long)))]).ToArray();
            double[] seconds = [.. numbers[2..].Select(n => n / 1e9)];
            if (numbers[0] != (long)ReaderState.Unknown)
            {
                seconds[numbers[0]] += Math.Max(0, now - numbers[1]) / 1e9;
            }

            return seconds;
        })];
    }

    /// <summary>R0 = the record at place R9; R1 is lost.</summary>
    public Assembler Record(Assembler code) => code
        .LoadMapValue(Register.R0, Records.Fd)
        .Do(Alu.And, Register.R9, Most - 1)
        .Do(Alu.Move, Register.R1, Register.R9)
        .Do(Alu.Mul, Register.R1, RecordLength)
        .Do(Alu.Add, Register.R0, Register.R1);

    public void Dispose()
    {
        Sockets.Dispose();
        Tasks.Dispose();
        Numbers.Dispose();
        Records.Dispose();
    }
}
