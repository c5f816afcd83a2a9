using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Trace;

/// <summary>
/// Watches a sink from inside the kernel, until it is disposed or this process ends: what of its packets is dropped, why
/// (<see cref="DropProgram"/>), and what its threads did meanwhile (<see cref="ReaderProgram"/>).
/// </summary>
internal sealed class Tracer : IDisposable
{
    private const string Freed = "kfree_skb", Enumeration = "skb_drop_reason", Prefix = "SKB_DROP_REASON_", NotAReason = "SKB_", PidNamespace = "/proc/self/ns/pid";
    private const int MostCauses = 4096, WithReason = 3, WithState = 4;

    private readonly List<IDisposable> _open = [];
    private readonly BpfTable _drops;
    private readonly ReaderMap _readers;
    private readonly Dictionary<long, string> _names;

    private Tracer(Btf btf, PacketOffsets offsets, int arguments, int port, uint inode, IReadOnlyList<int> threads, IReadOnlyList<ulong> cookies)
    {
        try
        {
            _names = arguments < WithReason ? [] : btf.Names(Enumeration);
            _readers = Keep(ReaderMap.Create(threads, cookies, Refusal));
            _drops = Keep(BpfTable.Create(DropProgram.Words, MostCauses, Refusal));
            if (threads.Count > 0)
            {
                FileFacts space = FileFacts.OfTarget(PidNamespace) ?? throw AgentException.FromErrno(Errno.Last, "Reading this process's PID namespace failed", PidNamespace);
                ReaderProgram program = new(_readers);
                Run(program.OnWakeup(), ReaderProgram.Wakeup);
                Run(program.OnSwitch(space.Device, space.Inode), ReaderProgram.Switch);
            }

            Run(new DropProgram(offsets, arguments).Count(_drops.Fd, port, inode, _readers), Freed);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Begins.</summary>
    /// <param name="port">The packets' destination port.</param>
    /// <param name="inode">The inode of their network namespace.</param>
    /// <param name="threads">The kernel's ids of the sink's threads; too many, or before Linux 5.18, are not followed.</param>
    /// <param name="cookies">Of the sockets they read.</param>
    /// <exception cref="AgentException">It cannot: what is missing, and how to get it.</exception>
    public static Tracer Begin(int port, uint inode, IReadOnlyList<int> threads, IReadOnlyList<ulong> cookies)
    {
        if (!Privileges.Has(Abi.CAP_SYS_ADMIN) && !(Privileges.Has(Abi.CAP_BPF) && Privileges.Has(Abi.CAP_PERFMON)))
        {
            throw new AgentException(FailureCode.PermissionDenied, "Tracing dropped packets takes root, or CAP_BPF and CAP_PERFMON.") { Parameter = "Trace" };
        }

        Btf btf = Btf.OfKernel() ?? throw new AgentException(FailureCode.NotSupported, $"Tracing dropped packets needs the kernel's types, {Btf.KernelPath}: a kernel built with CONFIG_DEBUG_INFO_BTF.") { Parameter = "Trace" };
        int arguments = btf.ArgumentsOf(Freed) ?? throw new AgentException(FailureCode.NotSupported, $"This kernel, {KernelRelease.Text}, has no tracepoint {Freed}, which tells of dropped packets.") { Parameter = "Trace" };
        PacketOffsets offsets = PacketOffsets.Of(btf, out string? missing)
            ?? throw new AgentException(FailureCode.NotSupported, $"The types of this kernel, {KernelRelease.Text}, have no {missing}.") { Parameter = "Trace", Path = Btf.KernelPath };

        // Before 5.18 sched_switch does not tell a thread that sleeps from one that is preempted.
        bool follows = threads.Count < ReaderMap.Most && btf.ArgumentsOf(ReaderProgram.Switch) >= WithState;
        return new Tracer(btf, offsets, arguments, port, inode, follows ? threads : [], cookies);
    }

    /// <summary>What was dropped so far, by cause.</summary>
    public List<Drops> Drops() => [.. _drops.Read().Select(row =>
    {
        DropKey key = DropKey.Of(row.Key);
        long[] byState = [.. Enumerable.Range(0, DropProgram.States).Select(state => row.Copies.Sum(copy => copy[DropProgram.Packets + state]))];
        return new Drops(key, NameOf(key), row.Copies.Sum(copy => copy[DropProgram.Frames]), byState);
    })];

    /// <summary>Seconds of each thread in each <see cref="ReaderState"/>, until now.</summary>
    public List<double[]> ReaderSeconds() => _readers.Seconds();

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
