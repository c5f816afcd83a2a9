using System.Globalization;
using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>The events of a recording, and a ring for each CPU that they write into. The kernel closes them with the process, however it ends.</summary>
internal sealed unsafe class SampleRings : IDisposable
{
    private const short Readable = 1, HangUp = 0x10;
    private readonly List<int> _events = [];
    private readonly List<(int Fd, SampleRing Ring)> _rings = [];

    private SampleRings()
    {
    }

    /// <summary>Opens the events of a target, disabled.</summary>
    /// <param name="source">What they sample.</param>
    /// <param name="target">The threads, or CPUs.</param>
    /// <param name="pages">Pages of a CPU's ring, a power of two; fewer are taken if the user may not lock as many.</param>
    /// <exception cref="AgentException">The kernel refuses them, or what was to be recorded has ended.</exception>
    public static SampleRings Open(SampleSource source, PerfTarget target, int pages)
    {
        int[] cpus = target.Cpus.Count > 0 ? [.. target.Cpus] : Cpu.Online();
        int[] threads = target.AllCpus || target.Cpus.Count > 0 ? [-1] : target.ProcessId is int process ? Processes.Threads(process) : [.. target.Threads];
        SampleRings rings = new();
        try
        {
            foreach (int cpu in cpus)
            {
                pages = rings.Open(source, threads, cpu, pages);
            }

            return rings._rings.Count > 0 ? rings : throw new AgentException(FailureCode.NotFound, "Nothing can be recorded: what was to be recorded had already ended.") { Path = "perf_event_open" };
        }
        catch
        {
            rings.Dispose();
            throw;
        }
    }

    public void Enable() => _events.ForEach(SampleSource.Enable);

    public void Disable() => _events.ForEach(SampleSource.Disable);

    /// <summary>Samples that did not fit, as the kernel counts them; 0 before Linux 6.0.</summary>
    public long Lost() => _events.Sum(SampleSource.Lost);

    /// <summary>Hands over what the rings have.</summary>
    public void Drain(SampleStore store)
    {
        foreach ((_, SampleRing ring) in _rings)
        {
            ring.Drain(store.Take);
        }
    }

    /// <summary>Waits until a ring is a quarter full.</summary>
    public void Wait(int milliseconds)
    {
        PollEntry[] polls = [.. _rings.Select(r => new PollEntry { Fd = r.Fd, Wanted = Readable })];
        fixed (PollEntry* first = polls)
        {
            _ = Libc.Poll(first, (nuint)polls.Length, milliseconds);
        }

        // Events of threads that have ended answer at once, and forever.
        if (polls.Any(p => (p.Happened & HangUp) != 0))
        {
            Thread.Sleep(milliseconds);
        }
    }

    public void Dispose()
    {
        _rings.ForEach(r => r.Ring.Dispose());
        _rings.Clear();
        _events.ForEach(fd => _ = Libc.Close(fd));
        _events.Clear();
    }

    /// <summary>Opens the events of a CPU; returns how many pages its ring got.</summary>
    private int Open(SampleSource source, int[] threads, int cpu, int pages)
    {
        int ring = -1;
        foreach (int thread in threads)
        {
            int fd = source.Open(thread, cpu, pages * Environment.SystemPageSize / 4);
            if (fd < 0)
            {
                // A thread may have ended since it was listed.
                if (Errno.Last != Errno.ESRCH)
                {
                    throw Refused(Errno.Last, cpu);
                }

                continue;
            }

            _events.Add(fd);
            if (ring < 0)
            {
                pages = Map(fd, pages);
                ring = fd;
            }
            else if (!SampleSource.TryRedirect(fd, ring))
            {
                throw Refused(Errno.Last, cpu);
            }
        }

        return pages;
    }

    private int Map(int fd, int pages)
    {
        for (; pages > 0; pages /= 2)
        {
            if (SampleRing.Map(fd, pages) is { } ring)
            {
                _rings.Add((fd, ring));
                return pages;
            }

            if (Errno.Last is not (Errno.EPERM or Errno.ENOMEM))
            {
                break;
            }
        }

        throw Errno.Last is Errno.EPERM or Errno.ENOMEM
            ? new AgentException(FailureCode.PermissionDenied, "The user may lock no more memory for sampling: raise kernel.perf_event_mlock_kb, or run as root.") { Errno = Errno.Last, Path = "kernel.perf_event_mlock_kb" }
            : AgentException.FromErrno(Errno.Last, "Mapping the buffer for samples failed", "mmap");
    }

    private AgentException Refused(int error, int cpu) => error switch
    {
        Errno.EMFILE => new AgentException(FailureCode.System, string.Create(CultureInfo.InvariantCulture, $"Sampling takes a file for each thread and CPU, and {_events.Count} are open: raise the limit (ulimit -n), or record fewer CPUs instead of the process.")) { Errno = error, Path = "perf_event_open" },
        Errno.E2BIG => new AgentException(FailureCode.NotSupported, $"The kernel {KernelRelease.Text} is too old to be sampled without perf: Linux 4.1 is the first whose samples have times of CLOCK_MONOTONIC.") { Errno = error, Path = "perf_event_open" },
        _ => AgentException.FromErrno(error, string.Create(CultureInfo.InvariantCulture, $"Sampling CPU {cpu} with perf_event_open failed"), "perf_event_open"),
    };

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Fd;
        public short Wanted;
        public short Happened;
    }
}
