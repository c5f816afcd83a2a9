using UdpLab.Agent.Native;

namespace UdpLab.Agent;

/// <summary>
/// The dead man's switch for a line that dies without a word: TCP would notice after minutes, and sshd with it. A
/// controller that has begun to beat and falls silent is gone, and with this process go its sockets, its BPF programs
/// and every thread that sends.
/// </summary>
internal sealed class Watch
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(100);
    private long _heard = Clock.Monotonic;
    private long _patience;

    /// <summary>A line arrived.</summary>
    public void Heard() => Interlocked.Exchange(ref _heard, Clock.Monotonic);

    /// <summary>From now on silence of this length means that the line is dead.</summary>
    public void Expect(TimeSpan patience)
    {
        if (Interlocked.Exchange(ref _patience, (long)patience.TotalNanoseconds) == 0)
        {
            new Thread(Keep, 64 * 1024) { IsBackground = true, Name = "watch" }.Start();
        }
    }

    private void Keep()
    {
        while (true)
        {
            long before = Clock.Monotonic;
            Thread.Sleep(_tick);

            // Who was stopped (SIGSTOP, a paused guest) has not listened: silence counts from when it goes on.
            if (Clock.Monotonic - before > 5 * (long)_tick.TotalNanoseconds)
            {
                Heard();
            }

            if (Clock.Monotonic - Interlocked.Read(ref _heard) > Interlocked.Read(ref _patience))
            {
                Leaving.Now();
            }
        }
    }
}
