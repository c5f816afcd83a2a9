using System.Globalization;

namespace UdpLab;

/// <summary>What one thread of a measured server used in the window (/proc/PID/task/TID/schedstat, stat and status).</summary>
public sealed record MeasuredThread
{
    /// <summary>Its process.</summary>
    public int ProcessId { get; init; }

    /// <summary>Its id.</summary>
    public int Id { get; init; }

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>User CPU time, seconds. The kernel measures the sum of user and system time, and divides it by ticks.</summary>
    public double UserSeconds { get; init; }

    /// <summary>System CPU time, seconds.</summary>
    public double SystemSeconds { get; init; }

    /// <summary>CPU time, seconds.</summary>
    public double CpuSeconds => UserSeconds + SystemSeconds;

    /// <summary>Seconds it was runnable but waited for a CPU; null without CONFIG_SCHED_INFO.</summary>
    public double? WaitSeconds { get; init; }

    /// <summary>How often it slept (voluntary context switches).</summary>
    public long Wakeups { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Id}): {CpuSeconds:0.000} s CPU{(WaitSeconds is double wait ? string.Create(CultureInfo.InvariantCulture, $", waited {wait:0.000} s") : "")}, woke up {Wakeups:N0} times");
}
