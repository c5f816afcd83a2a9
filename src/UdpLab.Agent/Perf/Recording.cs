using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>
/// A capture, by perf or by the agent itself: records, then sends what was recorded. A dedicated thread does the work and lives as
/// long.
/// </summary>
internal abstract class Recording : IDisposable
{
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _ready = new(false);
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly ManualResetEventSlim _wanted = new(false);
    private readonly List<string> _problems = [];
    private volatile bool _aborted;
    private AgentException? _failure;
    private string? _early;

    protected Recording(PerfRecipe recipe, PerfTarget target, Action<Reply> reply)
    {
        Recipe = recipe;
        Target = target;
        Reply = reply;
        _thread = new Thread(Run, 512 * 1024) { IsBackground = true, Name = "perf" };
    }

    /// <summary>The command line, one element per argument.</summary>
    public abstract string[] Command { get; }

    protected PerfRecipe Recipe { get; }

    protected PerfTarget Target { get; }

    protected Action<Reply> Reply { get; }

    /// <summary>The request that the recording answers.</summary>
    protected long Id { get; private set; }

    /// <summary>The part to send; null for all.</summary>
    protected PerfWindow? Window { get; private set; }

    /// <summary>When the recording began, and when it ended. CLOCK_MONOTONIC nanoseconds.</summary>
    protected long Begun { get; private set; }

    /// <inheritdoc cref="Begun"/>
    protected long Ended { get; set; }

    /// <summary>Nobody wants it any more.</summary>
    protected bool Aborted => _aborted;

    /// <summary>Starts a recording; returns once it is recording.</summary>
    /// <exception cref="AgentException">It did not start; the message says why.</exception>
    public static Recording Begin(PerfRecipe recipe, PerfTarget target, Action<Reply> reply)
    {
        Recording recording = recipe.IsCounted ? new CountedRecording(recipe, target, reply)
            : recipe.Program is null ? new SampleRecording(recipe, target, reply)
            : new PerfRecording(recipe, target, reply);
        recording._thread.Start();
        recording._ready.Wait();
        if (recording._failure is { } failure)
        {
            recording.Dispose();
            throw failure;
        }

        return recording;
    }

    /// <summary>Ends the recording and sends it: <see cref="PerfChunk"/> lines and <see cref="PerfResult"/>. Returns at once.</summary>
    /// <param name="id">The request it answers.</param>
    /// <param name="window">The part to send; null for all.</param>
    public void Finish(long id, PerfWindow? window)
    {
        Id = id;
        Window = window;
        _stop.Set();
        _wanted.Set();
    }

    /// <summary>Finishes by itself after the duration, or when the recorded process has ended.</summary>
    public void FinishAfter(long id, double? seconds)
    {
        Id = id;
        _wanted.Set();
        new Thread(() => FinishInTime(seconds), 64 * 1024) { IsBackground = true, Name = "perf-clock" }.Start();
    }

    public void Dispose()
    {
        _aborted = true;
        _stop.Set();
        _wanted.Set();
        Kill();
        _thread.Join();
    }

    /// <summary>Records, waits until the recording is wanted (<see cref="AwaitWanted"/>), and sends it unless it was aborted.</summary>
    protected abstract void Work();

    /// <summary>Ends at once what still runs.</summary>
    protected virtual void Kill()
    {
    }

    /// <summary>It is recording.</summary>
    protected void MarkBegun()
    {
        Begun = Clock.Monotonic;
        _ready.Set();
    }

    /// <summary>Waits for the end; false after the given time.</summary>
    protected bool AwaitStop(TimeSpan patience) => _stop.Wait(patience);

    /// <summary>A recording that ended early is sent on request: only then is its window known.</summary>
    protected void AwaitWanted() => _wanted.Wait();

    protected void AddProblem(string problem) => _problems.Add(problem);

    /// <summary>What was recorded has ended. That is a problem unless its window was over: a sink's threads may end before their recording does.</summary>
    protected void EndEarly() => _early = string.Create(CultureInfo.InvariantCulture, $"The recording ended by itself after {(Clock.Monotonic - Begun) / 1e9:0.00} s: what was recorded had ended.");

    protected PerfResult Result(long samples, long lost, long bytes, string version) => new()
    {
        Id = Id,
        Samples = samples,
        LostSamples = lost,
        FirstNanoseconds = Window?.From ?? Begun,
        LastNanoseconds = Math.Min(Window?.To ?? Ended, Ended),
        SampledEvent = Recipe.Event,
        Sampler = Recipe.Program is null ? PerfSampler.Agent : PerfSampler.Perf,
        Command = Command,
        Version = version,
        DataBytes = bytes,
        Problems = Problems,
    };

    private string[] Problems => _early is null || Window?.To <= Ended ? [.. _problems] : [.. _problems, _early];

    private void FinishInTime(double? seconds)
    {
        long end = seconds is double length ? Begun + (long)(length * 1e9) : long.MaxValue;
        while (!_stop.IsSet && Clock.Monotonic < end)
        {
            _ = _stop.Wait(TimeSpan.FromMilliseconds(Math.Clamp((end - Clock.Monotonic) / 1e6, 0, 1000)));
        }

        _stop.Set();
    }

    private void Run()
    {
        try
        {
            Work();
        }
        catch (Exception e)
        {
            AgentException failure = WithProblems(AgentException.Of(e));
            bool begun = _ready.IsSet;
            _failure = failure;
            if (begun)
            {
                _wanted.Wait();
            }

            if (begun && !_aborted)
            {
                Reply(Result(0, 0, 0, Recipe.Program?.Version ?? "") with { Failure = failure.ToReply(Id) });
            }
        }
        finally
        {
            _ready.Set();
        }
    }

    /// <summary>An error during recording explains why nothing can be made of it.</summary>
    private AgentException WithProblems(AgentException failure) => Problems.Length == 0
        ? failure
        : new AgentException(failure.Code, $"{string.Join(' ', Problems)} {failure.Message}") { Errno = failure.Errno, Path = failure.Path, Parameter = failure.Parameter };
}
