using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Trace;

/// <summary>What a <see cref="TimeAxis"/> has counted.</summary>
/// <param name="Begin">When the first slot begins, CLOCK_MONOTONIC nanoseconds.</param>
/// <param name="End">When it was read.</param>
/// <param name="Slots">The slots until then.</param>
/// <param name="Losses">Lost packets by slot, cause and <see cref="ReaderState"/> of the sink's thread, in the slots' order.</param>
/// <param name="LossesFull">There was no room for others.</param>
internal sealed record AxisReading(long Begin, long End, AxisSlot[] Slots, (int Slot, DropKey Cause, long[] ByState)[] Losses, bool LossesFull)
{
    private const int LocationBits = 48;

    public static AxisReading Of(TimeAxis axis)
    {
        long end = Clock.Monotonic;
        int count = (int)Math.Min(TimeAxis.Slots, ((end - axis.Begin) / TimeAxis.SlotNanoseconds) + 1);
        AxisSlot[] slots = [.. Enumerable.Range(0, count).Select(i => Host(axis.Host.Read(i)))];
        for (int reader = 0; reader < axis.Readers; reader++)
        {
            Follow(axis, reader, end, slots);
        }

        (ulong Key, long[][] Copies)[] rows = [.. axis.Losses.Read()];
        (int, DropKey, long[])[] losses = [.. rows
            .Select(row => ((int)(row.Key >> TimeAxis.CauseBits), DropKey.Of(row.Key << LocationBits), DropProgram.Sums(row.Copies, 0)))
            .Where(loss => loss.Item1 < count)
            .OrderBy(loss => loss.Item1)];
        return new AxisReading(axis.Begin, end, slots, losses, rows.Length >= TimeAxis.MostLosses);
    }

    private static AxisSlot Host(long[] numbers) => new() { Softirq = numbers[TimeAxis.Softirq], Polls = numbers[TimeAxis.Polls], Polled = numbers[TimeAxis.Polled] };

    /// <summary>Adds what a thread did. Only changes of its state are counted: in between it stays as it was.</summary>
    private static void Follow(TimeAxis axis, int reader, long end, AxisSlot[] slots)
    {
        long state = (long)ReaderState.Unknown, received = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            long[] numbers = axis.ReaderSlots.Read((i * axis.Readers) + reader);
            long length = Math.Min(TimeAxis.SlotNanoseconds, end - axis.Begin - (i * TimeAxis.SlotNanoseconds));
            long[] states = numbers[TimeAxis.States..TimeAxis.LastState];
            bool changed = numbers[TimeAxis.LastState] != (long)ReaderState.Unknown;
            state = changed ? numbers[TimeAxis.LastState] : state;
            states[state] += Math.Max(0, length - states.Sum());
            for (int s = 0; s < states.Length; s++)
            {
                slots[i].States[s] += states[s];
            }

            slots[i].Received += Math.Max(0, numbers[TimeAxis.Received] - received);
            received = Math.Max(received, numbers[TimeAxis.Received]);
        }

        if (end - axis.Begin < TimeAxis.Slots * TimeAxis.SlotNanoseconds)
        {
            // Received since anyone last looked.
            slots[^1].Received += Math.Max(0, axis.Totals.Read(reader) - received);
        }
    }
}

/// <summary>What happened in a slot.</summary>
internal sealed class AxisSlot
{
    /// <summary>Nanoseconds of the host's CPUs in the receiving softirq; one that ends in the slot counts whole.</summary>
    public required long Softirq { get; init; }

    /// <summary>Polls of NAPI on the host, and packets they handled.</summary>
    public required long Polls { get; init; }

    /// <inheritdoc cref="Polls"/>
    public required long Polled { get; init; }

    /// <summary>Packets the sink received.</summary>
    public long Received { get; set; }

    /// <summary>Nanoseconds of its threads in each <see cref="ReaderState"/>.</summary>
    public long[] States { get; } = new long[5];
}
