extern alias agent;

using System.Text;
using UdpLab.Wire;

namespace UdpLab.Fuzz.Targets;

/// <summary>Texts of the kernel: /proc, /sys, pktgen.</summary>
internal static class KernelTargets
{
    private static readonly string _udp = "  12: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1234 2 0000000000000000 0";
    private static readonly string _udp6 = "  14: 00000000000000000000000001000000:0277 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 5678 2 0000000000000000 9";

    public static IEnumerable<FuzzTarget> All()
    {
        yield return new FuzzTarget("/proc/net/snmp", Seeds.Files(Captures("snmp")), text => _ = HeaderedCounters.Parse(Text(text), "snmp"), typeof(KernelTextException));
        yield return new FuzzTarget("/proc/net/netstat", Seeds.Files(Captures("netstat")), text => _ = HeaderedCounters.Parse(Text(text), "netstat", new List<string>()));
        yield return new FuzzTarget("/proc/net/snmp6", Seeds.Files(Captures("snmp6")), text => _ = NamedCounters.Parse(Text(text), "snmp6"), typeof(KernelTextException));
        yield return new FuzzTarget("/proc/net/softnet_stat", Seeds.Files(Captures("softnet_stat")), text => _ = SoftnetStat.Parse(Text(text)), typeof(KernelTextException));
        yield return new FuzzTarget("/proc/net/udp", Seeds.Of(_udp, _udp6), text => _ = agent::UdpLab.Agent.Kernel.SocketTable.Parse(Text(text)));
        yield return new FuzzTarget("/proc/interrupts", Seeds.Of("            CPU0       CPU1\n  0:         33          0   IO-APIC   2-edge      timer\n 24:       1044        991   PCI-MSI 49152-edge      virtio0-input.0\nNMI:          0          0   Non-maskable interrupts\n"), text =>
        {
            NicIrqFacts[] irqs = [.. agent::UdpLab.Agent.Kernel.Irqs.Parse(Text(text)).Select(row => new NicIrqFacts { Irq = row.Key, Name = row.Value.Name, Affinity = "0" })];
            _ = NicCpuPlan.QueueIrqs(new NicFacts { Name = "eth0", Identity = "b/1/2", Counters = new DeviceCounters { Name = "eth0" }, Settings = [], Irqs = irqs }).ToArray();
        });
        yield return new FuzzTarget("/proc/stat", Seeds.Of("cpu  1000 0 1000 98000 0 0 0 0 0 0\ncpu0 500 0 500 49000 0 0 0 0 0 0\nintr 12345 0\nctxt 99\n"), text => _ = agent::UdpLab.Agent.Kernel.CpuTimes.Parse(Text(text)));
        yield return new FuzzTarget("/proc/PID/stat", Seeds.Of("1234 (a (bad) name) S 1 1234 1234 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 7 0 99 1 1"), text => _ = agent::UdpLab.Agent.Kernel.Processes.Parse(Text(text)));
        yield return new FuzzTarget("modules.dep", Seeds.Of("kernel/drivers/net/veth.ko:\nkernel/drivers/net/virtio_net.ko.xz: kernel/drivers/net/net_failover.ko.xz kernel/net/core/failover.ko.xz\n"), text => _ = agent::UdpLab.Agent.Kernel.ModuleLoader.Files(Text(text).Split('\n')));
        yield return new FuzzTarget("kernel release", Seeds.Of("6.1.0-18-amd64", "5.14.0-427.el9.x86_64", "6.18.44-fc-v657", "7.0-rc1+"), text => _ = KernelRelease.Parse(Text(text)));
        yield return new FuzzTarget("pktgen device", [.. Seeds.Files("pktgen/*.txt"), .. Seeds.Facts("pktgen-commands*.txt", "pktgen-runs*.txt")], text =>
        {
            _ = PktgenDeviceParser.Parse(LabHosts.Local, new PktgenFile { Name = "eth0", Text = Text(text) }, running: text.Length % 2 == 0);
        });
        yield return new FuzzTarget("pktgen thread", Seeds.Of("Running: veth0@1 \nStopped: lo veth0 \nResult: OK: add_device=veth0\n"), text =>
        {
            _ = PktgenThread.Parse(LabHosts.Local, new PktgenFile { Name = "kpktgend_1", Cpu = 1, Text = Text(text) });
        });
        yield return new FuzzTarget("readiness", ReadinessSeeds(), JudgeFacts);
        yield return new FuzzTarget("perf script filter", [.. Seeds.Files("perf/*script*.txt")], text => _ = agent::UdpLab.Agent.Perf.PerfSampleHead.TryRead(text, out _));
    }

    private static string[] Captures(string name) => [.. new[] { "3.10", "4.9", "6.1", "6.12", "6.18" }.SelectMany(kernel => new[] { $"linux-{kernel}/before/{name}", $"linux-{kernel}/after/{name}" })];

    private static string Text(byte[] text) => Encoding.UTF8.GetString(text);

    // One file a line: its path, and its content.
    private static byte[][] ReadinessSeeds() => Seeds.Of(
        "/proc/sys/kernel/perf_event_paranoid 2\n/proc/sys/kernel/kptr_restrict 1\n/proc/sys/kernel/numa_balancing 0\n/proc/sys/net/core/rmem_max 212992\n/proc/sys/net/core/rmem_default 212992",
        "/proc/sys/net/core/netdev_max_backlog 1000\n/proc/sys/net/core/netdev_budget 300\n/proc/sys/net/core/netdev_budget_usecs 2000\n/proc/sys/net/ipv4/conf/all/rp_filter 0",
        "/sys/devices/system/clocksource/clocksource0/current_clocksource tsc\n/sys/devices/system/clocksource/clocksource0/available_clocksource tsc hpet acpi_pm\n/sys/devices/system/cpu/smt/active 0\n/sys/devices/system/node/online 0",
        "/sys/kernel/security/lockdown [none] integrity confidentiality\n/sys/class/net/eth1/operstate up\n/sys/class/net/eth1/device/current_link_speed 8.0 GT/s PCIe\n/sys/class/net/eth1/device/current_link_width 8\n/sys/class/net/eth1/device/max_link_speed 8.0 GT/s PCIe\n/sys/class/net/eth1/device/max_link_width 8\n/proc/stat cpu  1000 0 1000 98000 0 0 0 0 0 0");

    private static void JudgeFacts(byte[] text)
    {
        Dictionary<string, string> files = [];
        foreach (string line in Text(text).Split('\n'))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            files[space < 0 ? line : line[..space]] = space < 0 ? "" : line[(space + 1)..];
        }

        _ = HostChecks.Judge(LabHosts.Local, new ReadinessFacts { Kernel = "6.12.0", OnlineCpus = [0, 1], Interfaces = ["eth1"], Nics = [new NicFacts { Name = "eth1", Identity = "b/1/2", Counters = new DeviceCounters { Name = "eth1" }, LinkUp = true, NearCpus = "0-1", Settings = [] }], Files = files });
    }
}
