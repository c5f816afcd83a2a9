using UdpLab.Agent.Native;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Floods;

/// <summary>Sends from all devices of pktgen: one thread of ours waits for all of the kernel's.</summary>
internal sealed class PktgenFlood(FloodControl control, string[] devices) : FloodThread(control, new FloodShare(0, 0, null, null, null))
{
    private const long StopAgain = 20_000_000;
    private FloodThreadFindings[] _findings = [];
    private long _stopped;
    private bool _timeOver;

    /// <summary>From the Current sections, which are read without a lock.</summary>
    public override long Sent => devices.Sum(d => Text(d).SoFar);

    public override FloodThreadFindings[] Findings => _findings;

    /// <summary>Devices that did not send all of their count though nobody stopped them on purpose.</summary>
    public IReadOnlyList<string> Shortfalls { get; private set; } = [];

    /// <summary>`start` returns when the count is reached; a duration or a stop is up to us. A stop that comes too early is lost: it is said again.</summary>
    public override void Watch()
    {
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
        (string Name, int Cpu, PktgenText Text)[] ran = [.. PktgenFiles.Cpus().SelectMany(cpu => PktgenFiles.DevicesOf(cpu).Where(devices.Contains).Select(d => (d, cpu, Text(d))))];
        _findings = [.. ran.Select(r => new FloodThreadFindings { Cpu = r.Cpu, Sent = r.Text.SoFar, Errors = r.Text.Errors, Seconds = r.Text.RunSeconds ?? 0 })];
        Shortfalls = [.. ran.Select(r => PktgenRun.Shortfall(r.Name, r.Text, Control.Stopped || _timeOver)).OfType<string>()];
    }

    private static PktgenText Text(string device) => PktgenText.Parse(PktgenFiles.Read(device) ?? "");
}
