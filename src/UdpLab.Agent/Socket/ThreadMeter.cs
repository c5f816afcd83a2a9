using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Socket;

/// <summary>
/// The CPU time, run-queue wait and wake-ups of other processes' threads, from /proc/PID/task (proc_pid_task(5)). A thread that
/// ends keeps what it had when it was last read.
/// </summary>
internal sealed class ThreadMeter
{
    private const double TicksPerSecond = 100;
    private readonly Dictionary<(int Process, int Thread), (string Name, Reading Begun, Reading Now)> _threads = [];

    /// <summary>Ids of all threads seen.</summary>
    public int[] Threads => [.. _threads.Keys.Select(key => key.Thread).Distinct()];

    /// <summary>Reads all threads of these processes. A thread that is new since the first call began at 0.</summary>
    public void Read(IEnumerable<int> processes, bool first = false)
    {
        foreach (int process in processes)
        {
            foreach (int thread in Tasks(process))
            {
                if (Of(process, thread) is { } now)
                {
                    (string Name, Reading Begun, Reading Now) known = _threads.TryGetValue((process, thread), out (string, Reading, Reading) before)
                        ? before
                        : (TextFile.Read($"/proc/{process}/task/{thread}/comm") ?? "", first ? now : default, now);
                    _threads[(process, thread)] = (known.Name, known.Begun, now);
                }
            }
        }
    }

    /// <summary>What each thread used between the first reading and the last.</summary>
    public ThreadFindings[] Findings() => [.. _threads.OrderBy(one => one.Key).Select(one =>
    {
        ((int process, int thread), (string name, Reading begun, Reading now)) = one;
        double cpu = now.Run is long run ? (run - (begun.Run ?? 0)) / 1e9 : (now.Ticks - begun.Ticks) / TicksPerSecond;
        double system = SystemShare(begun, now) * cpu;
        return new ThreadFindings
        {
            ProcessId = process,
            Id = thread,
            Name = name,
            UserSeconds = cpu - system,
            SystemSeconds = system,
            WaitSeconds = (now.Wait - (begun.Wait ?? 0)) / 1e9,
            Wakeups = now.Sleeps - begun.Sleeps,
        };
    })];

    /// <summary>The kernel splits CPU time by ticks: too few of them say nothing about a short time, for which the thread's whole life stands.</summary>
    private static double SystemShare(Reading begun, Reading now)
    {
        const int enough = 10;
        long ticks = now.Ticks - begun.Ticks;
        return ticks >= enough ? (double)(now.SystemTicks - begun.SystemTicks) / ticks : now.Ticks > 0 ? (double)now.SystemTicks / now.Ticks : 0.5;
    }

    private static IEnumerable<int> Tasks(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{process}/task").Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return [];
        }
    }

    private static Reading? Of(int process, int thread)
    {
        string folder = $"/proc/{process}/task/{thread}";
        if (TextFile.Read($"{folder}/stat") is not { } stat)
        {
            return null;
        }

        // The fields after "(name)": state is the first, utime the 12th, stime the 13th.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        string[]? schedule = TextFile.Read($"{folder}/schedstat")?.Split(' ');
        string? sleeps = TextFile.Read($"{folder}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal));
        long user = Number(fields, 11), system = Number(fields, 12);
        return new Reading(
            schedule is { Length: > 1 } ? Number(schedule, 0) : null,
            schedule is { Length: > 1 } ? Number(schedule, 1) : null,
            user + system,
            system,
            sleeps is null ? 0 : Number(sleeps.Split('\t'), 1));
    }

    private static long Number(string[] fields, int index) => index < fields.Length && long.TryParse(fields[index], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    /// <param name="Run">Nanoseconds on a CPU; null without CONFIG_SCHED_INFO.</param>
    /// <param name="Wait">Nanoseconds runnable but not running.</param>
    /// <param name="Ticks">CPU time in hundredths of a second.</param>
    /// <param name="SystemTicks">That in the kernel.</param>
    /// <param name="Sleeps">Voluntary context switches.</param>
    private readonly record struct Reading(long? Run, long? Wait, long Ticks, long SystemTicks, long Sleeps);
}
