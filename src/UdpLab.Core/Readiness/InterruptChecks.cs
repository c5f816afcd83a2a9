using System.Text.RegularExpressions;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Which CPUs are interrupted for received packets, and whether irqbalance moves those interrupts.</summary>
internal static partial class InterruptChecks
{
    public static HostCheck IrqAffinity { get; } = new(
        "IrqAffinity",
        "each receive queue's interrupt on a CPU of its own, on the card's NUMA node",
        "The CPU that takes a queue's interrupt does all of the kernel's work for its packets: two queues on one CPU receive no more than one, and on a far node every packet crosses the interconnect.",
        "Documentation/networking/scaling.rst (RSS IRQ Configuration); Documentation/core-api/irq/irq-affinity.rst",
        view => view.ForEachNic(nic => JudgeAffinity(view, nic)))
    {
        Only = HostRole.Sink,
    };

    public static HostCheck IrqBalance { get; } = new(
        "IrqBalance",
        "irqbalance not running",
        "irqbalance moves the interrupts of receive queues between CPUs every ten seconds and overrides any affinity that was set: the same run gives different numbers next time (differences of 10 to 20 % have been seen).",
        "irqbalance(1); Documentation/networking/scaling.rst (RSS IRQ Configuration)",
        view =>
        {
            ProcessFacts[] running = [.. view.Facts.Balancers.Where(p => !p.Stopped)];
            if (running.Length == 0)
            {
                return [Verdict.Pass(view.Facts.Balancers.Length == 0 ? "not running" : $"stopped (process {string.Join(", ", view.Facts.Balancers.Select(p => p.Id))})")];
            }

            return [Verdict.Warning(
                $"running (process {string.Join(", ", running.Select(p => p.Id))})",
                $"{(view.Facts.UserId == 0 ? "Permanently: systemctl disable --now irqbalance. " : "As root ")}Repair-LabHost suspends the process (SIGSTOP) and Undo-LabChange resumes it.") with
            {
                Shell = view.Facts.UserId == 0 ? [] : ["systemctl stop irqbalance"],
                Repairs = view.Facts.UserId == 0 ? [.. running.Select(p => new WantedSetting(SettingAddress.Host, SettingNames.Of(SettingNames.Process, FormattableString.Invariant($"{p.Name}:{p.Id}:{p.StartTicks}")), "stopped"))] : [],
            }];
        });

    private static Verdict JudgeAffinity(HostView view, NicFacts nic)
    {
        if (nic.Irqs.Length == 0)
        {
            return Verdict.Pass("no interrupts of its own");
        }

        (NicIrqFacts Irq, int Queue)[] queues = [.. NicCpuPlan.QueueIrqs(nic).Where(q => !SendsOnly().IsMatch(q.Irq.Name))];
        int[] near = NicCpuPlan.NearCpus(nic, view.Facts.OnlineCpus);
        string observed = string.Join(", ", queues.Select(q => $"{q.Irq.Name}: CPU {Chosen(q.Irq) ?? q.Irq.Affinity}{(Chosen(q.Irq) is { } now && now != q.Irq.Affinity ? $" of {q.Irq.Affinity}" : "")}"));
        int[][] cpus = [.. queues.Select(q => CpuText.ParseList(Chosen(q.Irq) ?? q.Irq.Affinity))];
        string[] troubles =
        [
            .. Crowded([.. queues.Zip(cpus).DistinctBy(q => q.First.Queue).Select(q => q.Second)], near) is { } cpu ? [$"CPU {cpu} serves several queues while others serve none"] : Array.Empty<string>(),
            .. cpus.Any(c => c.Except(near).Any()) ? [$"not all on the card's node (CPUs {CpuText.List(near)})"] : Array.Empty<string>(),
        ];
        string command = $"Set-LabNic {FixText.Quote(nic.Name)} -IrqAffinity Spread";
        const string fix = "With irqbalance stopped.";
        NicSettings spread = new() { IrqAffinity = new CpuAssignment("Spread") };
        if (troubles.Length > 0)
        {
            return view.SetNic(Verdict.Warning($"{observed}; {string.Join("; ", troubles)}", fix) with { Command = command }, spread);
        }

        // If the kernel reports only the CPUs it may choose from, the choice can change at any time.
        return queues.Any(q => Chosen(q.Irq) is null && CpuText.ParseList(q.Irq.Affinity).Length > 1)
            ? view.SetNic(Verdict.Advice($"{observed}: the kernel chooses", fix) with { Command = command }, spread)
            : Verdict.Pass(observed);
    }

    /// <summary>
    /// The CPUs the kernel chose among those allowed; null if it does not report them. A new affinity only takes effect with the
    /// next interrupt: until then the reported CPU is from the old one and is ignored.
    /// </summary>
    private static string? Chosen(NicIrqFacts irq) =>
        irq.Effective is { } chosen && !CpuText.ParseList(chosen).Except(CpuText.ParseList(irq.Affinity)).Any() ? chosen : null;

    /// <summary>A CPU with two or more queues while another one near the card has none; null if there is none.</summary>
    private static int? Crowded(int[][] cpus, int[] near)
    {
        int[] single = [.. cpus.Where(c => c.Length == 1).Select(c => c[0])];
        bool free = near.Except(single).Any();
        return free ? single.GroupBy(c => c).Where(g => g.Count() > 1).Select(g => (int?)g.Key).FirstOrDefault() : null;
    }

    /// <summary>Names of interrupts for sent packets only (virtio3-output.0, eth0-tx-0).</summary>
    [GeneratedRegex(@"output|(^|[-_ ])tx([-_ .]?[0-9]+)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SendsOnly();
}
