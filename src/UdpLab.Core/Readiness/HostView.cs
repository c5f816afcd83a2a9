using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A host's facts, as checks ask for them.</summary>
internal sealed class HostView(ReadinessFacts facts)
{
    /// <summary>capabilities(7).</summary>
    public const int NetAdmin = 12, SysModule = 16, SysAdmin = 21, Perfmon = 38, Bpf = 39;
    private const string Sysctls = "/proc/sys/";

    public ReadinessFacts Facts => facts;

    public bool May(int capability) => (facts.Capabilities & (1UL << capability)) != 0;

    /// <summary>perf_event_open(2) and BPF take either.</summary>
    public bool MayOrAdmin(int capability) => May(capability) || May(SysAdmin);

    public string? Text(string path) => facts.Files.GetValueOrDefault(path);

    public long? Number(string path) => Text(path) is { } text && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;

    public long? Sysctl(string name) => Number(Sysctls + name.Replace('.', '/'));

    /// <summary>Looks at each interface.</summary>
    public IEnumerable<Verdict> ForEachNic(Func<NicFacts, Verdict> judge) => facts.Nics.Select(nic => judge(nic) with { Interface = nic.Name });

    /// <summary>A setting of an interface, repairable by who may set interfaces.</summary>
    public Verdict SetNic(Verdict verdict, NicSettings settings) => verdict with { NicRepair = May(NetAdmin) && facts.UserId == 0 ? settings : null };

    /// <summary>Why a file has no number: not there, or not readable.</summary>
    public string WhyNot(string path) => facts.Unreadable.TryGetValue(path, out string? words)
        ? $"{path} cannot be read: {words}"
        : path.StartsWith(Sysctls + "net/", StringComparison.Ordinal) ? $"{path} does not exist in this network namespace or kernel"
        : $"{path} does not exist here";

    /// <summary>What cannot be told is said, never guessed.</summary>
    public Verdict Unknown(string sysctl) => Verdict.Advice(
        WhyNot(PathOf(sysctl)),
        "If it is a setting of the whole machine, test the machine itself and not its namespace.");

    /// <summary>A sysctl that is to be another: repairable where its file may be written.</summary>
    public Verdict SetSysctl(Verdict verdict, string name, string value)
    {
        bool writable = IsWritable(PathOf(name));
        string command = $"sysctl -w {name}='{value}'";
        bool elsewhere = !writable && facts.UserId == 0;
        return verdict with
        {
            Fix = elsewhere ? $"{(verdict.Fix.Length > 0 ? verdict.Fix + "; " : "")}not from here, for the file is read-only: {command}" : verdict.Fix,
            Shell = elsewhere ? verdict.Shell : [.. verdict.Shell, command],
            Repairs = writable ? [.. verdict.Repairs, new WantedSetting(SettingAddress.Host, SettingNames.Of(SettingNames.Sysctl, name), value)] : verdict.Repairs,
        };
    }

    public bool IsWritable(string path) => facts.Files.ContainsKey(path) && !facts.ReadOnly.Contains(path);

    /// <summary>Dots in an interface's name are its own: sysctl(8) takes slashes, too.</summary>
    private static string PathOf(string sysctl) => Sysctls + (sysctl.Contains('/') ? sysctl : sysctl.Replace('.', '/'));
}
