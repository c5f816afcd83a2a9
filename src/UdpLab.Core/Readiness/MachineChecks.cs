using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Clock, hypervisor and memory of the machine.</summary>
internal static class MachineChecks
{
    private const double TolerableStealPercent = 1;
    private const string Emulator = "TCGTCGTCGTCG";
    private const string OtherClocks = "/sys/devices/system/clocksource/clocksource0/available_clocksource",
        Balancing = "kernel.numa_balancing", Nodes = "/sys/devices/system/node/online";

    // Clock sources read without a system call (arch/x86/entry/vdso, drivers/clocksource/hyperv_timer.c).
    private static readonly HashSet<string> _fast = ["tsc", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter"];

    private static readonly Dictionary<string, string> _hypervisors = new()
    {
        ["KVMKVMKVM"] = "KVM",
        ["VMwareVMware"] = "VMware",
        ["Microsoft Hv"] = "Hyper-V",
        ["XenVMMXenVMM"] = "Xen",
        [Emulator] = "QEMU without hardware virtualisation (TCG)",
        ["bhyve bhyve"] = "bhyve",
    };

    public static HostCheck ClockSource { get; } = new(
        "ClockSource",
        "clock source tsc",
        "The clock is read for every packet that is timed. tsc is read in user mode in about 20 ns; hpet and acpi_pm take a system call and about a microsecond, since they are read from a device.",
        "vdso(7); clock_gettime(2); Documentation/virt/kvm/x86/timekeeping.rst",
        view => [JudgeClock(view)]);

    public static HostCheck VirtualMachine { get; } = new(
        "VirtualMachine",
        "bare metal",
        "A guest's packets pass through another kernel first, its interrupts and timers exit to the hypervisor, and neighbours take CPU, cache and memory bandwidth: rates say as much about the hypervisor as about the guest's kernel.",
        "CPUID leaf 0x40000000, Documentation/virt/kvm/x86/cpuid.rst",
        view => [view.Facts.Hypervisor switch
        {
            null => Verdict.Pass("bare metal"),
            Emulator => Verdict.Warning($"virtual machine: {_hypervisors[Emulator]}", "Every instruction is emulated: compare rates only with others measured here."),
            "" => Verdict.Advice("virtual machine on an unidentified hypervisor", "Compare only runs on the same host, and repeat each several times."),
            var name => Verdict.Advice($"virtual machine: {_hypervisors.GetValueOrDefault(name, name)}", "Compare only runs on the same host, repeat each several times, and check StealTime."),
        }]);

    public static HostCheck StealTime { get; } = new(
        "StealTime",
        string.Create(CultureInfo.InvariantCulture, $"less than {TolerableStealPercent} % of the CPU time since boot"),
        "Time the hypervisor gave to others while this machine wanted to run: packets are then lost or late for no reason visible in the guest.",
        "proc_stat(5), steal",
        view => [JudgeSteal(view)]);

    public static HostCheck NumaBalancing { get; } = new(
        "NumaBalancing",
        "kernel.numa_balancing = 0 on a machine with several nodes",
        "Automatic balancing unmaps pages to see which CPU uses them: a sink takes page faults and is moved between nodes during a run.",
        "Documentation/admin-guide/sysctl/kernel.rst (numa_balancing)",
        view => [JudgeBalancing(view)]);

    /// <summary>True if there is more than one NUMA node.</summary>
    public static bool HasNodes(HostView view) => view.Text(Nodes) is { } online && online != "0";

    private static Verdict JudgeClock(HostView view)
    {
        string? current = view.ClockSource;
        string[] others = (view.Text(OtherClocks) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (current is null)
        {
            return Verdict.Advice(view.WhyNot(HostView.CurrentClock), "");
        }

        if (_fast.Contains(current))
        {
            return Verdict.Pass(current);
        }

        return others.Contains("tsc")
            ? Verdict.Warning($"{current}; tsc is available", "") with
            {
                Shell = [$"sh -c 'echo tsc > {HostView.CurrentClock}'"],
                Repairs = view.IsWritable(HostView.CurrentClock) ? [new WantedSetting(SettingAddress.Host, SettingNames.ClockSource, "tsc")] : [],
            }
            : Verdict.Warning($"{current}; tsc is not available", "The kernel found tsc unstable or missing (dmesg | grep -i tsc). Boot with tsc=reliable only if the machine's tsc is known to be good.");
    }

    private static Verdict JudgeSteal(HostView view)
    {
        // cpu user nice system idle iowait irq softirq steal guest guest_nice; guest time is already part of user and nice.
        double[] ticks = [.. (view.Text("/proc/stat") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(f => double.TryParse(f, CultureInfo.InvariantCulture, out double t) ? t : 0)];
        if (ticks.Length < 8 || ticks.Take(8).Sum() == 0)
        {
            return Verdict.Advice(view.WhyNot("/proc/stat"), "");
        }

        double percent = 100 * ticks[7] / ticks.Take(8).Sum();
        string observed = string.Create(CultureInfo.InvariantCulture, $"{percent:0.00} % since boot");
        return percent < TolerableStealPercent ? Verdict.Pass(observed) : Verdict.Warning(observed, "Move the virtual machine to a host with free CPUs, or pin its virtual CPUs; repeat runs and compare their spread.");
    }

    private static Verdict JudgeBalancing(HostView view)
    {
        if (!HasNodes(view))
        {
            return Verdict.Pass("one NUMA node");
        }

        return view.Sysctl(Balancing) switch
        {
            null => Verdict.Pass("this kernel has no NUMA balancing"),
            0 => Verdict.Pass($"{Balancing} = 0"),
            var on => view.SetSysctl(Verdict.Warning($"{Balancing} = {on}, NUMA nodes {view.Text(Nodes)}", ""), Balancing, "0"),
        };
    }
}
