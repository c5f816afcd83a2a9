using UdpLab.Agent.Kernel;

namespace UdpLab.Agent;

/// <summary>
/// The dead man's switch for a line that dies without a word: TCP would notice after minutes, and sshd with it. A
/// controller that has begun to beat and falls silent is gone, and with this process go its sockets, its BPF programs
/// and every thread that sends.
/// </summary>
/// <param name="now">The clock, in nanoseconds.</param>
/// <param name="begin">Sees to it that <see cref="Look"/> is called every <see cref="Tick"/> from now on.</param>
/// <param name="leave">Called when the connection is dead.</param>
internal sealed class Watch(Func<long> now, Action<Watch> begin, Action leave)
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private long _heard = now();
    private long _looked;
    private long _patience;

    public Watch()
        : this(() => Clock.Monotonic, watch => new Thread(watch.Keep, 64 * 1024) { IsBackground = true, Name = "watch" }.Start(), () => ExitActions.RunAndExit())
    {
    }

    /// <summary>A line arrived.</summary>
    public void Heard() => Interlocked.Exchange(ref _heard, now());

    /// <summary>Sets the silence after which the connection is dead.</summary>
    public void Expect(TimeSpan patience)
    {
        if (Interlocked.Exchange(ref _patience, (long)patience.TotalNanoseconds) == 0)
        {
            _looked = now();
            begin(this);
        }
    }

    /// <summary>Leaves if the line is dead.</summary>
    public void Look()
    {
        long time = now();

        // A process that was stopped (SIGSTOP, a paused guest) has not listened: silence counts from when it goes on.
        if (time - _looked > 5 * (long)Tick.TotalNanoseconds)
        {
            Heard();
        }

        _looked = time;
        if (time - Interlocked.Read(ref _heard) > Interlocked.Read(ref _patience))
        {
            leave();
        }
    }

    private void Keep()
    {
        while (true)
        {
            Thread.Sleep(Tick);
            Look();
        }
    }
}
