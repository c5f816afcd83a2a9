using System.Runtime.InteropServices;

namespace UdpLab;

/// <summary>
/// Collects the samples of one event. A chain is the command's token followed by the frames' tokens, outermost caller first.
/// </summary>
internal sealed class PerfProfileBuilder(string eventName, FrameTable frames)
{
    /// <summary>Longer chains are cut at the outermost callers (sysctl kernel.perf_event_max_stack is 127 by default).</summary>
    public const int MostFrames = 4096;

    private const int MostCpus = 1 << 16, LongestToken = 5;
    private readonly byte[] _chain = new byte[(MostFrames + 1) * LongestToken];
    private readonly Dictionary<(int Cpu, int Command), long> _commands = [];
    private long[] _cpus = [];

    public string Event { get; } = eventName;

    public FrameTable Frames { get; } = frames;

    public StackArena Stacks { get; } = new();

    public IReadOnlyList<long> SamplesByCpu => _cpus;

    /// <summary>Samples of each command on each CPU, by the command's token; empty if the source does not report CPUs.</summary>
    public IReadOnlyDictionary<(int Cpu, int Command), long> SamplesByCommand => _commands;

    public double FirstSeconds { get; private set; } = double.PositiveInfinity;

    public double LastSeconds { get; private set; } = double.NegativeInfinity;

    /// <summary>When each sample was taken; null if that is not kept.</summary>
    public SampleTimes? Times { get; set; }

    /// <summary>The same in slots of time, for a measurement with a trace; null for none.</summary>
    public SampleTimeline? Timeline { get; set; }

    /// <summary>Samples of the whole profile if the source does not list them all; 0 if the chains contain all.</summary>
    public long TotalSamples { get; set; }

    /// <summary>Events, or shares, of the whole profile if the source does not list them all; 0 if the chains contain all.</summary>
    public ulong TotalWeight { get; set; }

    /// <summary>Periods are only shares: the source has no event counts.</summary>
    public bool HasSharesOnly { get; set; }

    /// <summary>Periods are the source's counts times ten to this power, for counts that are fractions.</summary>
    public int Decimals { get; set; }

    /// <summary>Samples in the chains.</summary>
    public long Samples => Enumerable.Range(0, Stacks.Count).Sum(Stacks.Samples);

    /// <summary>Position of its first sample in the source.</summary>
    public long FirstOffset { get; set; }

    /// <summary>The source has call chains, not only single functions.</summary>
    public bool HasCallChains { get; set; }

    /// <summary>Adds samples of a chain.</summary>
    /// <param name="command">The command's token.</param>
    /// <param name="leafFirst">The frames' tokens, innermost first.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="period">Events they stand for; 0 if the source does not say.</param>
    /// <returns>The chain's index among the stacks.</returns>
    public int Add(int command, ReadOnlySpan<int> leafFirst, long samples, ulong period)
    {
        int length = StackArena.Write(_chain, command);
        length += Encode(leafFirst, _chain.AsSpan(length));
        return Stacks.Add(_chain.AsSpan(0, length), samples, period);
    }

    /// <summary>Adds a sample whose callers are already encoded.</summary>
    /// <returns>The chain's index among the stacks.</returns>
    public int Add(int command, ReadOnlySpan<byte> callers, int leaf, ulong period)
    {
        Span<byte> chain = _chain;
        int length = StackArena.Write(chain, command);
        callers.CopyTo(chain[length..]);
        length += callers.Length;
        length += StackArena.Write(chain[length..], leaf);
        return Stacks.Add(chain[..length], 1, period);
    }

    /// <summary>Encodes frames as a chain's bytes.</summary>
    public static int Encode(ReadOnlySpan<int> leafFirst, Span<byte> chain)
    {
        int length = 0;
        for (int i = Math.Min(leafFirst.Length, MostFrames) - 1; i >= 0; i--)
        {
            length += StackArena.Write(chain[length..], leafFirst[i]);
        }

        return length;
    }

    /// <summary>Records the CPU and time of a sample of a chain; -1 and NaN if the source does not say.</summary>
    public void NoteSample(int cpu, double seconds, int command, int stack)
    {
        Note(cpu, seconds, command);
        Times?.Add(seconds, cpu, stack);
    }

    /// <summary>Records the CPU, time and command of samples; -1 and NaN if the source does not say.</summary>
    public void Note(int cpu, double seconds, int command, long samples = 1)
    {
        if ((uint)cpu < MostCpus)
        {
            if (cpu >= _cpus.Length)
            {
                Array.Resize(ref _cpus, cpu + 1);
            }

            _cpus[cpu] += samples;
            CollectionsMarshal.GetValueRefOrAddDefault(_commands, (cpu, command), out _) += samples;
        }

        if (seconds < FirstSeconds)
        {
            FirstSeconds = seconds;
        }

        if (seconds > LastSeconds)
        {
            LastSeconds = seconds;
        }
    }

    /// <summary>Adds what another builder of the same event collected.</summary>
    /// <param name="other">The other.</param>
    /// <param name="tokens">This builder's tokens for the other's.</param>
    public void Merge(PerfProfileBuilder other, int[] tokens)
    {
        int[] stacks = new int[other.Stacks.Count];
        for (int i = 0; i < other.Stacks.Count; i++)
        {
            ReadOnlySpan<byte> rest = other.Stacks[i];
            int length = 0;
            while (!rest.IsEmpty)
            {
                length += StackArena.Write(_chain.AsSpan(length), tokens[StackArena.Read(ref rest)]);
            }

            stacks[i] = Stacks.Add(_chain.AsSpan(0, length), other.Stacks.Samples(i), other.Stacks.Period(i));
        }

        if (other.Times is { } times)
        {
            Times?.Merge(times, stacks);
        }

        if (other._cpus.Length > _cpus.Length)
        {
            Array.Resize(ref _cpus, other._cpus.Length);
        }

        for (int cpu = 0; cpu < other._cpus.Length; cpu++)
        {
            _cpus[cpu] += other._cpus[cpu];
        }

        foreach (((int cpu, int command), long samples) in other._commands)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_commands, (cpu, tokens[command]), out _) += samples;
        }

        FirstSeconds = Math.Min(FirstSeconds, other.FirstSeconds);
        LastSeconds = Math.Max(LastSeconds, other.LastSeconds);
        FirstOffset = Math.Min(FirstOffset, other.FirstOffset);
        HasCallChains |= other.HasCallChains;
    }
}
