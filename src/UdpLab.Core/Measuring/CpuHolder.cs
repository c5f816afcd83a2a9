using System.Globalization;

namespace UdpLab;

/// <summary>A thread that had a CPU while a sink's thread, ready to run, waited for it.</summary>
public sealed record CpuHolder
{
    /// <summary>Its name, as in ps -L: ksoftirqd/1, or a program's. Threads of one name are one. A CPU that is being woken up is held by swapper/N, its idle thread.</summary>
    public string Name { get; init; } = "";

    /// <summary>How long it had the CPU meanwhile.</summary>
    public double Seconds { get; init; }

    /// <summary>The name and the time.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Seconds:N2} s");
}
