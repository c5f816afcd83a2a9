using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>"IrqAffinity": CPUs of every interrupt of an interface, "24=0 25=1".</summary>
internal sealed class IrqAffinityKind : FieldsKind
{
    public override string Name => SettingNames.IrqAffinity;

    public override string Remedy => "irqbalance may have moved it: stop it first.";

    /// <summary>
    /// A vector moves at its next interrupt, and until then the file may briefly show the old CPUs (kernel/irq/migration.c); a
    /// driver that requests its vectors again (e1000e after a change of rings) loses the affinity.
    /// </summary>
    protected override TimeSpan Patience => TimeSpan.FromSeconds(3);

    /// <summary>While a vector moves, its file shows the old CPUs, even after it has shown the new ones: microseconds, or as long as a virtual CPU is preempted.</summary>
    protected override TimeSpan Settling => TimeSpan.FromMilliseconds(300);

    public override IReadOnlyCollection<KeyValuePair<string, string>> ReadFields(string target) =>
        [.. Irqs.Numbers(target).Where(Irqs.IsInUse).Select(irq => (irq, Irqs.Affinity(irq)))
            .Where(i => i.Item2 is not null)
            .Select(i => KeyValuePair.Create(i.irq.ToString(CultureInfo.InvariantCulture), i.Item2!))];

    /// <summary>A driver that frees its vectors when its interface goes down requests them again, with the same affinity.</summary>
    public override string? Absence(string target) => Irqs.Numbers(target).Length > 0
        ? $"no interrupt of {target} is in use while it is down, and each keeps its old affinity when it comes up: bring it up (ip link set {target} up), then undo again"
        : null;

    protected override void WriteFields(string target, IReadOnlyDictionary<string, string> fields)
    {
        foreach ((string irq, string cpus) in fields)
        {
            int number = int.TryParse(irq, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : throw AgentException.Invalid("Setting", $"'{irq}' is not an interrupt number.");
            if (Irqs.Affinity(number) != cpus)
            {
                Move(target, irq, cpus);
            }
        }
    }

    private static void Move(string target, string irq, string cpus)
    {
        try
        {
            TextFile.Write($"/proc/irq/{irq}/smp_affinity_list", cpus, $"Sending interrupt {irq} of {target} to CPUs {cpus}");
        }
        catch (AgentException e) when (e.Errno == Errno.EIO)
        {
            throw new AgentException(FailureCode.NotSupported, $"Interrupt {irq} of {target} cannot be moved: its driver lets the kernel place it (a managed interrupt).") { Errno = e.Errno, Path = e.Path };
        }
    }
}
