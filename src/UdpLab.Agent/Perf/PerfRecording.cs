using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>
/// A capture: runs perf record, then sends the recording. A dedicated thread starts perf, waits for it and lives as long
/// (<see cref="ChildProcess"/>).
/// </summary>
internal sealed class PerfRecording : IDisposable
{
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _retryPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    private readonly PerfRecipe _recipe;
    private readonly PerfTarget _target;
    private readonly Action<Reply> _reply;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _ready = new(false);
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly ManualResetEventSlim _wanted = new(false);
    private readonly List<string> _problems = [];
    private volatile ChildProcess? _process;
    private volatile bool _aborted;
    private AgentException? _failure;
    private List<string> _command = [];
    private PerfWindow? _window;
    private long _id;
    private long _begun;
    private long _ended;

    private PerfRecording(PerfRecipe recipe, PerfTarget target, Action<Reply> reply)
    {
        _recipe = recipe;
        _target = target;
        _reply = reply;
        _thread = new Thread(Run, 512 * 1024) { IsBackground = true, Name = "perf" };
    }

    /// <summary>The command line, one element per argument.</summary>
    public string[] Command => [.. _command];

    /// <summary>Starts perf; returns once it is recording.</summary>
    /// <exception cref="AgentException">It did not start; perf's own message says why.</exception>
    public static PerfRecording Begin(PerfRecipe recipe, PerfTarget target, Action<Reply> reply)
    {
        PerfRecording recording = new(recipe, target, reply);
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
        _id = id;
        _window = window;
        _stop.Set();
        _wanted.Set();
    }

    /// <summary>Finishes by itself after the duration, or when the recorded process has ended.</summary>
    public void FinishAfter(long id, double? seconds)
    {
        _id = id;
        _wanted.Set();
        new Thread(() => FinishInTime(seconds), 64 * 1024) { IsBackground = true, Name = "perf-clock" }.Start();
    }

    public void Dispose()
    {
        _aborted = true;
        _stop.Set();
        _wanted.Set();
        _process?.Kill();
        _thread.Join();
    }

