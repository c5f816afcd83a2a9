using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Trace;

/// <summary>Packets that the kernel dropped for one cause.</summary>
/// <param name="Key">The cause.</param>
/// <param name="Reason">The reason's name, such as SOCKET_RCVBUFF; null before Linux 5.17.</param>
/// <param name="Frames">Freed buffers.</param>
/// <param name="Packets">Packets in them: segments of a bundle count one each.</param>
internal sealed record Drops(DropKey Key, string? Reason, long Frames, long Packets);

/// <summary>Counts what the kernel drops of a sink's packets (<see cref="DropProgram"/>), until it is disposed or this process ends.</summary>
internal sealed class DropCounter : IDisposable
{
    private const string Tracepoint = "kfree_skb", Enumeration = "skb_drop_reason", Prefix = "SKB_DROP_REASON_", NotAReason = "SKB_";
    private const int MostCauses = 4096, WithReason = 3;

    private readonly BpfTable _table;
    private readonly BpfObject _program;
    private readonly BpfObject _link;
    private readonly Dictionary<long, string> _names;

    private DropCounter(BpfTable table, BpfObject program, BpfObject link, Dictionary<long, string> names) => (_table, _program, _link, _names) = (table, program, link, names);

    /// <summary>Begins to count.</summary>
    /// <param name="port">The packets' destination port.</param>
    /// <param name="inode">The inode of their network namespace.</param>
    /// <exception cref="AgentException">It cannot: what is missing, and how to get it.</exception>
    public static DropCounter Begin(int port, uint inode)
    {
        if (!Privileges.Has(Abi.CAP_SYS_ADMIN) && !(Privileges.Has(Abi.CAP_BPF) && Privileges.Has(Abi.CAP_PERFMON)))
        {
            throw new AgentException(FailureCode.PermissionDenied, "Tracing dropped packets takes root, or CAP_BPF and CAP_PERFMON.") { Parameter = "Trace" };
        }

        Btf btf = Btf.OfKernel() ?? throw new AgentException(FailureCode.NotSupported, $"Tracing dropped packets needs the kernel's types, {Btf.KernelPath}: a kernel built with CONFIG_DEBUG_INFO_BTF.") { Parameter = "Trace" };
        int arguments = btf.ArgumentsOf(Tracepoint) ?? throw new AgentException(FailureCode.NotSupported, $"This kernel, {KernelRelease.Text}, has no tracepoint {Tracepoint}, which tells of dropped packets.") { Parameter = "Trace" };
        PacketOffsets offsets = PacketOffsets.Of(btf, out string? missing)
            ?? throw new AgentException(FailureCode.NotSupported, $"The types of this kernel, {KernelRelease.Text}, have no {missing}.") { Parameter = "Trace", Path = Btf.KernelPath };
        BpfTable table = BpfTable.Create(DropProgram.Words, MostCauses, Refusal);
        BpfObject? program = null;
        try
        {
            program = BpfObject.LoadTracepoint(new DropProgram(offsets, arguments).Count(table.Fd, port, inode), Refusal);
            return new DropCounter(table, program, BpfObject.Trace(program, Tracepoint, Refusal), arguments < WithReason ? [] : btf.Names(Enumeration));
        }
        catch
        {
            program?.Dispose();
            table.Dispose();
            throw;
        }
    }

    /// <summary>What was dropped so far, by cause.</summary>
    public List<Drops> Read() => [.. _table.Read().Select(row =>
    {
        DropKey key = DropKey.Of(row.Key);
        return new Drops(key, NameOf(key), row.Copies.Sum(copy => copy[DropProgram.Frames]), row.Copies.Sum(copy => copy[DropProgram.Packets]));
    })];

    public void Dispose()
    {
        _link.Dispose();
        _program.Dispose();
        _table.Dispose();
    }

    private string? NameOf(DropKey key) => _names.Count == 0 ? null
        : key.Subsystem != 0 ? $"subsystem {key.Subsystem}, reason {key.Reason}"
        : !_names.TryGetValue(key.Reason, out string? name) ? $"reason {key.Reason}"
        : name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..]
        : name.StartsWith(NotAReason, StringComparison.Ordinal) ? name[NotAReason.Length..]
        : name;

    private static AgentException Refusal(int errno, string tried) => AgentException.FromErrno(errno, $"{tried} failed", "bpf", "Trace");
}
