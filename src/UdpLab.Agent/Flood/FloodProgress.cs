using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Reports four times a second how a flood goes, and watches over its threads, until all have ended.</summary>
internal static class FloodProgress
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(5);

    public static void Report(long id, FloodControl control, List<FloodThread> threads, Action<Reply> reply)
    {
        long last = control.Start, counted = 0;
        foreach (FloodThread thread in threads)
        {
            while (!thread.HasSentAll(_tick))
            {
                threads.ForEach(t => t.Watch());
                long now = Clock.Monotonic;
                if (now - last >= _interval.TotalNanoseconds)
                {
                    long sent = threads.Sum(t => t.Sent);
                    reply(new Interval { Id = id, Seconds = (now - control.Start) / 1e9, Length = (now - last) / 1e9, Packets = sent - counted });
                    counted = sent;
                    last = now;
                }
            }
        }
    }
}
