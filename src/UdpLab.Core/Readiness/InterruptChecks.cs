using System.Text.RegularExpressions;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Which CPUs are interrupted for received packets, and who moves that about.</summary>
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
        "no irqbalance at work",
        "irqbalance moves the interrupts of receive queues between CPUs every ten seconds, and undoes any affinity that was set: the same run gives other numbers the next time (10 to 20 % were seen).",
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
                $"{(view.Facts.UserId == 0 ? "For good: systemctl stop irqbalance. " : "As root ")}Repair-LabHost stops the process (SIGSTOP) and Undo-LabChange lets it go on.") with
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
            .. Crowded([.. queues.Zip(cpus).DistinctBy(q => q.First.Queue).Select(q => q.Second)], near) is { } cpu ? [$"CPU {cpu} has several queues while others have none"] : Array.Empty<string>(),
            .. cpus.Any(c => c.Except(near).Any()) ? [$"not all on the card's node (CPUs {CpuText.List(near)})"] : Array.Empty<string>(),
        ];
        string command = $"Set-LabNic {FixText.Quote(nic.Name)} -IrqAffinity Spread";
        const string fix = "With irqbalance stopped.";
        NicSettings spread = new() { IrqAffinity = new CpuAssignment("Spread") };
        if (troubles.Length > 0)
        {
            return view.SetNic(Verdict.Warning($"{observed}; {string.Join("; ", troubles)}", fix) with { Command = command }, spread);
        }

        // Where the kernel tells only what it may choose from, it may choose anew at any time.
        return queues.Any(q => Chosen(q.Irq) is null && CpuText.ParseList(q.Irq.Affinity).Length > 1)
            ? view.SetNic(Verdict.Advice($"{observed}: the kernel may choose", fix) with { Command = command }, spread)
            : Verdict.Pass(observed);
    }

    /// <summary>
    /// CPUs the kernel chose of those it may, null where it does not tell. A new affinity takes effect with the next
    /// interrupt only: until then the choice is that of the old one, and says nothing any more.
    /// </summary>
    private static string? Chosen(NicIrqFacts irq) =>
        irq.Effective is { } chosen && !CpuText.ParseList(chosen).Except(CpuText.ParseList(irq.Affinity)).Any() ? chosen : null;

    /// <summary>A CPU that has two queues or more while another one near the card has none; null for none such.</summary>
    private static int? Crowded(int[][] cpus, int[] near)
    {
        int[] single = [.. cpus.Where(c => c.Length == 1).Select(c => c[0])];
        bool free = near.Except(single).Any();
        return free ? single.GroupBy(c => c).Where(g => g.Count() > 1).Select(g => (int?)g.Key).FirstOrDefault() : null;
    }

    /// <summary>Names of interrupts that only tell of sent packets (virtio3-output.0, eth0-tx-0).</summary>
    [GeneratedRegex(@"output|(^|[-_ ])tx([-_ .]?\d+)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SendsOnly();
}
