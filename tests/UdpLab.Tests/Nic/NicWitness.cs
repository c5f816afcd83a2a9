using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Nic;

/// <summary>The state of an interface according to ethtool, ip and /sys, as an independent witness.</summary>
internal sealed class NicWitness(Func<string, string> shell, string nic)
{
    private static readonly string[] _options = ["-l", "-g", "-a", "-c", "-k", "-x"];

    /// <summary>A number of ethtool's "current hardware settings", null for n/a.</summary>
    public int? Current(string option, string label)
    {
        string text = Ethtool(option);
        return Number(text[text.IndexOf("Current hardware settings", StringComparison.Ordinal)..], label);
    }

    /// <summary>A number of ethtool's "pre-set maximums", null for n/a.</summary>
    public int? Maximum(string option, string label) => Number(Ethtool(option), label);

    /// <summary>A "label: value" of ethtool, as text.</summary>
    public string? Value(string option, string label) =>
        Regex.Match(Ethtool(option), $@"^\s*{Regex.Escape(label)}:\s*(\S+)", RegexOptions.Multiline) is { Success: true } m ? m.Groups[1].Value : null;

    /// <summary>The RSS table of ethtool -x.</summary>
    public int[] Table() => [.. Regex.Matches(Ethtool("-x"), @"^[ \t]+\d+:(([ \t]+\d+)+)", RegexOptions.Multiline)
        .SelectMany(m => m.Groups[1].Value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        .Select(n => int.Parse(n, CultureInfo.InvariantCulture))];

    /// <summary>The RSS key of ethtool -x.</summary>
    public string Key() => Regex.Match(Ethtool("-x"), "^([0-9a-f]{2}(:[0-9a-f]{2})+)", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>The fields of UDP over IPv4 that are hashed, in ethtool's words, one per line.</summary>
    public string HashFields() => shell($"ethtool -n {nic} rx-flow-hash udp4");

    public int Mtu() => int.Parse(Regex.Match(shell($"ip link show {nic}"), @"mtu (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    public string Sys(string path) => shell($"cat /sys/class/net/{nic}/{path}").Trim();

    public string Ethtool(string option) => shell($"ethtool {option} {nic} 2>&1 || true");

    /// <summary>Everything that Set-LabNic can change, as the programs print it.</summary>
    public string Dump() => shell(
        string.Concat(_options.Select(o => $"ethtool {o} {nic} 2>&1; "))
        + $"for p in udp4 udp6; do ethtool -n {nic} rx-flow-hash $p 2>&1; done; ip -d link show {nic} | grep -o 'mtu [0-9]*'; cat /sys/class/net/{nic}/threaded; "
        + $"cd /sys/class/net/{nic}/queues; for f in */rps_cpus */xps_cpus; do [ -e $f ] && echo $f $(cat $f 2>/dev/null); done; "
        + $"for i in $(ls /sys/class/net/{nic}/device/msi_irqs /sys/class/net/{nic}/device/../msi_irqs 2>/dev/null); do [ -e /proc/irq/$i ] && echo $i $(cat /proc/irq/$i/smp_affinity_list); done; "
        + "cat /proc/sys/net/core/busy_read /proc/sys/net/core/busy_poll 2>/dev/null; true");

    private static int? Number(string text, string label) =>
        Regex.Match(text, $@"^{Regex.Escape(label)}:\s*(\d+)", RegexOptions.Multiline) is { Success: true } m ? int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) : null;
}
