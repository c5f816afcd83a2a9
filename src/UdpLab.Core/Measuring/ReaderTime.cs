using System.Globalization;

namespace UdpLab;

/// <summary>Seconds that a sink's thread was in each state of the scheduler.</summary>
public sealed record ReaderTime
{
    /// <summary>It had its CPU, interrupts and softirqs there included.</summary>
    public double RunningSeconds { get; init; }

    /// <summary>It had lost its CPU to another thread.</summary>
    public double PreemptedSeconds { get; init; }

    /// <summary>It was woken, and waited for a CPU.</summary>
    public double WaitingSeconds { get; init; }

    /// <summary>It waited for packets, or was stopped.</summary>
    public double AsleepSeconds { get; init; }

    /// <summary>The states in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"running {RunningSeconds:N3} s, preempted {PreemptedSeconds:N3} s, waiting {WaitingSeconds:N3} s, asleep {AsleepSeconds:N3} s");
}
