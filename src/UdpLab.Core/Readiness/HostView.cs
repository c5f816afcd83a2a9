using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Access to a host's facts for the checks.</summary>
internal sealed class HostView(ReadinessFacts facts)
{
    /// <summary>Capability numbers (capabilities(7)).</summary>
    public const int NetAdmin = 12, SysModule = 16, SysAdmin = 21, Bpf = 39;

    /// <summary>Files that more than one reader interprets.</summary>
    public const string CurrentClock = "/sys/devices/system/clocksource/clocksource0/current_clocksource", SmtActive = "/sys/devices/system/cpu/smt/active";
    private const string CgroupFolder = "/sys/fs/cgroup/", SysctlFolder = "/proc/sys/", Vulnerabilities = "/sys/devices/system/cpu/vulnerabilities/";

    public ReadinessFacts Facts => facts;

    /// <summary>Clock source in use; null if the kernel names none.</summary>
    public string? ClockSource => Text(CurrentClock);

    /// <summary>SMT is on; null if the kernel does not control it.</summary>
    public bool? Smt => Text(SmtActive) switch { "1" => true, "0" => false, _ => null };

    /// <summary>The kernel's text for each CPU bug, in order; none before Linux 4.15.</summary>
    public IEnumerable<KeyValuePair<string, string>> Mitigations => Under(Vulnerabilities);

    /// <summary>The sysctls that were read, by their dotted names.</summary>
    public IEnumerable<KeyValuePair<string, string>> Sysctls => Under(SysctlFolder).Select(s => KeyValuePair.Create(s.Key.Replace('/', '.'), s.Value.Replace('\t', ' ')));

    /// <summary>Limits of the agent's control group (version 2): the tightest cpu.max on its path, and its CPUs; empty if unknown.</summary>
    public IEnumerable<KeyValuePair<string, string>> Cgroup
    {
        get
        {
            const string cpus = "cpuset.cpus.effective", max = "cpu.max";
            KeyValuePair<string, string>[] files = [.. Under(CgroupFolder)];
            if (files.Length > 0)
            {
                string tightest = files.Where(f => f.Key.EndsWith(max, StringComparison.Ordinal)).Select(f => f.Value).MinBy(CpuShare) ?? "max";
                yield return KeyValuePair.Create(max, double.IsPositiveInfinity(CpuShare(tightest)) ? "max" : tightest);
            }

            foreach ((_, string own) in files.Where(f => f.Key.EndsWith(cpus, StringComparison.Ordinal)).OrderByDescending(f => f.Key.Length).Take(1))
            {
                yield return KeyValuePair.Create(cpus, own);
            }
        }
    }

    public bool May(int capability) => (facts.Capabilities & (1UL << capability)) != 0;

    /// <summary>True with the given capability or CAP_SYS_ADMIN: perf_event_open(2) and BPF accept either.</summary>
    public bool MayOrAdmin(int capability) => May(capability) || May(SysAdmin);

    public string? Text(string path) => facts.Files.GetValueOrDefault(path);

    public long? Number(string path) => Text(path) is { } text && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;

    public long? Sysctl(string name) => Number(SysctlFolder + name.Replace('.', '/'));

    /// <summary>Judges each interface.</summary>
    public IEnumerable<Verdict> ForEachNic(Func<NicFacts, Verdict> judge) => facts.Nics.Select(nic => judge(nic) with { Interface = nic.Name });

    /// <summary>A verdict that can be repaired by setting the interface, if this user may.</summary>
    public Verdict SetNic(Verdict verdict, NicSettings settings) => verdict with { NicRepair = May(NetAdmin) && facts.UserId == 0 ? settings : null };

    /// <summary>Why a file has no value: missing, or not readable.</summary>
    public string WhyNot(string path) => facts.Unreadable.TryGetValue(path, out string? words)
        ? $"{path} cannot be read: {words}"
        : path.StartsWith(SysctlFolder + "net/", StringComparison.Ordinal) ? $"{path} does not exist in this network namespace or kernel"
        : $"{path} does not exist here";

    /// <summary>The verdict on a value that could not be read: it is reported, never guessed.</summary>
    public Verdict Unknown(string sysctl) => Verdict.Advice(
        WhyNot(PathOf(sysctl)),
        "If it is a machine-wide setting, test the machine itself, not the namespace.");

    /// <summary>A verdict on a sysctl that should have another value, repairable if its file is writable.</summary>
    public Verdict SetSysctl(Verdict verdict, string name, string value)
    {
        bool writable = IsWritable(PathOf(name));
        string command = $"sysctl -w {name}='{value}'";
        bool elsewhere = !writable && facts.UserId == 0;
        return verdict with
        {
            Fix = elsewhere ? $"{(verdict.Fix.Length > 0 ? verdict.Fix + "; " : "")}not from here, since the file is read-only: {command}" : verdict.Fix,
            Shell = elsewhere ? verdict.Shell : [.. verdict.Shell, command],
            Repairs = writable ? [.. verdict.Repairs, new WantedSetting(SettingAddress.Host, SettingNames.Of(SettingNames.Sysctl, name), value)] : verdict.Repairs,
        };
    }

    public bool IsWritable(string path) => facts.Files.ContainsKey(path) && !facts.ReadOnly.Contains(path);

    /// <summary>CPUs that cpu.max allows: "200000 100000" means 2.</summary>
    private static double CpuShare(string quota) => quota.Split(' ') is [var used, var period]
        && double.TryParse(used, NumberStyles.None, CultureInfo.InvariantCulture, out double time) && double.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out double of)
        ? time / of
        : double.PositiveInfinity;

    private IEnumerable<KeyValuePair<string, string>> Under(string folder) => facts.Files
        .Where(file => file.Key.StartsWith(folder, StringComparison.Ordinal))
        .Select(file => KeyValuePair.Create(file.Key[folder.Length..], file.Value))
        .OrderBy(file => file.Key, StringComparer.Ordinal);

    /// <summary>Dots in an interface name must stay; sysctl(8) also accepts slashes.</summary>
    private static string PathOf(string sysctl) => SysctlFolder + (sysctl.Contains('/') ? sysctl : sysctl.Replace('.', '/'));
}
