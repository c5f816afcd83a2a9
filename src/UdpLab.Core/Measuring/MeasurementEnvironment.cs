using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What else affects a measurement on the sink's host, all from one reading made for that measurement before it began.</summary>
public sealed record MeasurementEnvironment
{
    // Of the sysctls the agent reads, those that affect receiving.
    private static readonly string[] _sysctls = ["net.core.", "net.ipv4.", "kernel.perf_event_paranoid", "kernel.timer_migration"];

    /// <summary>Kernel release, as uname -r prints it.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>Machine architecture, as uname -m prints it.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>PRETTY_NAME of /etc/os-release; empty if there is none.</summary>
    public string Distribution { get; init; } = "";

    /// <summary>The online CPUs.</summary>
    public IReadOnlyList<int> OnlineCpus { get; init => field = LabList.Of(value); } = LabList.Empty<int>();

    /// <summary>Number of online CPUs.</summary>
    public int Cpus => OnlineCpus.Count;

    /// <summary>"model name" of /proc/cpuinfo; null if it has none or is unreadable.</summary>
    public string? CpuModel { get; init; }

    /// <summary>Boot id: measurements with the same one are from one machine that did not restart in between.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Clock source in use; null if the kernel names none.</summary>
    public string? ClockSource { get; init; }

    /// <summary>Frequency governor of the CPUs, all of them if they differ; null if the kernel controls no frequency.</summary>
    public string? Governor { get; init; }

    /// <summary>SMT is on; null if the kernel does not control it.</summary>
    public bool? Smt { get; init; }

    /// <summary>The kernel's text for each CPU bug: "retbleed" is "Mitigation: untrained return thunk".</summary>
    public IReadOnlyDictionary<string, string> Mitigations { get; init => field = LabList.Table(value); } = LabList.Table<string, string>([]);

    /// <summary>Sysctls that affect receiving, by their dotted names.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init => field = LabList.Table(value); } = LabList.Table<string, string>([]);

    /// <summary>Limits of the agent's control group (version 2): the tightest cpu.max on its path, and cpuset.cpus.effective; empty if not known.</summary>
    public IReadOnlyDictionary<string, string> Cgroup { get; init => field = LabList.Table(value); } = LabList.Table<string, string>([]);

    /// <summary>What Test-LabHost -Role Sink finds on the host; of interfaces only the one the packets arrived on, if known.</summary>
    public IReadOnlyList<LabFinding> Findings { get; init => field = LabList.Of(value); } = LabList.Empty<LabFinding>();

    /// <summary>What does not change while a host runs.</summary>
    /// <param name="hello">An agent's first line.</param>
    internal static MeasurementEnvironment Of(Hello hello) => new()
    {
        Kernel = hello.Kernel,
        Architecture = hello.Architecture,
        Distribution = hello.Distribution,
        OnlineCpus = hello.OnlineCpus,
        BootId = hello.BootId,
    };

    /// <summary>Everything that was read.</summary>
    /// <param name="host">The host.</param>
    /// <param name="hello">An agent's first line.</param>
    /// <param name="facts">The reading.</param>
    /// <param name="nic">The interface that received the packets; findings of others are left out. Null if unknown.</param>
    internal static MeasurementEnvironment Of(LabHost host, Hello hello, ReadinessFacts facts, NicFacts? nic)
    {
        HostView view = new(facts);
        string[] governors = [.. facts.Frequencies.Select(p => p.Governor).Distinct().Order(StringComparer.Ordinal)];
        return Of(hello) with
        {
            OnlineCpus = facts.OnlineCpus,
            CpuModel = facts.CpuModel,
            ClockSource = view.ClockSource,
            Governor = governors.Length > 0 ? string.Join(", ", governors) : null,
            Smt = view.Smt,
            Mitigations = LabList.Table(view.Mitigations),
            Sysctls = LabList.Table(view.Sysctls.Where(s => Matters(s.Key, nic?.Name))),
            Cgroup = LabList.Table(view.Cgroup),
            Findings = [.. HostChecks.Judge(host, nic is null ? facts : facts with { Interfaces = [nic.Name], Nics = [nic] }, HostRole.Sink)],
        };
    }

    /// <summary>Kernel, CPU and their number in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kernel}, {(CpuModel is null ? "" : $"{CpuModel}, ")}{Cpus} CPUs online");

    private static bool Matters(string name, string? nic)
    {
        const string ofInterface = "net.ipv4.conf.";
        bool other = name.StartsWith(ofInterface, StringComparison.Ordinal) && !name.StartsWith(ofInterface + "all.", StringComparison.Ordinal)
            && !name.StartsWith($"{ofInterface}{nic}.", StringComparison.Ordinal);
        return !other && Array.Exists(_sysctls, s => name.StartsWith(s, StringComparison.Ordinal));
    }
}
