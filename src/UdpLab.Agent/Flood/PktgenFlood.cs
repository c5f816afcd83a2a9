using System.Collections.Concurrent;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Sends from pktgen devices: one thread of ours waits for all of the kernel's.</summary>
/// <param name="control">The flood.</param>
/// <param name="devices">The devices.</param>
/// <param name="steps">A ramp's steps: what to write to all devices, and when, in nanoseconds after the start; the first is already set. Empty without a ramp.</param>
internal sealed class PktgenFlood(FloodControl control, string[] devices, (long At, string Command)[] steps)
    : FloodThread(control, new FloodShare(0, 0, null, null, new FloodPace(new OpenFlood()), 1, []))
{
    private const long StopAgain = 20_000_000, LongestLate = 30_000_000_000;
    private const string Sending = "Starting";
    private const int LatePoll = 10;
    private readonly Dictionary<string, int> _cpus = CpusOf(devices);
    private readonly Dictionary<string, string?> _startedBefore = devices.ToDictionary(d => d, d => Started(Text(d)));
    private readonly Dictionary<string, string> _resultBefore = devices.ToDictionary(d => d, d => Text(d).Result);
    private readonly ConcurrentDictionary<string, string> _begun = [];
    private readonly List<(long At, long[] Sent)> _changes = steps.Length > 0 ? [(0, new long[devices.Length])] : [];
    private FloodThreadFindings[] _findings = [];
    private long _stopped;
    private bool _timeOver;

    /// <summary>Read from the Current sections, which takes no lock.</summary>
    public override long Sent => devices.Sum(d => Text(d).SoFar);

    public override FloodThreadFindings[] Findings => _findings;

    /// <summary>Devices removed during the run: their packet counts are unknown.</summary>
    public IReadOnlyList<string> Gone { get; private set; } = [];

    /// <summary>Devices that sent less than their count although the run was not stopped.</summary>
    public IReadOnlyList<string> Shortfalls { get; private set; } = [];

    /// <summary>How long each started step of a ramp lasted; null without a ramp.</summary>
    public double[]? StepSeconds { get; private set; }

    /// <summary>
    /// Writing `start` blocks until the count is reached; a duration ends by writing `stop`. The kernel ignores a `stop` that
    /// comes too early, so it is repeated.
    /// </summary>
    public override void Watch()
    {
        foreach (string device in devices.Where(d => !_begun.ContainsKey(d)))
        {
            if (Started(Text(device)) is not (null or "0us") and var started && started != _startedBefore[device])
            {
                _begun[device] = started;
            }
        }

        TakeStep();
        long now = Clock.Monotonic;
        _timeOver |= now >= Control.Deadline;
        if ((Control.Stopped || _timeOver) && now - _stopped > StopAgain)
        {
            _stopped = now;
            _ = PktgenFiles.Write(PktgenFiles.Control, "stop");
        }
    }

    protected override void Work()
    {
        PktgenRun.Start();
        AwaitLate();
        bool stopped = Control.Stopped || _timeOver;

        // An interface that is being removed ends the run first and removes its device a moment later; listing the links waits for
        // that (rtnl_lock).
        _ = Interfaces.Links();
        Dictionary<string, int> left = CpusOf(devices);
        long[][] starts = StepsOf((Clock.Monotonic - Control.Start) / 1e9);
        (string Name, PktgenText? Text)[] ran = [.. devices.Select(d => (d, left.ContainsKey(d) && Text(d) is var text && PktgenRun.IsAccounted(text, stopped && !_begun.ContainsKey(d)) ? text : null))];
        _findings = [.. ran.Select((r, i) => new FloodThreadFindings
        {
            Cpu = _cpus.TryGetValue(r.Name, out int cpu) ? cpu : null,
            Sent = r.Text?.SoFar,
            Errors = r.Text?.Errors ?? 0,
            Seconds = r.Text?.RunSeconds ?? 0,
            StepStarts = r.Text is null ? [] : [.. starts.Select(s => Math.Min(s[i], r.Text.SoFar))],
        })];
        Gone = [.. ran.Where(r => r.Text is null).Select(r => r.Name)];
        Shortfalls = [.. ran.Where(r => r.Text is not null).Select(r => PktgenRun.Shortfall(r.Name, r.Text!, stopped)).OfType<string>()];
    }

    /// <summary>
    /// `start` gives the kernel's threads 125 ms to begin (pktgen_run_all_threads of net/core/pktgen.c). On a busy machine one begins
    /// after it has returned: then nobody would wait for it, or stop it.
    /// </summary>
    private void AwaitLate()
    {
        long end = Clock.Monotonic + LongestLate;
        while (Array.Exists(devices, device => IsUnfinished(device, Clock.Monotonic < end)))
        {
            Thread.Sleep(LatePoll);
        }
    }

    /// <summary>It is there, and sends in the run that was seen to begin (a later one is another program's) or has yet to begin.</summary>
    private bool IsUnfinished(string device, bool mayBegin)
    {
        PktgenText text = Text(device);
        return text.Result == Sending ? !_begun.TryGetValue(device, out string? started) || started == Started(text)
            : mayBegin && text.Result.Length > 0 && text.Result == _resultBefore[device];
    }

    /// <summary>
    /// A running device applies a new delay from its next packet on (pktgen_if_write and spin of net/core/pktgen.c). The counts
    /// that separate the steps are read after the write, so the few packets sent in between belong to the step before.
    /// </summary>
    private void TakeStep()
    {
        long at = Clock.Monotonic - Control.Start;
        int step = Array.FindLastIndex(steps, s => s.At <= at);
        if (step >= _changes.Count && !Control.Stopped && !_timeOver)
        {
            Array.ForEach(devices, device => PktgenFiles.Write(device, steps[step].Command));
            long[] sent = [.. devices.Select(d => Text(d).SoFar)];
            lock (_changes)
            {
                while (_changes.Count <= step)
                {
                    _changes.Add((at, sent));
                }
            }
        }
    }

    /// <summary>Packets of each device before each step; also records how long the steps lasted.</summary>
    private long[][] StepsOf(double end)
    {
        (long At, long[] Sent)[] begun;
        lock (_changes)
        {
            begun = [.. _changes];
        }

        StepSeconds = begun.Length == 0 ? null : [.. begun.Select((s, i) => Math.Max(0, (i + 1 < begun.Length ? begun[i + 1].At / 1e9 : end) - (s.At / 1e9)))];
        return [.. begun.Select(s => s.Sent)];
    }

    /// <summary>Threads these devices are on now.</summary>
    private static Dictionary<string, int> CpusOf(string[] devices) =>
        PktgenFiles.Cpus().SelectMany(cpu => PktgenFiles.DevicesOf(cpu).Where(devices.Contains).Select(d => (d, cpu))).DistinctBy(d => d.d).ToDictionary(d => d.d, d => d.cpu);

    private static PktgenText Text(string device) => PktgenText.Parse(PktgenFiles.Read(device) ?? "");

    /// <summary>When its latest run began; null if it was just added.</summary>
    private static string? Started(PktgenText text) => text.Current.GetValueOrDefault("started");
}
