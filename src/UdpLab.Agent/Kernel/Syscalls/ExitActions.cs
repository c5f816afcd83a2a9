using System.Collections.Concurrent;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// The end of the process. What ends with a process (sockets, BPF programs, threads) needs no care; what the kernel would
/// keep has an action here that undoes it, whichever way the end comes: closed stdin, a silent line, a signal.
/// </summary>
internal static class ExitActions
{
    // Floods stop at once; what puts settings back may meet a slow card, or a busy machine.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _messagePatience = TimeSpan.FromSeconds(5);
    private static readonly ConcurrentDictionary<Action, bool> _actions = new();

    /// <summary>Something to do at the end, unless it is removed before.</summary>
    public static void Add(Action undo) => _actions[undo] = true;

    public static void Remove(Action undo) => _actions.TryRemove(undo, out _);

    /// <summary>Runs the actions, each on a thread of its own, and ends the process.</summary>
    /// <param name="message">Why, for people, where it is not the controller's wish.</param>
    public static void RunAndExit(string? message = null)
    {
        // stderr may be full with no reader; that must not keep the process alive.
        Thread? writing = message is null ? null : new(() => Write(message), 64 * 1024) { IsBackground = true };
        writing?.Start();
        Thread[] running = [.. _actions.Keys.Select(undo => new Thread(() => Run(undo), 256 * 1024) { IsBackground = true, Name = "exit-action" })];
        Array.ForEach(running, t => t.Start());
        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        Array.ForEach(running, t => t.Join(TimeSpan.FromMilliseconds(Math.Max(0, (end - Clock.Monotonic) / 1_000_000))));
        _ = writing?.Join(_messagePatience);
        Libc.ExitNow(message is null ? 0 : 1);
    }

    private static void Write(string message)
    {
        try
        {
            Console.Error.WriteLine($"udplab-agent: {message}");
        }
        catch (IOException)
        {
            // stderr has no reader.
        }
    }

    private static void Run(Action undo)
    {
        try
        {
            undo();
        }
        catch (Exception)
        {
            // The controller is gone, so there is no place to report it; the other actions run on their own threads.
        }
    }
}
