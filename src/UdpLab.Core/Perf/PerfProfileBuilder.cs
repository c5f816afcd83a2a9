namespace UdpLab;

/// <summary>
/// Collects the samples of one event into a <see cref="PerfProfile"/>. Commands and frames are numbers here (tokens); a chain
/// is the command's token and then the frames', outermost caller first.
/// </summary>
internal sealed class PerfProfileBuilder(string eventName)
{
    /// <summary>Longer chains lose their outermost callers (sysctl kernel.perf_event_max_stack is 127 by default).</summary>
    public const int MostFrames = 10_000;

    private const int MostCpus = 1 << 16, LongestToken = 5;
    private readonly List<PerfFrame> _frames = [];
    private readonly Dictionary<PerfFrame, int> _tokens = [];
    private readonly byte[] _chain = new byte[(MostFrames + 1) * LongestToken];
    private long[] _cpus = [];

    public string Event { get; } = eventName;

    public IReadOnlyList<PerfFrame> Frames => _frames;

    public StackArena Stacks { get; } = new();

    public IReadOnlyList<long> SamplesByCpu => _cpus;

    public double FirstSeconds { get; private set; } = double.PositiveInfinity;

    public double LastSeconds { get; private set; } = double.NegativeInfinity;

    /// <summary>The source has call chains, not only the functions that ran.</summary>
    public bool HasCallChains { get; set; }

    /// <summary>What the reader of the source noticed.</summary>
    public List<PerfNote> Notes { get; } = [];

    /// <summary>A command is a token like a frame's: one without a path.</summary>
    public int CommandToken(string command) => Token(new PerfFrame(command, "", PerfScope.User));

    public int Token(PerfFrame frame)
    {
        if (!_tokens.TryGetValue(frame, out int token))
        {
            token = _frames.Count;
            _frames.Add(frame);
            _tokens.Add(frame, token);
        }

        return token;
    }

    /// <summary>Counts samples of a chain.</summary>
    /// <param name="command">The command's token.</param>
    /// <param name="leafFirst">The frames' tokens, the function that ran first.</param>
    /// <param name="samples">How many.</param>
    /// <param name="period">Events they stand for, 0 where the source does not say.</param>
    /// <returns>The chain's index in <see cref="Stacks"/>.</returns>
    public int Add(int command, ReadOnlySpan<int> leafFirst, long samples, ulong period)
    {
        int length = StackArena.Write(_chain, command);
        for (int i = Math.Min(leafFirst.Length, MostFrames) - 1; i >= 0; i--)
        {
            length += StackArena.Write(_chain.AsSpan(length), leafFirst[i]);
        }

        return Stacks.Add(_chain.AsSpan(0, length), samples, period);
    }

    /// <summary>Where and when a sample was taken.</summary>
    public void Note(int cpu, double seconds)
    {
        if ((uint)cpu < MostCpus)
        {
            if (cpu >= _cpus.Length)
            {
                Array.Resize(ref _cpus, cpu + 1);
            }

            _cpus[cpu]++;
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

    /// <summary>Takes over what another builder of the same event collected.</summary>
    public void Merge(PerfProfileBuilder other)
    {
        int[] tokens = [.. other._frames.Select(Token)];
        for (int i = 0; i < other.Stacks.Count; i++)
        {
            ReadOnlySpan<byte> rest = other.Stacks[i];
            int length = 0;
            while (!rest.IsEmpty)
            {
                length += StackArena.Write(_chain.AsSpan(length), tokens[StackArena.Read(ref rest)]);
            }

            Stacks.Add(_chain.AsSpan(0, length), other.Stacks.Samples(i), other.Stacks.Period(i));
        }

        if (other._cpus.Length > _cpus.Length)
        {
            Array.Resize(ref _cpus, other._cpus.Length);
        }

        for (int cpu = 0; cpu < other._cpus.Length; cpu++)
        {
            _cpus[cpu] += other._cpus[cpu];
        }

        FirstSeconds = Math.Min(FirstSeconds, other.FirstSeconds);
        LastSeconds = Math.Max(LastSeconds, other.LastSeconds);
        HasCallChains |= other.HasCallChains;
        Notes.AddRange(other.Notes);
    }
}
