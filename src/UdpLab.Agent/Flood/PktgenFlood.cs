using System.Collections.Concurrent;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Sends from all devices of pktgen: one thread of ours waits for all of the kernel's.</summary>
internal sealed class PktgenFlood(FloodControl control, string[] devices) : FloodThread(control, new FloodShare(0, 0, null, null, null))
{
    private const long StopAgain = 20_000_000;
    private readonly Dictionary<string, int> _cpus = CpusOf(devices);
    private readonly Dictionary<string, string?> _startedBefore = devices.ToDictionary(d => d, d => Started(Text(d)));
    private readonly ConcurrentDictionary<string, bool> _begun = [];
    private FloodThreadFindings[] _findings = [];
    private long _stopped;
    private bool _timeOver;

    /// <summary>From the Current sections, which are read without a lock.</summary>
    public override long Sent => devices.Sum(d => Text(d).SoFar);

    public override FloodThreadFindings[] Findings => _findings;

    /// <summary>Devices removed during the run: their packet counts are unknown.</summary>
    public IReadOnlyList<string> Gone { get; private set; } = [];

    /// <summary>Devices that sent less than their count although the run was not stopped.</summary>
    public IReadOnlyList<string> Shortfalls { get; private set; } = [];

    /// <summary>`start` returns when the count is reached; we end a duration with `stop`. The kernel ignores a `stop` that comes too early, so it is repeated.</summary>
    public override void Watch()
    {
        foreach (string device in devices.Where(d => !_begun.ContainsKey(d) && Started(Text(d)) is not (null or "0us") and var started && started != _startedBefore[d]))
        {
            _begun[device] = true;
        }

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
        bool stopped = Control.Stopped || _timeOver;

        // An interface that is being removed ends the run first and takes its device along a moment later: the list of links
        // has to wait for the end of that (rtnl_lock).
        _ = Interfaces.Links();
        Dictionary<string, int> left = CpusOf(devices);
        (string Name, PktgenText? Text)[] ran = [.. devices.Select(d => (d, left.ContainsKey(d) && Text(d) is var text && PktgenRun.IsAccounted(text, stopped && !_begun.ContainsKey(d)) ? text : null))];
        _findings = [.. ran.Select(r => new FloodThreadFindings
        {
            Cpu = _cpus.TryGetValue(r.Name, out int cpu) ? cpu : null,
            Sent = r.Text?.SoFar,
            Errors = r.Text?.Errors ?? 0,
            Seconds = r.Text?.RunSeconds ?? 0,
        })];
        Gone = [.. ran.Where(r => r.Text is null).Select(r => r.Name)];
        Shortfalls = [.. ran.Where(r => r.Text is not null).Select(r => PktgenRun.Shortfall(r.Name, r.Text!, stopped)).OfType<string>()];
    }

    /// <summary>The threads that have these devices now.</summary>
    private static Dictionary<string, int> CpusOf(string[] devices) =>
        PktgenFiles.Cpus().SelectMany(cpu => PktgenFiles.DevicesOf(cpu).Where(devices.Contains).Select(d => (d, cpu))).DistinctBy(d => d.d).ToDictionary(d => d.d, d => d.cpu);

    private static PktgenText Text(string device) => PktgenText.Parse(PktgenFiles.Read(device) ?? "");

    /// <summary>When its latest run began; one that was just added has none.</summary>
    private static string? Started(PktgenText text) => text.Current.GetValueOrDefault("started");
}
