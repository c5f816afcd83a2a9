using System.Globalization;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Interrupts in use by an interface: those of its device, and of the PCI function below it (virtio).</summary>
internal static class Irqs
{
    /// <summary>/proc/interrupts: numbered lines, by number. Read once for all interfaces.</summary>
    public static Dictionary<int, (long[] PerCpu, string Name)> ReadTable() => Parse(TextFile.Read("/proc/interrupts") ?? "");

    /// <summary>The same of a text.</summary>
    public static Dictionary<int, (long[] PerCpu, string Name)> Parse(string text)
    {
        Dictionary<int, (long[], string)> table = [];
        string[] lines = text.Split('\n');
        int cpus = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        foreach (string line in lines.Skip(1))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > cpus && int.TryParse(words[0].TrimEnd(':'), NumberStyles.None, CultureInfo.InvariantCulture, out int irq))
            {
                table[irq] = ([.. words.Skip(1).Take(cpus).Select(w => long.TryParse(w, CultureInfo.InvariantCulture, out long n) ? n : 0)], words[^1]);
            }
        }

        return table;
    }

    public static NicIrqFacts[] Of(string name, Dictionary<int, (long[] PerCpu, string Name)> table) => [.. Numbers(name)
        .Where(irq => table.ContainsKey(irq) && IsInUse(irq))
        .Select(irq => new NicIrqFacts
        {
            Irq = irq,
            Name = table[irq].Name,
            Affinity = Affinity(irq) ?? CpuText.None,
            Effective = TextFile.Read($"/proc/irq/{irq}/effective_affinity_list") is { Length: > 0 } effective ? effective : null,
            PerCpu = table[irq].PerCpu,
        })];

    /// <summary>Numbers of all interrupts of the device, including unrequested ones.</summary>
    public static int[] Numbers(string name)
    {
        string[] devices = DeviceFolder.Of(name);
        return devices.Select(device => $"{device}/msi_irqs").FirstOrDefault(Directory.Exists) is { } folder
            ? [.. Directory.EnumerateFiles(folder).Select(f => int.TryParse(Path.GetFileName(f), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1).Where(irq => irq >= 0).Order()]
            : devices.Length > 0 && int.TryParse(TextFile.Read($"{devices[0]}/irq"), CultureInfo.InvariantCulture, out int irq) && irq > 0 ? [irq] : [];
    }

    /// <summary>A driver has requested it: its folder in /proc/irq contains one with the driver's name for it.</summary>
    public static bool IsInUse(int irq) => Directory.Exists($"/proc/irq/{irq}") && Directory.EnumerateDirectories($"/proc/irq/{irq}").Any();

    /// <summary>CPUs an interrupt may go to; null if it is not in use.</summary>
    public static string? Affinity(int irq) => TextFile.Read($"/proc/irq/{irq}/smp_affinity_list") is { Length: > 0 } list ? CpuText.List(CpuText.ParseList(list)) : null;
}
