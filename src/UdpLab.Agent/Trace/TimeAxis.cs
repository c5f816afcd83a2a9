using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Trace;

/// <summary>
/// What happened when, in slots of 10 ms that the programs count in: streaming events would lose some at a flood's rate. Filled by
/// <see cref="AxisCode"/>.
/// </summary>
internal sealed class TimeAxis : IDisposable
{
    /// <summary>Length of a slot.</summary>
    public const long SlotNanoseconds = 10_000_000;

    /// <summary>Slots: two minutes. What happens later is on no axis.</summary>
    public const int Slots = 12_000;

    /// <summary>Most threads that are followed in time.</summary>
    public const int MostReaders = 16;

    /// <summary>Numbers per slot and CPU: nanoseconds in the receiving softirq, polls of NAPI, and packets they handled.</summary>
    public const int Softirq = 0, Polls = 1, Polled = 2, HostWords = 3;

    /// <summary>Numbers per slot and reader: nanoseconds in each <see cref="ReaderState"/> that ended in the slot, the state it entered last, and packets received so far.</summary>
    public const int States = 0, LastState = 5, Received = 6, ReaderWords = 8;

    /// <summary>Numbers per CPU: when its softirq began, and when the readers were last looked at.</summary>
    public const int Began = 0, Looked = 1, CpuWords = 2;

    /// <summary>A key of the losses: the slot above the cause. Numbers: packets by the <see cref="ReaderState"/> of the sink's thread.</summary>
    public const int CauseBits = 16, LossWords = 8;

    /// <summary>Slots and causes that there is room for.</summary>
    public const int MostLosses = 16_384;

    private readonly List<IDisposable> _open = [];

    /// <param name="readers">How many threads are followed.</param>
    /// <param name="refusal">Makes the exception if the kernel refuses.</param>
    public TimeAxis(int readers, BpfRefusal refusal)
    {
        Readers = readers <= MostReaders ? readers : 0;
        try
        {
            Host = Keep(BpfArray.Create(HostWords, Slots, refusal, perCpu: true));
            Cpus = Keep(BpfArray.Create(CpuWords, 1, refusal, perCpu: true));
            Losses = Keep(BpfTable.Create(LossWords, MostLosses, refusal));
            ReaderSlots = Keep(BpfArray.Create(ReaderWords, Slots * Math.Max(1, Readers), refusal, perCpu: false));
            Totals = Keep(new SharedNumbers(MostReaders, refusal));
        }
        catch
        {
            Dispose();
            throw;
        }

        Begin = Clock.Monotonic;
    }

    /// <summary>When the first slot begins, CLOCK_MONOTONIC nanoseconds.</summary>
    public long Begin { get; }

    /// <summary>How many threads are on it.</summary>
    public int Readers { get; }

    public BpfArray Host { get; }

    public BpfArray Cpus { get; }

    public BpfArray ReaderSlots { get; }

    /// <summary>Lost packets, by slot and cause.</summary>
    public BpfTable Losses { get; }

    /// <summary>Packets that each reader received so far: the readers write them.</summary>
    public SharedNumbers Totals { get; }

    public void Dispose()
    {
        _open.ForEach(one => one.Dispose());
        _open.Clear();
    }

    private T Keep<T>(T one)
        where T : IDisposable
    {
        _open.Add(one);
        return one;
    }
}
