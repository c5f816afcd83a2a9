using System.Globalization;
using System.Text.Json;

namespace UdpLab;

/// <summary>
/// In which slot of time a profile's samples were taken, as columns: the same index is the same row. Rows are in the order of
/// slot, CPU and chain.
/// </summary>
internal sealed record SampleTimeline
{
    /// <summary>When the first slot begins, in seconds from the first packet.</summary>
    public double BeginSeconds { get; init; }

    /// <summary>Length of a slot, in seconds.</summary>
    public double SlotSeconds { get; init; }

    /// <summary>The slots.</summary>
    public IReadOnlyList<int> Slots { get; init; } = [];

    /// <summary>The CPUs; -1 if unknown.</summary>
    public IReadOnlyList<int> Cpus { get; init; } = [];

    /// <summary>The numbers of the chains.</summary>
    public IReadOnlyList<int> Chains { get; init; } = [];

    /// <summary>Samples of a row.</summary>
    public IReadOnlyList<long> Samples { get; init; } = [];

    /// <summary>Sorts samples into slots; what is on none of them is left out.</summary>
    /// <param name="times">The samples.</param>
    /// <param name="slots">The slots.</param>
    public static SampleTimeline Of(SampleTimes times, SampleSlots slots)
    {
        Dictionary<(int Slot, int Cpu, int Stack), long> counts = [];
        foreach (SampleTime sample in times.Rows)
        {
            double slot = Math.Floor((sample.Seconds - slots.Zero) / slots.SlotSeconds);
            if (slot >= 0 && slot < slots.Count)
            {
                (int, int, int) key = ((int)slot, sample.Cpu, sample.Stack);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        KeyValuePair<(int Slot, int Cpu, int Stack), long>[] rows = [.. counts.OrderBy(row => row.Key)];
        return new SampleTimeline
        {
            BeginSeconds = slots.BeginSeconds,
            SlotSeconds = slots.SlotSeconds,
            Slots = [.. rows.Select(row => row.Key.Slot)],
            Cpus = [.. rows.Select(row => row.Key.Cpu)],
            Chains = [.. rows.Select(row => row.Key.Stack)],
            Samples = [.. rows.Select(row => row.Value)],
        };
    }

    /// <summary>The same with other numbers of the chains.</summary>
    /// <exception cref="JsonException">The columns do not fit each other, or the chains.</exception>
    public SampleTimeline Renumbered(int[] chains)
    {
        if (Cpus.Count != Slots.Count || Chains.Count != Slots.Count || Samples.Count != Slots.Count || !(SlotSeconds > 0))
        {
            throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"The columns of a profile's timeline have {Slots.Count}, {Cpus.Count}, {Chains.Count} and {Samples.Count} rows, and slots of {SlotSeconds} s."));
        }

        for (int i = 0; i < Slots.Count; i++)
        {
            if (Chains[i] < 0 || Chains[i] >= chains.Length || Samples[i] < 0 || (i > 0 && Slots[i] < Slots[i - 1]))
            {
                throw new JsonException($"Row {i} of a profile's timeline has slot {Slots[i]}, chain {Chains[i]} of {chains.Length}, and {Samples[i]} samples.");
            }
        }

        return this with { Chains = [.. Chains.Select(chain => chains[chain])] };
    }

    /// <summary>The samples of all slots that a span of time touches.</summary>
    /// <param name="whole">All samples of the profile.</param>
    /// <param name="seconds">When it begins, from the first packet.</param>
    /// <param name="length">How long it is, in seconds.</param>
    public PerfProfileBuilder Span(PerfProfileBuilder whole, double seconds, double length)
    {
        const double rounding = 1e-4;
        double from = Math.Floor(((seconds - BeginSeconds) / SlotSeconds) + rounding), to = Math.Ceiling(((seconds + length - BeginSeconds) / SlotSeconds) - rounding);
        PerfProfileBuilder span = new(whole.Event, whole.Frames) { HasCallChains = whole.HasCallChains, Decimals = whole.Decimals };
        for (int row = First(from); row < Slots.Count && Slots[row] < to; row++)
        {
            int chain = Chains[row];
            ReadOnlySpan<byte> tokens = whole.Stacks[chain];

            // Of samples whose periods differ, each stands for the mean of its chain.
            ulong period = whole.Stacks.Samples(chain) is > 0 and long all ? (ulong)((double)whole.Stacks.Period(chain) / all * Samples[row]) : 0;
            span.Stacks.Add(tokens, Samples[row], period);
            span.Note(Cpus[row], double.NaN, StackArena.Read(ref tokens), Samples[row]);
        }

        return span;
    }

    /// <summary>The first row of a slot or of one after it.</summary>
    private int First(double slot)
    {
        int low = 0, high = Slots.Count;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = Slots[middle] < slot ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
