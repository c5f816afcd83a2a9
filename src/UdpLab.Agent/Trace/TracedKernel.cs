using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Trace;

/// <summary>What a tracer must know of the running kernel.</summary>
/// <param name="Packet">Where a packet's members are.</param>
/// <param name="Task">Where a thread's members are.</param>
/// <param name="DropArguments">Number of arguments of the tracepoint <see cref="Freed"/>.</param>
/// <param name="ShowsState">A thread that sleeps can be told from one that is preempted (Linux 5.18).</param>
/// <param name="Reasons">Names of the reasons for drops; empty before Linux 5.17.</param>
internal sealed record TracedKernel(PacketOffsets Packet, TaskOffsets Task, int DropArguments, bool ShowsState, Dictionary<long, string> Reasons)
{
    public const string Freed = "kfree_skb";

    private const string Enumeration = "skb_drop_reason";
    private const int WithReason = 3, WithState = 4;

    /// <summary>Reads it.</summary>
    /// <exception cref="AgentException">It cannot be traced: what is missing, and how to get it.</exception>
    public static TracedKernel Read()
    {
        if (!Privileges.Has(Abi.CAP_SYS_ADMIN) && !(Privileges.Has(Abi.CAP_BPF) && Privileges.Has(Abi.CAP_PERFMON)))
        {
            throw new AgentException(FailureCode.PermissionDenied, "Tracing dropped packets takes root, or CAP_BPF and CAP_PERFMON.") { Parameter = "Trace" };
        }

        Btf btf = Btf.OfKernel() ?? throw Lacks($"Tracing dropped packets needs the kernel's types, {Btf.KernelPath}: a kernel built with CONFIG_DEBUG_INFO_BTF.");
        int arguments = btf.ArgumentsOf(Freed) ?? throw Lacks($"This kernel, {KernelRelease.Text}, has no tracepoint {Freed}, which tells of dropped packets.");
        PacketOffsets packet = PacketOffsets.Of(btf, out string? missing) ?? throw Lacks($"The types of this kernel, {KernelRelease.Text}, have no {missing}.");
        TaskOffsets task = TaskOffsets.Of(btf, out missing) ?? throw Lacks($"The types of this kernel, {KernelRelease.Text}, have no {missing}.");
        return new TracedKernel(packet, task, arguments, btf.ArgumentsOf(ReaderProgram.Switch) >= WithState, arguments < WithReason ? [] : btf.Names(Enumeration));
    }

    private static AgentException Lacks(string what) => new(FailureCode.NotSupported, what) { Parameter = "Trace", Path = Btf.KernelPath };
}
