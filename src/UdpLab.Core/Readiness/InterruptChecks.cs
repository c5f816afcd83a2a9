using UdpLab.Wire;

namespace UdpLab;

/// <summary>Who moves interrupts about.</summary>
internal static class InterruptChecks
{
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
                "As root: systemctl stop irqbalance for good. Repair-LabHost stops the process (SIGSTOP) and Undo-LabChange lets it go on.") with
            {
                Repairs = view.Facts.UserId == 0 ? [.. running.Select(p => new WantedSetting(SettingAddress.Host, $"Process {p.Name}:{p.Id}:{p.StartTicks}", "stopped"))] : [],
            }];
        });
}
