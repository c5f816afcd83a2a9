using UdpLab.Wire;

namespace UdpLab;

/// <summary>All checks, and their application to a host: facts in, findings out.</summary>
internal static class HostChecks
{
    public static IReadOnlyList<HostCheck> All { get; } =
    [
        PrivilegeChecks.Privilege, KernelTraps.Kernel, PktgenCheck.Pktgen,
        PerfChecks.Perf, PerfChecks.KernelSymbol, PerfChecks.HardwareEvent, PerfChecks.Trace,
        NetfilterChecks.Conntrack, NetfilterChecks.Netfilter,
        SysctlChecks.ReceiveBuffer, SysctlChecks.ReceiveBufferDefault, SysctlChecks.Backlog, SysctlChecks.NapiBudget, SysctlChecks.ReversePath,
        CpuChecks.Governor, CpuChecks.Turbo, CpuChecks.IdleState, CpuChecks.Smt, CpuChecks.Mitigation,
        MachineChecks.ClockSource, MachineChecks.VirtualMachine, MachineChecks.StealTime, MachineChecks.NumaBalancing,
        InterruptChecks.IrqBalance, InterruptChecks.IrqAffinity,
        LinkChecks.Link, LinkChecks.PcieWidth, LinkChecks.NumaNode,
        NicChecks.Pause, NicChecks.Gro, NicChecks.Lro, NicChecks.RxRing, NicChecks.RxQueue, NicChecks.UdpHash,
    ];

    public static IEnumerable<string> Names => All.Select(check => check.Name);

    /// <summary>Judges a host.</summary>
    /// <param name="host">The host the facts are of.</param>
    /// <param name="facts">What the agent read.</param>
    /// <param name="role">Skips checks that matter only to the other role; null for all.</param>
    /// <param name="names">Runs only these checks; empty for all.</param>
    public static IReadOnlyList<LabFinding> Judge(LabHost host, ReadinessFacts facts, HostRole? role = null, IReadOnlyCollection<string>? names = null) =>
        [.. All
            .Where(check => role is null || check.Only is null || check.Only == role)
            .Where(check => names is not { Count: > 0 } || names.Contains(check.Name, StringComparer.OrdinalIgnoreCase))
            .SelectMany(check => HostAnswer.Understand<LabFinding[]>(host, $"what {check.Name} looks at", () => [.. check.Run(host, facts)]))];
}
