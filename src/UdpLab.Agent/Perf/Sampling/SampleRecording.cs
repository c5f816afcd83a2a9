using System.Globalization;
using System.IO.Compression;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>A capture by the agent itself, where perf is not installed. It starts no program and writes no file.</summary>
internal sealed class SampleRecording(PerfRecipe recipe, PerfTarget target, Action<Reply> reply) : Recording(recipe, target, reply)
{
    private const int RingPages = 128, PollMilliseconds = 100;
    private const long MostMemory = 1L << 30;

    // perf's own words for the same choice, so that Command reads alike.
    private readonly string[] _command =
    [
        "udplab-agent", "record", "-e", recipe.Event, "-F", recipe.Plan.Frequency.ToString(CultureInfo.InvariantCulture), "-k", "CLOCK_MONOTONIC",
        .. recipe.HasStacks ? new[] { "--call-graph", "fp" } : [], .. target.Arguments,
    ];

    private KernelSymbolTable? _kernel;
    private long _untold;

    /// <inheritdoc/>
    public override string[] Command => [.. _command];

    /// <inheritdoc/>
    protected override void Work()
    {
        using SampleStore store = new(Math.Min(MostMemory, Memory.AvailableBytes() / 4));
        Record(store);
        AwaitWanted();
        if (!Aborted)
        {
            Send(store);
        }
    }

    private void Record(SampleStore store)
    {
        // Before anything is sampled: a program of bpf(2), such as those of -Trace, may be gone at the end.
        _kernel = Recipe.Source.Kernel ? KernelSymbolTable.Read() : null;
        using SampleRings rings = SampleRings.Open(Recipe.Source, Target, RingPages);
        rings.Enable();

        // What happens meanwhile the rings tell. Samples count from the mark on.
        foreach (int process in Recorded())
        {
            store.Processes.Find(process);
        }

        MarkBegun();
        while (!AwaitRecords(rings))
        {
            rings.Drain(store);
            if (Target.HasEnded)
            {
                EndEarly();
                break;
            }

            if (store.IsFull)
            {
                AddProblem(string.Create(CultureInfo.InvariantCulture, $"The recording ended by itself after {(Clock.Monotonic - Begun) / 1e9:0.00} s: its {store.Count:N0} samples take as much memory as may be used; ask for a lower frequency."));
                break;
            }
        }

        rings.Disable();
        Ended = Clock.Monotonic;
        rings.Drain(store);

        // The kernel tells of losses with the next sample that fits. Those after the last one only its counters know.
        _untold = Math.Max(0, rings.Lost() - store.Lost);
    }

    /// <summary>Waits until a ring fills, or some time has passed; true at the end.</summary>
    private bool AwaitRecords(SampleRings rings)
    {
        rings.Wait(PollMilliseconds);
        return AwaitStop(TimeSpan.Zero);
    }

    /// <summary>The processes that run already.</summary>
    private IEnumerable<int> Recorded() => Target.ProcessId is int process ? [process]
        : Target.Threads.Count > 0 ? Target.Threads.Select(ProcessOf).Distinct()
        : Processes.All();

    private static int ProcessOf(int thread) => Processes.OfThread(thread) ?? thread;

    private void Send(SampleStore store)
    {
        PerfWindow window = Window ?? new PerfWindow(Begun, long.MaxValue);
        SampleText text = new(store, new FrameNames(store.Processes, _kernel), Recipe.Event, Recipe.HasStacks);
        long written;
        using (GZipStream output = new(new PerfChunks(Id, PerfPart.Script, Reply), CompressionLevel.Fastest))
        using (BufferedStream buffered = new(output, 64 * 1024))
        {
            written = text.Write(window, buffered, () => Aborted);
        }

        if (!Aborted)
        {
            Reply(Result(written, store.LostIn(window) + _untold, 0, ""));
        }
    }
}
