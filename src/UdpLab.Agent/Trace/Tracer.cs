using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Trace;

/// <summary>
/// Watches a sink from inside the kernel, until it is disposed or this process ends: what of its packets is dropped, why
/// (<see cref="DropProgram"/>), and what its threads did meanwhile (<see cref="ReaderProgram"/>).
/// </summary>
internal sealed class Tracer : IDisposable
{
    private const string Prefix = "SKB_DROP_REASON_", NotAReason = "SKB_", PidNamespace = "/proc/self/ns/pid";
    private const int MostCauses = 4096;

    private readonly List<IDisposable> _open = [];
    private readonly BpfTable _drops;
    private readonly ReaderMap _readers;
    private readonly HolderMap? _holders;
    private readonly TimeAxis _axis;
    private readonly Dictionary<long, string> _names;

    private Tracer(TracedKernel kernel, IReadOnlyList<int> ports, uint inode, IReadOnlyList<int> threads, IReadOnlyList<ulong> cookies)
    {
        try
        {
            _names = kernel.Reasons;
            _readers = Keep(ReaderMap.Create(threads, cookies, Refusal));
            _axis = Keep(new TimeAxis(threads.Count, Refusal));
            _drops = Keep(BpfTable.Create(DropProgram.Words, MostCauses, Refusal));
            if (threads.Count > 0)
            {
                FileFacts space = FileFacts.OfTarget(PidNamespace) ?? throw AgentException.FromErrno(Errno.Last, "Reading this process's PID namespace failed", PidNamespace);
                _holders = Keep(HolderMap.Create(kernel.Task, Refusal));
                ReaderProgram program = new(_readers, _holders, _axis);
                Run(program.OnWaking(), ReaderProgram.Waking);
                Run(program.OnWakeup(), ReaderProgram.Wakeup);
                Run(program.OnSwitch(space.Device, space.Inode), ReaderProgram.Switch);
            }

            Run(new DropProgram(kernel.Packet, kernel.DropArguments).Count(_drops.Fd, ports, inode, _readers, _axis), TracedKernel.Freed);
            SoftirqProgram softirq = new(_axis);
            Run(softirq.OnEntry(), SoftirqProgram.Entry);
            Run(softirq.OnExit(), SoftirqProgram.Exit);
            Run(softirq.OnPoll(), SoftirqProgram.Poll);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Begins.</summary>
    /// <param name="ports">The packets' destination ports.</param>
    /// <param name="inode">The inode of their network namespace.</param>
    /// <param name="threads">The kernel's ids of the sink's threads; too many, or before Linux 5.18, are not followed.</param>
    /// <param name="cookies">Of the sockets they read.</param>
    /// <exception cref="AgentException">It cannot: what is missing, and how to get it.</exception>
    public static Tracer Begin(IReadOnlyList<int> ports, uint inode, IReadOnlyList<int> threads, IReadOnlyList<ulong> cookies) => Begin(TracedKernel.Read(), ports, inode, threads, cookies);

    /// <param name="kernel">What is known of the kernel.</param>
    /// <inheritdoc cref="Begin(IReadOnlyList{int}, uint, IReadOnlyList{int}, IReadOnlyList{ulong})"/>
    public static Tracer Begin(TracedKernel kernel, IReadOnlyList<int> ports, uint inode, IReadOnlyList<int> threads, IReadOnlyList<ulong> cookies) =>
        new(kernel, ports, inode, threads.Count < ReaderMap.Most && kernel.ShowsState ? threads : [], cookies);

    /// <summary>All it has seen so far; the drops are read last.</summary>
    public TraceReading Read()
    {
        AxisReading axis = Axis();
        (string Name, double Seconds)[] holders = Holders();
        List<double[]> seconds = ReaderSeconds();
        return new TraceReading(Drops(), seconds, holders, axis, NameOf);
    }

    /// <summary>What was dropped so far, by cause.</summary>
    public List<Drops> Drops() => [.. _drops.Read().Select(row =>
    {
        DropKey key = DropKey.Of(row.Key);
        return new Drops(key, NameOf(key), row.Copies.Sum(copy => copy[DropProgram.Frames]), DropProgram.Sums(row.Copies, DropProgram.Packets));
    })];

    /// <summary>Seconds of each thread in each <see cref="ReaderState"/>, until now.</summary>
    public List<double[]> ReaderSeconds() => _readers.Seconds();

    /// <summary>Which threads had the CPUs that the sink's waited for, and for how many seconds, the longest first.</summary>
    public (string Name, double Seconds)[] Holders() => _holders?.Seconds() ?? [];

    /// <summary>What happened in each slot until now.</summary>
    public AxisReading Axis() => AxisReading.Of(_axis);

    /// <summary>Where a reader writes how many packets it has received so far; null if it is on no axis. It holds until this is disposed.</summary>
    public unsafe long* TotalOf(int reader) => reader < _axis.Readers ? _axis.Totals.At(reader) : null;

    public void Dispose()
    {
        // The programs before what they count in.
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            _open[i].Dispose();
        }

        _open.Clear();
    }

    private void Run(Instruction[] code, string tracepoint)
    {
        BpfObject program = Keep(BpfObject.LoadTracepoint(code, Refusal));
        Keep(BpfObject.Trace(program, tracepoint, Refusal));
    }

    private T Keep<T>(T one)
        where T : IDisposable
    {
        _open.Add(one);
        return one;
    }

    private string? NameOf(DropKey key) => _names.Count == 0 ? null
        : key.Subsystem != 0 ? $"subsystem {key.Subsystem}, reason {key.Reason}"
        : !_names.TryGetValue(key.Reason, out string? name) ? $"reason {key.Reason}"
        : name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..]
        : name.StartsWith(NotAReason, StringComparison.Ordinal) ? name[NotAReason.Length..]
        : name;

    private static AgentException Refusal(int errno, string tried) => AgentException.FromErrno(errno, $"{tried} failed", "bpf", "Trace");
}
