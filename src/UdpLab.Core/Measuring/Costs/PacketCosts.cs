using System.Globalization;

namespace UdpLab;

/// <summary>
/// Where the CPU time of a received packet went: the receiving softirq, by -Trace, and the sink's threads, whose CPU time is divided
/// by the samples of -Profile. The parts add up to the whole. What was spent on packets that were lost is included.
/// </summary>
public sealed record PacketCosts
{
    /// <summary>The whole: CPU nanoseconds per packet of the receiving softirq and of the sink's threads.</summary>
    public double TotalNs => SoftirqNs + WakeupNs + SystemCallNs + CopyNs + UserNs + RemainderNs;

    /// <summary>The receiving softirq of the host, other traffic included.</summary>
    public double SoftirqNs { get; init; }

    /// <summary>Of it, NAPI, the driver, and handing over; null if the profile has too few samples of softirqs (see -ProfileCpu).</summary>
    public double? DriverNs { get; init; }

    /// <summary>Of it, generic receive offload; null like <see cref="DriverNs"/>.</summary>
    public double? GroNs { get; init; }

    /// <summary>Of it, IP, routing and netfilter; null like <see cref="DriverNs"/>.</summary>
    public double? IpNs { get; init; }

    /// <summary>Of it, UDP and the socket's queue; null like <see cref="DriverNs"/>.</summary>
    public double? UdpNs { get; init; }

    /// <summary>Of it, waking the reader; null like <see cref="DriverNs"/>.</summary>
    public double? WakingNs { get; init; }

    /// <summary>The sink's threads going to sleep and getting a CPU again.</summary>
    public double WakeupNs { get; init; }

    /// <summary>Their system calls without the copy.</summary>
    public double SystemCallNs { get; init; }

    /// <summary>Copying to the program.</summary>
    public double CopyNs { get; init; }

    /// <summary>The program's own code.</summary>
    public double UserNs { get; init; }

    /// <summary>CPU time of the threads that no layer accounts for.</summary>
    public double RemainderNs { get; init; }

    /// <summary><see cref="RemainderNs"/> in percent of the whole.</summary>
    public double RemainderPercent => Percent(RemainderNs);

    /// <summary>Samples of the sink's threads that their time was divided by.</summary>
    public long ThreadSamples { get; init; }

    /// <summary>Samples of the receiving softirq that its time was divided by.</summary>
    public long SoftirqSamples { get; init; }

    /// <summary>The layers in the order of a packet's way; those of the softirq follow it.</summary>
    public IReadOnlyList<CostPart> Parts => LabList.Of(new (CostLayer Layer, double? Ns)[]
    {
        (CostLayer.Softirq, SoftirqNs), (CostLayer.Driver, DriverNs), (CostLayer.Gro, GroNs), (CostLayer.Ip, IpNs), (CostLayer.Udp, UdpNs), (CostLayer.Waking, WakingNs),
        (CostLayer.Wakeup, WakeupNs), (CostLayer.SystemCall, SystemCallNs), (CostLayer.Copy, CopyNs), (CostLayer.User, UserNs), (CostLayer.Remainder, RemainderNs),
    }.Where(p => p.Ns is not null).Select(p => new CostPart(p.Layer, p.Ns!.Value, Percent(p.Ns.Value))));

    /// <summary>The whole, and its largest parts.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TotalNs:N0} ns: {string.Join(", ", Parts.Where(p => !p.IsOfSoftirq).Select(p => string.Create(CultureInfo.InvariantCulture, $"{Word(p.Layer)} {p.Nanoseconds:N0}")))}");

    internal static string Word(CostLayer layer) => layer switch
    {
        CostLayer.SystemCall => "system call",
        CostLayer.Wakeup => "wake-up",
        CostLayer.Gro => "GRO",
        CostLayer.Ip => "IP",
        CostLayer.Udp => "UDP",
        _ => layer.ToString().ToLowerInvariant(),
    };

    private double Percent(double nanoseconds) => TotalNs > 0 ? 100 * nanoseconds / TotalNs : 0;
}
