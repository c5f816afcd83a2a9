using System.Diagnostics;
using System.Globalization;

namespace UdpLab.Bench.Lab;

/// <summary>
/// Whether the machine is otherwise idle. Floods and sinks spend their time in the kernel, so most user time of the whole
/// machine comes from other programs.
/// </summary>
internal sealed class QuietWatch(CancellationToken cancel)
{
    // USER_HZ, the same on every Linux.
    private const double TicksPerSecond = 100;
    private const double IdleEnough = 0.85, DisturbedCpus = 0.4;

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);
    private TimeSpan _patience = TimeSpan.FromMinutes(3);

    /// <summary>Waits until nearly all CPUs are idle, up to a limit for the whole run.</summary>
    public void WaitForQuiet()
    {
        while (_patience > TimeSpan.Zero)
        {
            (double _, double before) = Read();
            _ = cancel.WaitHandle.WaitOne(_look);
            cancel.ThrowIfCancellationRequested();
            (double _, double after) = Read();
            if ((after - before) / _look.TotalSeconds / Environment.ProcessorCount >= IdleEnough)
            {
                return;
            }

            _patience -= _look;
        }
    }

    /// <summary>Runs an action; true if other programs used the CPUs much during it.</summary>
    public static bool Disturbed(Action action)
    {
        (double before, double _) = Read();
        long began = Stopwatch.GetTimestamp();
        action();
        (double after, double _) = Read();
        return (after - before) / Stopwatch.GetElapsedTime(began).TotalSeconds > DisturbedCpus;
    }

    /// <summary>Seconds of user and idle time of all CPUs together.</summary>
    private static (double User, double Idle) Read()
    {
        // cpu user nice system idle iowait ...
        string[] words = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double Seconds(int i) => long.Parse(words[i], CultureInfo.InvariantCulture) / TicksPerSecond;
        return (Seconds(1) + Seconds(2), Seconds(4) + Seconds(5));
    }
}
