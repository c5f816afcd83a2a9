using UdpLab.Wire;

namespace UdpLab;

/// <summary>Whether a profile can be taken, and what it would lack.</summary>
internal static class PerfChecks
{
    private const int NoEntry = 2, PermissionDenied = 1, AccessDenied = 13, NotSupported = 95, NoDevice = 19;
    private const string Paranoid = "kernel.perf_event_paranoid", Restrict = "kernel.kptr_restrict";

    public static HostCheck Perf { get; } = new(
        "Perf",
        "the whole host may be sampled, and perf is installed",
        "A profile of the receiving CPUs shows where the time goes. Distributions raise kernel.perf_event_paranoid up to 4, which locks out ordinary users completely, and perf then says little about why.",
        "perf_event_open(2); Documentation/admin-guide/perf-security.rst; tested with perf_event_open",
        view => [JudgePerf(view)])
    {
        Only = HostRole.Sink,
    };

    public static HostCheck KernelSymbol { get; } = new(
        "KernelSymbol",
        "/proc/kallsyms shows addresses to this user",
        "Without them perf silently reports the kernel's functions as bare addresses or [unknown], and a profile of the receive path is useless.",
        "Documentation/admin-guide/sysctl/kernel.rst (kptr_restrict)",
        view => [JudgeSymbols(view)])
    {
        Only = HostRole.Sink,
    };

    public static HostCheck HardwareEvent { get; } = new(
        "HardwareEvent",
        "the CPU's cycle counter can be used",
        "Without it perf samples by timer (cpu-clock): code that runs with interrupts off is charged to the place that turns them back on, and cache misses cannot be counted.",
        "perf_event_open(2) (PERF_COUNT_HW_CPU_CYCLES, PERF_COUNT_SW_CPU_CLOCK)",
        view => [JudgeHardware(view.Facts.Perf)])
    {
        Only = HostRole.Sink,
    };

    public static HostCheck Trace { get; } = new(
        "Trace",
        "the kernel can be asked why it dropped a packet (-Trace)",
        "Its counters say how many packets were lost where. The reasons, and whether the reader had a CPU at that time, come from programs at the kernel's tracepoints.",
        "bpf(2); include/trace/events/skb.h (kfree_skb), sched.h (sched_switch); tested with a tracer",
        view => view.Facts.Trace is { } trace ? [JudgeTrace(trace)] : [])
    {
        Only = HostRole.Sink,
    };

    private static Verdict JudgeTrace(TraceFacts trace) => trace switch
    {
        { Problem: { } problem, Forbidden: true } => Verdict.Advice($"-Trace cannot work: {HostText.Clean(problem)}", "Run as root, or connect as root or with -Sudo."),
        { Problem: { } problem } => Verdict.Advice($"-Trace cannot work: {HostText.Clean(problem)}", "The counters of the ledger are all there is here."),
        { HasReasons: false } => Verdict.Advice("-Trace finds where packets are dropped, but this kernel gives no reasons", "Linux 5.17 and later give them."),
        { FollowsThreads: false } => Verdict.Advice("-Trace finds the reasons for drops, but not what the sink's threads did meanwhile", "Linux 5.18 and later tell."),
        _ => Verdict.Pass("-Trace finds the reasons for drops, and what the sink's threads did meanwhile"),
    };

    private static Verdict JudgePerf(HostView view)
    {
        PerfFacts perf = view.Facts.Perf;
        string level = view.Sysctl(Paranoid) is { } number ? $"{Paranoid} = {number}" : view.WhyNot("/proc/sys/kernel/perf_event_paranoid");
        return perf switch
        {
            { SystemErrno: not 0, OwnErrno: not 0 } => Verdict.Warning(
                $"this user may not sample anything, not even its own processes ({level}; errno {perf.OwnErrno})",
                Remedy(view)) with
            { Shell = Commands(view) },
            { SystemErrno: not 0 } => Verdict.Warning($"this user may only sample its own processes, without the kernel ({level}; errno {perf.SystemErrno})", Remedy(view)) with { Shell = Commands(view) },
            { Program: null } => Verdict.Advice($"the kernel allows it ({level}); perf was not found, so UdpLab's agent samples by itself", "For what only perf can do (other events, -CallGraph Dwarf, perf.data, -CacheLine) install it: linux-perf (Debian), linux-tools-$(uname -r) (Ubuntu), perf (RHEL, Fedora)."),
            { ProgramMissesKernel: true } => Verdict.Advice($"{perf.Program} is a script that looks for the perf of kernel {view.Facts.Kernel}, which is not installed, so UdpLab's agent samples by itself", "For what only perf can do (other events, -CallGraph Dwarf, perf.data, -CacheLine) install linux-tools-$(uname -r)."),
            _ => Verdict.Pass($"{perf.Program}; the whole host may be sampled ({level})"),
        };
    }

    private static string[] Commands(HostView view) => view.Facts.UserId == 0 ? [] : [$"sysctl -w {Paranoid}=-1"];

    private static string Remedy(HostView view) => view.Facts.UserId == 0
        ? "A container, seccomp or lockdown prevents it even for root: run outside it."
        : "Or run or connect as root, or with -Sudo.";

    private static Verdict JudgeSymbols(HostView view)
    {
        long? restrict = view.Sysctl(Restrict);
        string level = restrict is { } number ? $"{Restrict} = {number}" : view.WhyNot("/proc/sys/kernel/kptr_restrict");
        return view.Facts.Perf.ShowsSymbols switch
        {
            true => Verdict.Pass($"/proc/kallsyms shows addresses ({level})"),
            null => Verdict.Warning("there is no /proc/kallsyms (CONFIG_KALLSYMS)", "Give perf the kernel's vmlinux (perf report -k), or boot a kernel with CONFIG_KALLSYMS."),
            false when restrict >= 2 => view.SetSysctl(Verdict.Warning($"/proc/kallsyms shows zeros to everyone ({level})", ""), Restrict, "1"),
            _ => Verdict.Warning($"/proc/kallsyms shows zeros to this user ({level})", "Run as root, or connect as root or with -Sudo."),
        };
    }

    private static Verdict JudgeHardware(PerfFacts perf) => perf.CyclesErrno switch
    {
        0 => Verdict.Pass("cycles can be counted"),
        NoEntry or NotSupported or NoDevice => Verdict.Advice("there is no cycle counter here: perf can only use cpu-clock", "A virtual machine needs a virtual PMU from its hypervisor (QEMU: -cpu host,pmu=on); otherwise profile on bare metal."),
        PermissionDenied or AccessDenied => Verdict.Advice("this user may not open it", "Run as root, or connect as root or with -Sudo."),
        int errno => Verdict.Advice($"opening the cycle counter fails with errno {errno}", "Profiles will use cpu-clock."),
    };
}
