using System.Globalization;

namespace UdpLab;

/// <summary>An interrupt of an interface.</summary>
public sealed record LabNicIrq
{
    /// <summary>Its number.</summary>
    public int Irq { get; init; }

    /// <summary>The driver's name for it, as in /proc/interrupts.</summary>
    public required string Name { get; init; }

    /// <summary>CPUs it may be delivered to, as a list such as 0-3,8.</summary>
    public required string Cpus { get; init; }

    /// <summary>CPUs it is delivered to; null if the kernel does not report them.</summary>
    public string? EffectiveCpus { get; init; }

    /// <summary>Number of interrupts so far.</summary>
    public long Count => Delta.Sum(PerCpu);

    /// <summary>Number of interrupts on each CPU, in the order of /proc/interrupts.</summary>
    public IReadOnlyList<long> PerCpu { get; init => field = LabList.Of(value); } = LabList.Empty<long>();

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Irq} {Name}: CPU {Cpus}");
}
