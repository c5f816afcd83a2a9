using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Reports a flood's progress four times a second and watches its threads until all have ended.</summary>
internal static class FloodProgress
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(5);

    /// <param name="id">The request's.</param>
    /// <param name="control">The flood.</param>
    /// <param name="threads">Its threads.</param>
    /// <param name="reply">Receives the reports.</param>
    /// <param name="pace">Its rate over time: an interval ends where the rate changes. Null if unknown.</param>
    public static void Report(long id, FloodControl control, List<FloodThread> threads, Action<Reply> reply, FloodPace? pace)
    {
        long last = control.Start, counted = 0;
        int step = 0;
        foreach (FloodThread thread in threads)
        {
            while (!thread.HasSentAll(_tick))
            {
                threads.ForEach(t => t.Watch());
                long now = Clock.Monotonic;
                int current = pace?.At(now - control.Start) ?? 0;
                if (now > last && (now - last >= _interval.TotalNanoseconds || current != step))
                {
                    long sent = threads.Sum(t => t.Sent);
                    reply(new Interval { Id = id, Seconds = (now - control.Start) / 1e9, Length = (now - last) / 1e9, Packets = sent - counted, EndNanoseconds = now, RatePps = pace?.RateIn(step, last - control.Start, now - control.Start) });
                    counted = sent;
                    last = now;
                    step = current;
                }
            }
        }
    }
}