    private void FinishInTime(double? seconds)
    {
        long end = seconds is double length ? _begun + (long)(length * 1e9) : long.MaxValue;
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
            using PerfFolder folder = new();
            Record(folder);

            // A recording that ended early is sent on request: only then is its window known.
            _wanted.Wait();
            if (!_aborted)
            {
                Send(folder);
            }
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
                _reply(Result(null, 0) with { Failure = failure.ToReply(_id) });
            }
        }
        finally
        {
            _ready.Set();
        }
    }

    /// <summary>An error during recording explains why nothing can be made of it.</summary>
    private AgentException WithProblems(AgentException failure) => _problems.Count == 0
        ? failure
        : new AgentException(failure.Code, $"{string.Join(' ', _problems)} {failure.Message}") { Errno = failure.Errno, Path = failure.Path, Parameter = failure.Parameter };

    private void Record(PerfFolder folder)
    {
        string holder = Programs.Find("cat") ?? throw new AgentException(FailureCode.NotFound, "This host has no cat program, which perf recordings need.") { Path = "cat" };
        List<string> arguments = _recipe.RecordArguments(folder.Data, _target, holder);
        _command = [_recipe.Program.Path, .. arguments];
        using ChildProcess perf = StartPerf(arguments, folder);
        try
        {
            _begun = Clock.Monotonic;
            _ready.Set();
            AwaitStop(perf, folder);
            _ended = Clock.Monotonic;
            if (!_aborted)
            {
                End(perf, folder);
            }
        }
        finally
        {
            _process = null;
        }
    }

    /// <summary>
    /// Starts perf and waits until it is recording. perf record -p gives up silently if a thread ends between its listing and
    /// its reading of /proc/PID/status (perf_event__synthesize_comm in tools/perf/util/synthetic-events.c); then it is started
    /// again.
    /// </summary>
    private ChildProcess StartPerf(List<string> arguments, PerfFolder folder)
    {
        for (long end = Clock.Monotonic + (long)_retryPatience.TotalNanoseconds; ;)
        {
            ChildProcess perf = ChildProcess.Start(_recipe.Program.Path, arguments, PerfEnvironment.In(folder.Path));
            _process = perf;
            try
            {
                AwaitBegin(perf);
                return perf;
            }
            catch (AgentException e)
            {
                _process = null;
                perf.Dispose();
                if (e.Code != FailureCode.NotFound || _aborted || !_target.IsAlive)
                {
                    throw;
                }

                if (Clock.Monotonic > end)
                {
                    throw new AgentException(FailureCode.System, $"perf cannot list process {_target.ProcessId}: its threads come and go too fast (tried for {_retryPatience.TotalSeconds:0} s). Record CPUs instead of the process.") { Path = "perf", Parameter = "ProcessId" };
                }
            }
        }
    }

    /// <summary>perf starts its child only once events are enabled: when cat echoes the line, perf is recording.</summary>
    private static void AwaitBegin(ChildProcess perf)
    {
        using PerfWatchdog watchdog = new(perf, _startPatience);
        int first;
        try
        {
            perf.Input.Write("."u8);
            perf.Input.Flush();
            first = perf.Output.ReadByte();
        }
        catch (IOException)
        {
            first = -1;
        }

        if (first != '.')
        {
            bool exited = perf.WaitForExit(TimeSpan.FromSeconds(1));
            throw watchdog.Bit || !exited
                ? new AgentException(FailureCode.System, $"perf did not start recording within {_startPatience.TotalSeconds:0} s and was stopped. Its output: {PerfWords.Shown(perf.Complaints)}") { Path = "perf" }
                : PerfWords.Refusal(perf.Complaints, perf.ExitCode);
        }
    }

    private void AwaitStop(ChildProcess perf, PerfFolder folder)
    {
        while (!_stop.Wait(_look))
        {
            if (perf.WaitForExit(TimeSpan.Zero))
            {
                string why = PerfWords.IsDiskFull(perf.Complaints) ? $"the disk is full where TMPDIR points to ({Path.GetTempPath()})." : "what was recorded had ended.";
                _problems.Add($"The recording ended by itself after {(Clock.Monotonic - _begun) / 1e9:0.00} s: {why}");
                return;
            }

            if (PerfSpace.Short(folder.Data) is { } shortage)
            {
                _problems.Add($"The recording was ended after {(Clock.Monotonic - _begun) / 1e9:0.00} s: {shortage}.");
                return;
            }
        }
    }

    private void End(ChildProcess perf, PerfFolder folder)
    {
        using PerfWatchdog watchdog = new(perf, _endPatience);
        try
        {
            perf.Input.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        // perf flushes its buffers: while the file grows, perf does not hang.
        long length = 0;
        while (!perf.WaitForExit(_look))
        {
            long now = PerfSpace.Length(folder.Data);
            if (now != length)
            {
                length = now;
                watchdog.Pat();
            }
        }

        if (watchdog.Bit)
        {
            throw new AgentException(FailureCode.System, $"perf did not end within {_endPatience.TotalSeconds:0} s and was killed; the recording is lost. Its output: {PerfWords.Shown(perf.Complaints)}") { Path = "perf" };
        }

        if (PerfSpace.Length(folder.Data) == 0)
        {
            throw PerfWords.Refusal(perf.Complaints, perf.ExitCode);
        }
    }

    private void Send(PerfFolder folder)
    {
        // Its own watcher may still stop the recording; a finish that names a window comes only once.
        PerfTransfer transfer = new(_recipe, folder, _id, _reply, process => _process = process);
        PerfScriptFilter? filter = _recipe.Plan.CacheLine ? null : transfer.Script(_window ?? PerfWindow.Everything);
        if (_recipe.Plan.CacheLine)
        {
            transfer.CacheLines();
        }

        if (_recipe.Plan.SendData && !_aborted)
        {
            transfer.Data();
        }

        if (!_aborted)
        {
            _reply(Result(filter, PerfSpace.Length(folder.Data)));
        }
    }

    private PerfResult Result(PerfScriptFilter? filter, long bytes) => new()
    {
        Id = _id,
        Samples = filter?.Samples ?? 0,
        LostSamples = filter?.Lost ?? 0,
        FirstNanoseconds = _window?.From ?? _begun,
        LastNanoseconds = Math.Min(_window?.To ?? _ended, _ended),
        SampledEvent = _recipe.Event,
        Command = Command,
        Version = _recipe.Program.Version,
        DataBytes = bytes,
        Problems = [.. _problems],
    };
}
