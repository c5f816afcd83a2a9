using System.Collections.Concurrent;
using UdpLab.Agent.Native;

namespace UdpLab.Agent;

/// <summary>
/// The end of the process. What ends with a process (sockets, BPF programs, threads) needs no care; what the kernel would
/// keep is promised here, and undone whichever way the end comes: closed stdin, a silent line, a signal.
/// </summary>
internal static class Leaving
{
    // Floods stop at once; what puts settings back may meet a slow card, or a busy machine.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _wordsPatience = TimeSpan.FromSeconds(5);
    private static readonly ConcurrentDictionary<Action, bool> _promises = new();

    /// <summary>Something to undo at the end, unless it is taken back before.</summary>
    public static void Promise(Action undo) => _promises[undo] = true;

    public static void TakeBack(Action undo) => _promises.TryRemove(undo, out _);

    /// <summary>Keeps the promises and ends.</summary>
    /// <param name="words">Why, for people, where it is not the controller's wish.</param>
    public static void Now(string? words = null)
    {
        // stderr may be full and read by nobody, which must not keep the process alive.
        Thread? saying = words is null ? null : new(() => Say(words), 64 * 1024) { IsBackground = true };
        saying?.Start();
        Thread[] undoing = [.. _promises.Keys.Select(undo => new Thread(() => Keep(undo), 256 * 1024) { IsBackground = true, Name = "leaving" })];
        Array.ForEach(undoing, t => t.Start());
        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        Array.ForEach(undoing, t => t.Join(TimeSpan.FromMilliseconds(Math.Max(0, (end - Clock.Monotonic) / 1_000_000))));
        _ = saying?.Join(_wordsPatience);
        Libc.ExitNow(words is null ? 0 : 1);
    }

    private static void Say(string words)
    {
        try
        {
            Console.Error.WriteLine($"udplab-agent: {words}");
        }
        catch (IOException)
        {
            // Nobody is there to be told.
        }
    }

    private static void Keep(Action undo)
    {
        try
        {
            undo();
        }
        catch (Exception)
        {
            // Nobody is there to be told, and the other promises are kept by other threads.
        }
    }
}
