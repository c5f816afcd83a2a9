using System.Globalization;
using System.Net.NetworkInformation;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>
/// How pktgen is set up for a flood, like the kernel's pktgen_sample05 and 06: a device on each CPU near the interface, queues
/// by CPU, a range of source ports for each, and time stamps on, so that the sink can check the headers.
/// </summary>
internal sealed class PktgenFloodPlan
{
    private readonly FloodTarget _target;
    private readonly PhysicalAddress _mac;

    public PktgenFloodPlan(FloodTarget target, PhysicalAddress mac)
    {
        _target = target;
        _mac = mac;
        Cpus = ChooseCpus();
        PortsEach = Math.Max(1, target.Plan.Flows / Cpus.Length);
        Devices = [.. Cpus.Select((cpu, i) => $"{target.Interface.Name}@{cpu}{(Array.IndexOf(Cpus, cpu) < i ? "." + i.ToString(CultureInfo.InvariantCulture) : "")}")];
    }

    /// <summary>CPU of each thread.</summary>
    public int[] Cpus { get; }

    /// <summary>Name of each thread's device.</summary>
    public string[] Devices { get; }

    /// <summary>Source ports of each thread. All threads use the same sequence numbers, so the sink distinguishes them by port.</summary>
    public int PortsEach { get; }

    public int Flows => PortsEach * Cpus.Length;

    /// <summary>The steps of a ramp as pktgen delays, and when each begins, in nanoseconds after the start; empty without a ramp.</summary>
    public (long At, string Command)[] Steps => [.. Plan.StepRates.Select((rate, step) => (new FloodPace(Plan).StartOf(step), $"delay {DelayOf(rate)}"))];

    private OpenFlood Plan => _target.Plan;

    /// <summary>Adds and configures the devices; returns warnings.</summary>
    public List<string> Apply(PktgenHolding holding)
    {
        RequireCount();
        for (int i = 0; i < Devices.Length; i++)
        {
            holding.Add(Devices[i], Cpus[i]);
        }

        List<string> warnings = [];
        for (int i = 0; i < Devices.Length; i++)
        {
            foreach (string warning in holding.Set(Devices[i], Commands(i)))
            {
                // What is the same for all threads is reported once.
                if (i == 0)
                {
                    warnings.Add(warning);
                }
            }
        }

        return [.. warnings, .. RateWarning(), .. holding.LogLines()];
    }

    /// <summary>Whether every packet has a unique number, from which the sink detects loss and duplicates.</summary>
    public bool Numbered(PktgenText device) => PktgenModel.Of(device) is { } model && model.Number("clone_skb") <= 1 && model.Number("burst") <= 1
        && (Cpus.Length == 1 || !Plan.Pktgen.Any(c => c.StartsWith("udp_src", StringComparison.Ordinal) || c.StartsWith("src", StringComparison.Ordinal) || c == "flag IPSRC_RND"));

    /// <summary>pktgen reads ten digits of a count.</summary>
    private void RequireCount()
    {
        const long most = 9_999_999_999;
        if (Plan.Count > most * Cpus.Length)
        {
            throw AgentException.Invalid("Count", $"-Count {Plan.Count}: pktgen counts to {most:N0} on each thread, and this flood has {Cpus.Length}; give more -Threads, or -Duration.");
        }
    }

