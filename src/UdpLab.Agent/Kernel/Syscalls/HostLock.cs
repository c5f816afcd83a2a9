using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// Keeps agents of several sessions apart, from the check of what is there to the write that relies on it: a lock file of root's in
/// /run. The kernel lets go of it when its holder ends, however that ends. An agent that may not write /run (not root's, or in an
/// initramfs without it) can hardly set anything, and goes without.
/// </summary>
internal sealed class HostLock : IDisposable
{
    private const int LOCK_EX = 2, LOCK_NB = 4;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly List<(int Fd, string Path)> _held = [];

    private HostLock()
    {
    }

    /// <summary>Waits until nobody else has any of these.</summary>
    /// <param name="names">What is locked; always taken in the same order.</param>
    /// <param name="ending">The wait is over, because the agent ends.</param>
    public static HostLock Take(IEnumerable<string> names, Func<bool> ending)
    {
        HostLock taken = new();
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
            // Removed while it is held, so that nobody's later lock is. One that stays does no harm.
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
                return;
            }

            // Held, or removed by the one who held it.
            _ = Libc.Close(fd);
            if (ending())
            {
                throw new AgentException(FailureCode.Protocol, "The agent is ending.");
            }

            if (Clock.Monotonic > end)
            {
                throw new AgentException(FailureCode.Busy, $"Another session has been changing this host for {_patience.TotalSeconds:0} s (it holds {path}). Try again when it is done.");
            }

            Thread.Sleep(2);
        }
    }
}
