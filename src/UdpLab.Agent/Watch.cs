using System.Globalization;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent;

/// <summary>
/// Ends the agent when the connection dies silently, which TCP and sshd notice only after minutes. A controller that has sent
/// heartbeats and falls silent is considered gone; when this process exits, its sockets, BPF programs and sending threads go
/// with it.
/// </summary>
/// <param name="now">The clock, in nanoseconds.</param>
/// <param name="begin">Starts a timer that calls <see cref="Look"/> every <see cref="Tick"/>.</param>
/// <param name="leave">Called when the connection is dead, with the reason.</param>
internal sealed class Watch(Func<long> now, Action<Watch> begin, Action<string> leave)
{
    /// <summary>How often it checks.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private long _heard = now();
    private long _looked;
    private long _patience;

    public Watch()
        : this(() => Clock.Monotonic, watch => new Thread(watch.Keep, 64 * 1024) { IsBackground = true, Name = "watch" }.Start(), ExitActions.RunAndExit)
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

    /// <summary>Leaves if the connection is dead.</summary>
    public void Look()
    {
        long time = now();

        // A process that was stopped (SIGSTOP, a paused guest) could not listen: silence counts from when it continues.
        if (time - _looked > 5 * (long)Tick.TotalNanoseconds)
        {
            Heard();
        }

        _looked = time;
        if (Interlocked.Read(ref _patience) is var patience && time - Interlocked.Read(ref _heard) > patience)
        {
            leave(string.Create(CultureInfo.InvariantCulture, $"nothing was heard from the controller for {patience / 1e9:0.###} s: it is too busy to send, or the connection is dead"));
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
