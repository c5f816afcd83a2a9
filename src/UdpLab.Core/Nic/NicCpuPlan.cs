using System.Globalization;
using System.Text.RegularExpressions;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The CPUs of interrupts and queues.</summary>
internal sealed partial class NicCpuPlan(NicPlan plan, NicFacts facts, NicQueuePlan queues, int[] onlineCpus, NicSettings wanted)
{
    public void Plan()
    {
        PlanIrqs();
        PlanQueues(SettingNames.Rps, "rx", queues.RxAfter, wanted.Rps, "cannot steer received packets to CPUs.");
        PlanQueues(SettingNames.Xps, "tx", queues.TxAfter, wanted.Xps, "has only one transmit queue, so there is nothing to choose.");
    }

    private void PlanIrqs()
    {
        const string parameter = nameof(NicSettings.IrqAffinity);
        if (wanted.IrqAffinity is not { } assignment)
        {
            return;
        }

        if (facts.Irqs.Length == 0)
        {
            throw plan.NotSupported(parameter, $"has no interrupts of its own{(facts.LinkUp ? "" : " while it is down")}.");
        }

        CheckOnline(assignment, parameter);
        Dictionary<string, string> fields = [];
        if (assignment.Table is { } table)
        {
            foreach ((string name, int[] cpus) in table)
            {
                NicIrqFacts irq = Array.Find(facts.Irqs, i => i.Name == name || Number(i.Irq) == name)
                    ?? throw plan.Invalid(parameter, assignment, $"{plan.Device} has no interrupt {name}; it has {string.Join(", ", facts.Irqs.Select(i => $"{i.Irq} {i.Name}"))}.");
                fields[Number(irq.Irq)] = CpuText.List(RequireSome(cpus, assignment));
            }
        }
        else
        {
            IReadOnlyList<int> cpus = assignment.IsSpread ? Near : RequireSome([.. assignment.Cpus], assignment);
            foreach ((NicIrqFacts irq, int queue) in QueueIrqs(facts))
            {
                fields[Number(irq.Irq)] = Number(cpus[queue % cpus.Count]);
            }
        }

        plan.AddFields(SettingNames.IrqAffinity, fields, parameter);
    }

    /// <summary>
    /// The interrupts that serve queues, with their queue: the last number in the name (virtio0-input.3, eth0-TxRx-3,
    /// mlx5_comp3@pci:...). The receive and transmit interrupts of one queue belong together. An interrupt with just the
    /// interface's name is either not for a queue or the only one.
    /// </summary>
    public static IEnumerable<(NicIrqFacts Irq, int Queue)> QueueIrqs(NicFacts facts)
    {
        (NicIrqFacts Irq, int Queue)[] named = facts.Irqs
            .Where(i => i.Name != facts.Name && !NotAQueue().IsMatch(WithoutInterface(i.Name, facts)))
            .Select((i, at) => (Irq: i, Queue: QueueNumber().Match(i.Name) is { Success: true } match && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : at))
            .ToArray();
        if (named.Length == 0)
        {
            return facts.Irqs.Select((irq, at) => (irq, at));
        }

        // Numbered by rank, since queue numbers with gaps could put two on one CPU while others are free.
        int[] numbers = [.. named.Select(n => n.Queue).Distinct().Order()];
        return named.Select(n => (n.Irq, Array.IndexOf(numbers, n.Queue)));
    }

    /// <summary>Removes the interface's name, which may itself look like event0 or mgmt1.</summary>
    private static string WithoutInterface(string irq, NicFacts facts) =>
        facts.AltNames.Prepend(facts.Name).Where(n => n.Length > 0).OrderByDescending(n => n.Length).Aggregate(irq, (rest, name) => rest.Replace(name, "", StringComparison.Ordinal));

    /// <summary>CPUs of the device's NUMA node; all if it has none.</summary>
    public static int[] NearCpus(NicFacts facts, int[] onlineCpus) =>
        facts.NearCpus is { } list && CpuText.ParseList(list).Intersect(onlineCpus).ToArray() is { Length: > 0 } near ? near : onlineCpus;

    private int[] Near => NearCpus(facts, onlineCpus);

    private void PlanQueues(string setting, string prefix, int? after, CpuAssignment? assignment, string lacking)
    {
        if (assignment is null)
        {
            return;
        }

        if (!facts.Settings.TryGetValue(setting, out string? text))
        {
            throw plan.NotSupported(setting, lacking);
        }

        CheckOnline(assignment, setting);
        string[] there = after is int count ? [.. Enumerable.Range(0, count).Select(i => $"{prefix}-{Number(i)}")] : [.. FieldText.Parse(text).Keys];
        Dictionary<string, string> fields = [];
        if (assignment.Table is { } table)
        {
            foreach ((string name, int[] cpus) in table)
            {
                string queue = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? $"{prefix}-{Number(number)}" : name;
                fields[there.Contains(queue) ? queue : throw plan.Invalid(setting, assignment, $"{plan.Device} has no queue {name}; it has {string.Join(", ", there)}.")] = CpuText.List(cpus);
            }
        }
        else
        {
            for (int i = 0; i < there.Length; i++)
            {
                fields[there[i]] = assignment.IsSpread ? Number(Near[i % Near.Length]) : CpuText.List(assignment.Cpus);
            }
        }

        plan.AddFields(setting, fields, setting, missing: CpuText.None);
    }

    private void CheckOnline(CpuAssignment assignment, string parameter)
    {
        int[] offline = [.. assignment.Cpus.Concat(assignment.Table?.Values.SelectMany(c => c) ?? []).Except(onlineCpus)];
        if (offline.Length > 0)
        {
            throw plan.Invalid(parameter, assignment, $"CPU {CpuText.List(offline)} is not online there; the online CPUs are {CpuText.List(onlineCpus)}.");
        }
    }

    private int[] RequireSome(int[] cpus, CpuAssignment assignment) =>
        cpus.Length > 0 ? cpus : throw plan.Invalid(nameof(NicSettings.IrqAffinity), assignment, "an interrupt needs at least one CPU.");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // A run of digits is tried once: a host could send a very long one.
    [GeneratedRegex(@"(?<![0-9])((?>[0-9]+))(@.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex QueueNumber();

    // Names that drivers of Linux 6.18 use for mailboxes, slow paths, events and errors.
    [GeneratedRegex(@"config|control|async|mgmnt|mgmt|cmd|ctrl|pages|event|misc|mbx|mbox|mailbox|slow|link|lsc|other|exn|err|admin|notify|fault|recovery|health|hwc|wol|lpi|safety|(^|[-_:.])(sp|mac|aq|aeq|ceq|fw|ptp)([-_:.0-9@]|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NotAQueue();
}
