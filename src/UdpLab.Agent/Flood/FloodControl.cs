namespace UdpLab.Agent.Flood;

/// <summary>What the threads of one run share: when it began, when it must end, whether somebody stopped it.</summary>
internal sealed class FloodControl(long start, double? durationSeconds)
{
    private volatile bool _stopped;

    public long Start { get; } = start;

    public long Deadline { get; } = durationSeconds is double seconds ? start + (long)(seconds * 1e9) : long.MaxValue;

    public bool Stopped => _stopped;

    public void Stop() => _stopped = true;
}
