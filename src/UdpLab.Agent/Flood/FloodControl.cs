using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Flood;

/// <summary>State shared by the threads of a run: start time, end time, stop flag.</summary>
internal sealed class FloodControl(long start, double? durationSeconds)
{
    private volatile bool _stopped;

    public long Start { get; } = start;

    public long Deadline { get; } = durationSeconds is double seconds ? start + (long)(seconds * 1e9) : long.MaxValue;

    public bool Stopped => _stopped;

    public void Stop() => _stopped = true;

    /// <summary>Waits until it is time to send, or until the flood is stopped.</summary>
    public void WaitForStart()
    {
        // A sleep may overshoot by a scheduler tick, so the last millisecond is spun.
        const long Spun = 1_000_000;
        while (!Stopped && Start - Clock.Monotonic is > 0 and var left)
        {
            if (left > Spun)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds((left - Spun) / 1_000_000));
            }
        }
    }
}
