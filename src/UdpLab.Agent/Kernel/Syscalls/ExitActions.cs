using System.Collections.Concurrent;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// The end of the process. Sockets, BPF programs and threads end with it; what the kernel would keep has an action here that
/// undoes it, however the process ends: closed stdin, a silent connection, a signal.
/// </summary>
internal static class ExitActions
{
    // Floods stop at once; restoring settings may take time on a slow card or a busy machine.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _messagePatience = TimeSpan.FromSeconds(5);
    private static readonly ConcurrentDictionary<Action, bool> _actions = new();

    /// <summary>Registers an action for the end; dispose it to remove it.</summary>
    public static void Add(Action undo) => _actions[undo] = true;

    public static void Remove(Action undo) => _actions.TryRemove(undo, out _);

    /// <summary>Runs the actions, each on its own thread, and ends the process.</summary>
    /// <param name="message">Why, for people; null if the controller wanted it.</param>
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
            // The controller is gone, so there is nowhere to report it; the other actions run on their own threads.
        }
    }
}
