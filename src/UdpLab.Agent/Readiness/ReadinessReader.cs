using UdpLab.Agent.Kernel;
using UdpLab.Agent.Nic;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Readiness;

/// <summary>Reads a host's state from files, netlink and a few system calls, without running a program.</summary>
internal static class ReadinessReader
{
    private const string Loopback = "lo";

    public static ReadinessFacts Read(string[] wanted)
    {
        string[] interfaces = wanted.Length > 0 ? Require(wanted) : Default();
        FactFiles files = FactFiles.Read(interfaces);
        return new ReadinessFacts
        {
            Kernel = KernelRelease.Text,
            UserId = (int)Libc.EffectiveUser(),
            Capabilities = Privileges.Effective,
            OnlineCpus = Cpu.Online(),
            CpuModel = CpuModel(),
            Interfaces = interfaces,
            Nics = [.. NicReader.Read(0, interfaces).Items.Select(nic => nic with { Counters = new DeviceCounters { Name = nic.Name } })],
            Files = files.Texts,
            Unreadable = files.Unreadable,
            ReadOnly = [.. files.ReadOnly],
            LoadsModules = File.Exists(Modules.List),
            Modules = Modules.Loaded(),
            Pktgen = new PktgenFacts { Loaded = PktgenFiles.Exist, HasModules = Modules.HasFolder, File = Modules.FileOf("pktgen") },
            Perf = PerfProbe.Read(),
            Netfilter = NetfilterReader.Read(interfaces),
            Frequencies = CpuPower.Frequencies(),
            IdleStates = CpuPower.IdleStates(),
            LatencyLimit = CpuPower.LatencyLimit(),
            Hypervisor = Hypervisor.Name(),
            Balancers = Processes.Named("irqbalance"),
        };
    }

    private static string[] Require(string[] wanted)
    {
        return [.. wanted.Select(name => Interfaces.Require(name).Name).Distinct()];
    }

    /// <summary>For a sink bound to no interface: packets may also arrive on loopback.</summary>
    public static ReadinessFacts ReadForSink(string? bound) => Read(bound is null ? [.. Default(), Loopback] : [bound]);

    private static string? CpuModel() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
        : null;

    /// <summary>A machine with containers has hundreds of interfaces; only its cards matter.</summary>
    private static string[] Default()
    {
        string[] up = [.. Interfaces.Up().Where(name => name != Loopback)];
        string[] cards = [.. up.Where(name => Directory.Exists($"/sys/class/net/{name}/device"))];
        return cards.Length > 0 ? cards : up.Length > 0 ? up : [Loopback];
    }
}
