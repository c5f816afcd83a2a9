using System.Globalization;

namespace UdpLab.Agent.Kernel;

/// <summary>How long a thread was runnable but not running: its time on a run queue (Documentation/scheduler/sched-stats.rst).</summary>
internal static class SchedulerWait
{
    /// <summary>Nanoseconds since a thread of this process began; null if the kernel does not report it (CONFIG_SCHED_INFO).</summary>
    public static long? OfThread(int thread)
    {
        // Time on the CPU, time waiting for one, number of turns.
        string[]? fields = TextFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/schedstat"))?.Split(' ');
        return fields is [_, var waited, ..] && long.TryParse(waited, NumberStyles.None, CultureInfo.InvariantCulture, out long nanoseconds) ? nanoseconds : null;
    }
}
