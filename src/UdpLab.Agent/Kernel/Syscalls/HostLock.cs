using System.Globalization;
using System.Text;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// Serialises the agents of several sessions, from the check of a value to the write that relies on it: a lock file of root in
/// /run. The kernel releases the lock when its holder ends. An agent that cannot write /run (non-root, or an initramfs without
/// it) can hardly change settings, and works without the lock.
/// </summary>
internal sealed class HostLock : IDisposable
{
    private const int LOCK_EX = 2, LOCK_NB = 4;
    private static readonly TimeSpan _longPatience = TimeSpan.FromSeconds(30);
    private readonly List<(int Fd, string Path)> _held = [];
    private readonly TimeSpan _patience;

    private HostLock(TimeSpan patience) => _patience = patience;

    /// <summary>Takes these locks, waiting until they are free.</summary>
    /// <param name="names">What to lock; always taken in the same order.</param>
    /// <param name="ending">True once the agent is shutting down, which ends the wait.</param>
    /// <param name="patience">How long to wait; null for as long as a card may take.</param>
    public static HostLock Take(IEnumerable<string> names, Func<bool> ending, TimeSpan? patience = null)
    {
        HostLock taken = new(patience ?? _longPatience);
        try
        {
            foreach (string name in names.Distinct().Order(StringComparer.Ordinal))
            {
                taken.Add($"/run/udplab-{name}.lock", ending);
            }

            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach ((int fd, string path) in Enumerable.Reverse(_held))
        {
            // Removed while held, so that no later lock is removed. A file that stays does no harm.
            _ = Libc.DeleteAt(0, path, 0);
            _ = Libc.Close(fd);
        }

        _held.Clear();
    }

    private void Add(string path, Func<bool> ending)
    {
        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        while (true)
        {
            int fd = Libc.Open(path, Abi.O_CREAT | Abi.O_RDWR | Abi.O_CLOEXEC | Processor.OpenNoLink, 0x180);
            if (fd < 0)
            {
                return;
            }

            if (Libc.Lock(fd, LOCK_EX | LOCK_NB) == 0 && new FileInfo($"/proc/self/fd/{fd}").LinkTarget == path)
            {
                _held.Add((fd, path));
                Sign(fd);
                return;
            }

            // Held by another process, or just removed by its holder.
            _ = Libc.Close(fd);
            if (ending())
            {
                throw new AgentException(FailureCode.Protocol, "The agent is shutting down.");
            }

            if (Clock.Monotonic > end)
            {
                throw new AgentException(FailureCode.Busy, $"Another session{(Holder(path) is int process ? $" (process {process})" : "")} has been changing this host for {_patience.TotalSeconds:0.#} s (it holds {path}). Try again when it has finished.") { Path = path };
            }

            Thread.Sleep(2);
        }
    }

    /// <summary>Writes the holder's process id, padded to cover that of an earlier holder.</summary>
    private static unsafe void Sign(int fd)
    {
        byte[] process = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId,-10}\n"));
        fixed (byte* start = process)
        {
            _ = Libc.Write(fd, start, process.Length);
        }
    }

    /// <summary>The process that holds a lock; null if the file does not say.</summary>
    public static int? Holder(string path) => int.TryParse(TextFile.Read(path), NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : null;
}
