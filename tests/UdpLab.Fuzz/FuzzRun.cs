using System.Diagnostics;

namespace UdpLab.Fuzz;

/// <summary>Feeds mutated inputs to a parser. Input i of a seed is always the same, whatever the number of threads.</summary>
/// <param name="target">The parser.</param>
/// <param name="seed">Decides the inputs.</param>
/// <param name="folder">Where inputs are kept that it did not survive.</param>
internal sealed class FuzzRun(FuzzTarget target, int seed, string folder)
{
    // Of a thread's own CPU time: on a busy machine it may wait long for a CPU.
    private static readonly TimeSpan _tooLong = TimeSpan.FromSeconds(1), _endless = TimeSpan.FromMinutes(2);
    private readonly Dictionary<string, string> _failures = [];
    private long _slowest;

    /// <summary>What went wrong, one line a kind: the exception and where it came from, or a hang.</summary>
    public IReadOnlyCollection<string> Failures => _failures.Values;

    /// <summary>The longest an input took, of CPU time.</summary>
    public TimeSpan Slowest => TimeSpan.FromTicks(_slowest);

    /// <summary>Runs.</summary>
    /// <param name="first">The first input.</param>
    /// <param name="count">How many.</param>
    public void Run(long first, long count)
    {
        long next = first - 1;
        Worker[] workers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Worker())];
        Thread[] threads = [.. workers.Select(worker => new Thread(() =>
        {
            for (long i; (i = Interlocked.Increment(ref next)) < first + count;)
            {
                Try(worker, i);
            }
        }) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        while (Array.Exists(threads, thread => !thread.Join(200)))
        {
            if (Array.Find(workers, worker => worker.Since is long since && Stopwatch.GetElapsedTime(since) > _endless) is { } stuck)
            {
                // Its thread cannot be ended; the process can.
                Keep(stuck.Index, "hang", $"input {stuck.Index} is not done after {_endless.TotalSeconds:0} s");
                return;
            }
        }
    }

    /// <summary>An input by its number.</summary>
    public byte[] Input(long index) => Mutator.Next(target.Seeds, new Random(HashCode(index)));

    private void Try(Worker worker, long index)
    {
        byte[] input = Input(index);
        TimeSpan start = ThreadClock.Now;
        (worker.Index, worker.Since) = (index, Stopwatch.GetTimestamp());
        Exception? crash = target.Try(input);
        worker.Since = null;
        TimeSpan took = ThreadClock.Now - start;
        if (crash is not null)
        {
            Keep(index, Kind(crash), $"{crash.GetType().Name}: {crash.Message.ReplaceLineEndings(" ")}");
        }
        else if (took > _tooLong)
        {
            Keep(index, "slow", $"input {index} takes {took.TotalSeconds:0.0} s");
        }

        long slowest;
        while ((slowest = Interlocked.Read(ref _slowest)) < took.Ticks)
        {
            Interlocked.CompareExchange(ref _slowest, took.Ticks, slowest);
        }
    }

    private void Keep(long index, string kind, string what)
    {
        lock (_failures)
        {
            if (_failures.ContainsKey(kind))
            {
                return;
            }

            string file = Path.Combine(folder, $"{new string([.. target.Name.Select(c => char.IsLetterOrDigit(c) ? c : '-')])}-{seed}-{index}");
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(file, Input(index));
            _failures[kind] = $"{what.AsSpan(0, Math.Min(what.Length, 200))} ({kind}; input in {file})";
        }
    }

    /// <summary>The type and the innermost method of UdpLab: one line for a thousand inputs of one cause.</summary>
    private static string Kind(Exception e) =>
        $"{e.GetType().Name} in {new StackTrace(e).GetFrames().Select(f => f.GetMethod()).FirstOrDefault(m => m?.DeclaringType?.Namespace?.StartsWith(nameof(UdpLab), StringComparison.Ordinal) == true)?.Name}";

    // Not string.GetHashCode, which differs from process to process.
    private int HashCode(long index)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in FormattableString.Invariant($"{target.Name}/{seed}/{index}"))
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return (int)(hash ^ (hash >> 32));
    }

    private sealed class Worker
    {
        private long _since;

        public long Index { get; set; }

        /// <summary>When it began its input; null while it has none.</summary>
        public long? Since
        {
            get => Volatile.Read(ref _since) is var since and not 0 ? since : null;
            set => Volatile.Write(ref _since, value ?? 0);
        }
    }
}