    private IEnumerable<string> Commands(int index)
    {
        int threads = Cpus.Length;
        yield return "flag QUEUE_MAP_CPU";
        yield return $"count {Share(Plan.Count ?? 0, index)}";
        yield return $"pkt_size {Plan.PacketSize}";
        yield return $"delay {(FirstRate is double rate ? DelayOf(rate) : 0)}";
        yield return "clone_skb 0";
        yield return $"dst_mac {Interfaces.Format(_mac)}";
        if (_target.Ipv6)
        {
            yield return $"dst6 {_target.Destination}";
            yield return $"src6 {_target.Source}";

            // IPv6 drops UDP packets without a checksum.
            yield return "flag UDPCSUM";
        }
        else
        {
            yield return $"dst_min {_target.Destination}";
            yield return $"dst_max {_target.Destination}";
            yield return $"src_min {_target.Source}";
            yield return $"src_max {_target.Source}";
        }

        // pktgen's port ranges exclude the upper end, except that a range of one port is that port.
        int port = FloodSource.FirstPort + (index * PortsEach);
        yield return $"udp_dst_min {Plan.Port}";
        yield return $"udp_dst_max {Plan.Port}";
        yield return $"udp_src_min {port}";
        yield return $"udp_src_max {port + (PortsEach > 1 ? PortsEach : 0)}";
        if (Plan.Inject)
        {
            yield return $"src_mac {Interfaces.Format(FloodSource.InjectedMac)}";
            yield return "xmit_mode netif_receive";
        }

        if (Plan.Burst is int burst)
        {
            yield return $"burst {burst}";
        }

        foreach (string command in Plan.Pktgen)
        {
            // Given queues replace the choice by CPU.
            if (command.StartsWith("queue_map_min", StringComparison.Ordinal) && !Plan.Pktgen.Contains("flag QUEUE_MAP_CPU"))
            {
                yield return "flag !QUEUE_MAP_CPU";
            }

            yield return command;
        }

        long Share(long count, int i) => (count / threads) + (i < count % threads ? 1 : 0);
    }

    /// <summary>pktgen waits once for each burst.</summary>
    private double NanosecondsOfAll => Cpus.Length * 1e9 * BurstChoice.OfPktgen(Plan);

    private double? FirstRate => Plan.StepRates.Length > 0 ? Plan.StepRates[0] : Plan.RatePps;

    private long DelayOf(double rate) => (long)Math.Floor(NanosecondsOfAll / rate);

    private IEnumerable<string> RateWarning()
    {
        foreach (double rate in Plan.StepRates.Length > 0 ? Plan.StepRates : Plan.RatePps is double one ? [one] : [])
        {
            if (PktgenRules.OnGrid(rate, NanosecondsOfAll, DelayOf(rate)) is (var real, true))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"-RatePps {rate:0.###} becomes {real:N0} pps: pktgen's pace is a whole number of nanoseconds per thread, here {DelayOf(rate)}.");
            }
        }
    }

    private int[] ChooseCpus()
    {
        // The module creates a thread for each CPU that is online when it is loaded.
        int[] threads = PktgenFiles.Exist ? PktgenFiles.Cpus() : Cpu.Online();
        if (Array.Find(Plan.Cpus, c => !threads.Contains(c)) is int missing && Plan.Cpus.Except(threads).Any())
        {
            throw AgentException.Invalid("Cpu", $"-Cpu {missing}: pktgen has no thread for this CPU; it has those of the CPUs that were online when it was loaded: {string.Join(',', threads)}.");
        }

        if (Plan.Cpus.Length > 0)
        {
            return [.. Enumerable.Range(0, Plan.Threads ?? Plan.Cpus.Length).Select(i => Plan.Cpus[i % Plan.Cpus.Length])];
        }

        int[] near = Near(threads);
        int count = Plan.Threads ?? Default(near.Length);
        return [.. Enumerable.Range(0, count).Select(i => near[i % near.Length])];
    }

    /// <summary>At most the interface's queues; and if the sink is on the same machine, one CPU is left to it.</summary>
    private int Default(int cpus)
    {
        int most = Plan.Inject ? cpus : Math.Min(cpus, PktgenDeviceFacts.Of(_target.Interface.Name).TxQueues);
        most = Plan.SameMachine ? Math.Min(most, cpus - 1) : most;
        return Math.Max(1, Plan.Count is long count ? (int)Math.Min(most, count) : most);
    }

    private int[] Near(int[] threads)
    {
        int[] online = Cpu.Online();
        int[] near = DeviceFolder.NearCpus(_target.Interface.Name) is { } list ? CpuText.ParseList(list) : online;
        int[] both = [.. threads.Where(t => near.Contains(t) && online.Contains(t))];
        return both.Length > 0 ? both : threads;
    }
}
