using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>A capture by the host's perf: the recording's thread starts it and waits for it (<see cref="ChildProcess"/>).</summary>
internal sealed class PerfRecording(PerfRecipe recipe, PerfTarget target, Action<Reply> reply) : Recording(recipe, target, reply)
{
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _retryPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    private volatile ChildProcess? _process;
    private List<string> _command = [];

    /// <inheritdoc/>
    public override string[] Command => [.. _command];

    private PerfProgram Program => Recipe.Program!;

    /// <inheritdoc/>
    protected override void Kill() => _process?.Kill();

    /// <inheritdoc/>
    protected override void Work()
    {
        using PerfFolder folder = new();
        Record(folder);
        AwaitWanted();
        if (!Aborted)
        {
            Send(folder);
        }
    }

    private void Record(PerfFolder folder)
    {
        string holder = Programs.Find("cat") ?? throw new AgentException(FailureCode.NotFound, "This host has no cat program, which perf recordings need.") { Path = "cat" };
        List<string> arguments = Recipe.RecordArguments(folder.Data, Target, holder);
        _command = [Program.Path, .. arguments];
        using ChildProcess perf = StartPerf(arguments, folder);
        try
        {
            MarkBegun();
            AwaitStop(perf, folder);
            Ended = Clock.Monotonic;
            if (!Aborted)
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
            ChildProcess perf = ChildProcess.Start(Program.Path, arguments, PerfEnvironment.In(folder.Path));
            _process = perf;
            try
            {
                AwaitBegin(perf, folder);
                return perf;
            }
            catch (AgentException e)
            {
                _process = null;
                perf.Dispose();
                if (e.Code != FailureCode.NotFound || Aborted || !Target.IsAlive)
                {
                    throw;
                }

                if (Clock.Monotonic > end)
                {
                    throw new AgentException(FailureCode.System, $"perf cannot list process {Target.ProcessId}: its threads come and go too fast (tried for {_retryPatience.TotalSeconds:0} s). Record CPUs instead of the process.") { Path = "perf", Parameter = "ProcessId" };
                }
            }
        }
    }

    /// <summary>perf starts its child only once events are enabled: when cat echoes the line, perf is recording.</summary>
    private static void AwaitBegin(ChildProcess perf, PerfFolder folder)
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
            throw PerfWords.IsDiskFull(perf.Complaints) || PerfSpace.IsFull(folder.Data)
                ? NoRoom()
                : watchdog.Bit || !exited
                ? new AgentException(FailureCode.System, $"perf did not start recording within {_startPatience.TotalSeconds:0} s and was stopped. Its output: {PerfWords.Shown(perf.Complaints)}") { Path = "perf" }
                : PerfWords.Refusal(perf.Complaints, perf.ExitCode);
        }
    }

    private static AgentException NoRoom() => new(FailureCode.System, $"perf could not begin to record: the disk is full where TMPDIR points to ({Path.GetTempPath()}).") { Path = "perf" };

    private void AwaitStop(ChildProcess perf, PerfFolder folder)
    {
        while (!AwaitStop(_look))
        {
            if (perf.WaitForExit(TimeSpan.Zero))
            {
                if (PerfWords.IsDiskFull(perf.Complaints))
                {
                    AddProblem($"The recording ended by itself after {(Clock.Monotonic - Begun) / 1e9:0.00} s: the disk is full where TMPDIR points to ({Path.GetTempPath()}).");
                }
                else
                {
                    EndEarly();
                }

                return;
            }

            if (PerfSpace.Short(folder.Data) is { } shortage)
            {
                AddProblem($"The recording was ended after {(Clock.Monotonic - Begun) / 1e9:0.00} s: {shortage}.");
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
            throw PerfSpace.IsFull(folder.Data) ? NoRoom() : PerfWords.Refusal(perf.Complaints, perf.ExitCode);
        }
    }

    private void Send(PerfFolder folder)
    {
        // Its own watcher may still stop the recording; a finish that names a window comes only once.
        PerfTransfer transfer = new(Recipe, folder, Id, Reply, process => _process = process);
        PerfScriptFilter? filter = Recipe.Plan.CacheLine ? null : transfer.Script(Window ?? PerfWindow.Everything);
        if (Recipe.Plan.CacheLine)
        {
            transfer.CacheLines();
        }

        if (Recipe.Plan.SendData && !Aborted)
        {
            transfer.Data();
        }

        if (!Aborted)
        {
            Reply(Result(filter?.Samples ?? 0, filter?.Lost ?? 0, PerfSpace.Length(folder.Data), Program.Version));
        }
    }
}
