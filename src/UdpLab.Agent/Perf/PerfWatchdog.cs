using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Perf;

/// <summary>Kills a program that is idle for too long and sets <see cref="Bit"/>.</summary>
internal sealed class PerfWatchdog : IDisposable
{
    private readonly Timer _timer;
    private readonly TimeSpan _patience;
    private volatile bool _bit;

    public PerfWatchdog(ChildProcess process, TimeSpan patience)
    {
        _patience = patience;
        _timer = new Timer(_ => Bite(process), null, patience, Timeout.InfiniteTimeSpan);
    }

    public bool Bit => _bit;

    /// <summary>Resets the time: the program is active.</summary>
    public void Pat() => _timer.Change(_patience, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        using ManualResetEvent over = new(false);
        if (_timer.Dispose(over))
        {
            over.WaitOne();
        }
    }

    private void Bite(ChildProcess process)
    {
        _bit = true;
        process.Kill();
    }
}
