using UdpLab.Wire;

namespace UdpLab;

/// <summary>Frequency, idle states, siblings and mitigations of the CPUs.</summary>
internal static class CpuChecks
{
    private const int TolerableMicroseconds = 10;
    private const string Performance = "performance", NoTurbo = "/sys/devices/system/cpu/intel_pstate/no_turbo", Boost = "/sys/devices/system/cpu/cpufreq/boost";

    public static HostCheck Governor { get; } = new(
        "Governor",
        "governor performance on every CPU",
        "Other governors lower the frequency of a CPU that waits for packets, so a sink runs slowly at first after waking: rates depend on the previous load.",
        "Documentation/admin-guide/pm/cpufreq.rst",
        view => [JudgeGovernor(view)]);

    public static HostCheck Turbo { get; } = new(
        "Turbo",
        "turbo off when comparing runs",
        "With turbo the frequency depends on temperature and on how many cores are busy: one queue is measured at a different frequency than eight.",
        "Documentation/admin-guide/pm/intel_pstate.rst (no_turbo), cpufreq.rst (boost)",
        view => [JudgeTurbo(view)]);

    public static HostCheck IdleState { get; } = new(
        "IdleState",
        $"no idle state that takes more than {TolerableMicroseconds} µs to wake from",
        "A CPU in a deep idle state answers an interrupt only after its exit latency: at low rates each packet pays it, and a small ring may overflow in the meantime.",
        "Documentation/admin-guide/pm/cpuidle.rst; Documentation/power/pm_qos_interface.rst (/dev/cpu_dma_latency)",
        view => [JudgeIdle(view)]);

    public static HostCheck Smt { get; } = new(
        "Smt",
        "SMT off, or sink and interrupts on different cores",
        "Siblings share one core: a sink on the sibling of the softirq that feeds it runs at about half speed, and CPU counts are misleading.",
        "Documentation/ABI/testing/sysfs-devices-system-cpu (smt/active, topology)",
        view => [view.Smt switch
        {
            true => Verdict.Advice("on", "Or choose CPUs of different cores for -Cpu and -IrqAffinity (/sys/devices/system/cpu/cpu0/topology/thread_siblings_list).") with { Shell = [Write("off", "/sys/devices/system/cpu/smt/control")] },
            false => Verdict.Pass("off"),
            _ => Verdict.Pass($"{view.WhyNot(HostView.SmtActive)}: no SMT control"),
        }]);

    public static HostCheck Mitigation { get; } = new(
        "Mitigation",
        "the same mitigations on all hosts and in all runs to be compared",
        "Mitigations of CPU bugs cost time at every system call and indirect call, and so for every packet: one recvmsg per datagram pays most.",
        "Documentation/admin-guide/hw-vuln; Documentation/admin-guide/kernel-parameters.txt (mitigations=)",
        view => [JudgeMitigations(view)]);

    private static Verdict JudgeGovernor(HostView view)
    {
        FrequencyPolicy[] policies = view.Facts.Frequencies;
        if (policies.Length == 0)
        {
            return Verdict.Pass("the kernel does not control the frequency here (no cpufreq policy)");
        }

        string observed = string.Join(", ", policies.GroupBy(p => $"{p.Governor} ({p.Driver})").Select(g => $"{g.Key} on {g.Count()} of {policies.Length} policies"));
        FrequencyPolicy[] slow = [.. policies.Where(p => p.Governor != Performance)];
        return slow.Length == 0
            ? Verdict.Pass(observed)
            : Verdict.Warning(observed, "") with
            {
                Shell = [.. slow.Where(p => p.Available.Contains(Performance)).Select(p => Write(Performance, $"/sys/devices/system/cpu/cpufreq/{p.Name}/scaling_governor"))],
                Repairs = view.Facts.UserId == 0 ? [.. slow.Where(p => p.Available.Contains(Performance)).Select(p => new WantedSetting(SettingAddress.Host, SettingNames.Of(SettingNames.Governor, p.Name), Performance))] : [],
            };
    }

    private static Verdict JudgeTurbo(HostView view)
    {
        bool? on = view.Text(NoTurbo) is { } off ? off == "0" : view.Text(Boost) is { } boost ? boost == "1" : null;
        return on switch
        {
            null => Verdict.Pass("the kernel does not control turbo here"),
            false => Verdict.Pass("off"),
            _ => Verdict.Advice("on", "Rates become lower and steadier.") with { Shell = [view.Text(NoTurbo) is null ? Write("0", Boost) : Write("1", NoTurbo)] },
        };
    }

    private static Verdict JudgeIdle(HostView view)
    {
        int? limit = view.Facts.LatencyLimit;
        IdleState[] states = [.. view.Facts.IdleStates.Where(s => s.EnabledOn > 0 && (limit is null || s.LatencyMicroseconds <= limit))];
        if (view.Facts.IdleStates.Length == 0)
        {
            return Verdict.Pass("the kernel does not control idle states here");
        }

        string held = limit is { } wish && view.Facts.IdleStates.Any(s => s.LatencyMicroseconds > wish) ? $"; /dev/cpu_dma_latency is held at {wish} µs" : "";
        if (states.Length == 0)
        {
            return Verdict.Pass("no idle state is enabled" + held);
        }

        IdleState deepest = states.MaxBy(s => s.LatencyMicroseconds)!;
        string observed = $"{deepest.Name} takes {deepest.LatencyMicroseconds} µs to wake from{held}";
        return deepest.LatencyMicroseconds <= TolerableMicroseconds
            ? Verdict.Pass(observed)
            : Verdict.Warning(observed, "Holds /dev/cpu_dma_latency at 0 until Undo-LabChange or the end of the session; or boot with cpuidle.off=1 or intel_idle.max_cstate=1.") with
            {
                Repairs = view.Facts.UserId == 0 ? [new WantedSetting(SettingAddress.Host, LatencyHold.Setting, LatencyHold.Microseconds)] : [],
            };
    }

    private static Verdict JudgeMitigations(HostView view)
    {
        (string Name, string Words)[] all = [.. view.Mitigations.Select(m => (m.Key, m.Value))];
        if (all.Length == 0)
        {
            return Verdict.Pass("the kernel does not report them (before Linux 4.15)");
        }

        string[] active = [.. all.Where(v => v.Words.Contains("Mitigation:", StringComparison.Ordinal)).Select(v => $"{v.Name} ({v.Words.Split("Mitigation:", 2)[1].Split(';')[0].Trim()})")];
        return active.Length == 0
            ? Verdict.Pass("none is active")
            : Verdict.Advice(string.Join(", ", active), "Compare only with hosts that have the same mitigations. In an isolated lab, booting with mitigations=off shows what they cost.");
    }

    private static string Write(string value, string path) => $"sh -c 'echo {value} > {path}'";
}
