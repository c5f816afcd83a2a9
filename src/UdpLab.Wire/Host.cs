namespace UdpLab.Wire;

/// <summary>Reads everything that affects measurements on this host, without changing it. Answered by <see cref="HostState"/>.</summary>
internal sealed record ReadHost : Request
{
    /// <summary>Interfaces to inspect; if empty, the NICs that are up, else all interfaces that are up, else loopback.</summary>
    public string[] Interfaces { get; set; } = [];
}

/// <summary>What <see cref="ReadHost"/> found.</summary>
internal sealed record HostState : Reply
{
    /// <summary>The facts.</summary>
    public required ReadinessFacts Facts { get; set; }
}

/// <summary>The state of a host as the kernel reports it; the controller judges it.</summary>
internal sealed record ReadinessFacts
{
    /// <summary>uname -r.</summary>
    public required string Kernel { get; set; }

    /// <summary>Effective user id.</summary>
    public int UserId { get; set; }

    /// <summary>Effective capabilities (CapEff of /proc/self/status).</summary>
    public ulong Capabilities { get; set; }

    /// <summary>Online CPUs.</summary>
    public int[] OnlineCpus { get; set; } = [];

    /// <summary>"model name" of /proc/cpuinfo; null if it has none.</summary>
    public string? CpuModel { get; set; }

    /// <summary>The inspected interfaces.</summary>
    public string[] Interfaces { get; set; } = [];

    /// <summary>Their settings, without counters.</summary>
    public NicFacts[] Nics { get; set; } = [];

    /// <summary>Small files of /proc and /sys by path; a file that does not exist is in neither this nor <see cref="Unreadable"/>.</summary>
    public Dictionary<string, string> Files { get; set; } = [];

    /// <summary>Files that exist but could not be read, with the kernel's error.</summary>
    public Dictionary<string, string> Unreadable { get; set; } = [];

    /// <summary>Files of <see cref="Files"/> that are not writable: for this user, in this namespace, or at all.</summary>
    public string[] ReadOnly { get; set; } = [];

    /// <summary>The kernel can load modules (/proc/modules is there).</summary>
    public bool LoadsModules { get; set; }

    /// <summary>Loaded modules.</summary>
    public string[] Modules { get; set; } = [];

    /// <summary>pktgen.</summary>
    public PktgenFacts Pktgen { get; set; } = new();

    /// <summary>perf.</summary>
    public PerfFacts Perf { get; set; } = new();

    /// <summary>Whether packets can be traced; null if it was not tried.</summary>
    public TraceFacts? Trace { get; set; }

    /// <summary>What netfilter does to packets in this network namespace.</summary>
    public NetfilterFacts Netfilter { get; set; } = new();

    /// <summary>Frequency policies of the CPUs; empty if the kernel controls no frequency.</summary>
    public FrequencyPolicy[] Frequencies { get; set; } = [];

    /// <summary>Idle states of the CPUs, shallowest first; empty if the kernel controls none.</summary>
    public IdleState[] IdleStates { get; set; } = [];

    /// <summary>The lowest latency requested through /dev/cpu_dma_latency, in microseconds; null if unreadable.</summary>
    public int? LatencyLimit { get; set; }

    /// <summary>The hypervisor's name by CPUID; empty in a virtual machine that hides it, null on bare metal.</summary>
    public string? Hypervisor { get; set; }

    /// <summary>Processes that move interrupts between CPUs (irqbalance).</summary>
    public ProcessFacts[] Balancers { get; set; } = [];
}

/// <summary>Whether pktgen is loaded, or could be.</summary>
internal sealed record PktgenFacts
{
    /// <summary>/proc/net/pktgen exists.</summary>
    public bool Loaded { get; set; }

    /// <summary>There is a folder with modules for the running kernel.</summary>
    public bool HasModules { get; set; }

    /// <summary>The module's file in that folder; null if there is none.</summary>
    public string? File { get; set; }
}

/// <summary>Whether perf can be used, tested with perf_event_open(2).</summary>
internal sealed record PerfFacts
{
    /// <summary>The perf program; null if it is not in the usual folders.</summary>
    public string? Program { get; set; }

    /// <summary>It is a wrapper script (Ubuntu) that runs the perf of the running kernel, which is not installed.</summary>
    public bool ProgramMissesKernel { get; set; }

    /// <summary>errno of sampling cpu-clock on a whole CPU, kernel included; 0 if it works.</summary>
    public int SystemErrno { get; set; }

    /// <summary>errno of sampling cpu-clock of an own process, kernel excluded.</summary>
    public int OwnErrno { get; set; }

    /// <summary>errno of counting CPU cycles of an own process in user mode; ENOENT if there is no counter.</summary>
    public int CyclesErrno { get; set; }

    /// <summary>/proc/kallsyms shows this user addresses; null if the file does not exist.</summary>
    public bool? ShowsSymbols { get; set; }
}

/// <summary>Whether packets and threads can be traced in the kernel, tried with a tracer.</summary>
internal sealed record TraceFacts
{
    /// <summary>Why not; null if it works.</summary>
    public string? Problem { get; set; }

    /// <summary>This user's privileges are the problem.</summary>
    public bool Forbidden { get; set; }

    /// <summary>The kernel gives a reason for each drop (Linux 5.17).</summary>
    public bool HasReasons { get; set; }

    /// <summary>What a sink's threads do can be followed (Linux 5.18).</summary>
    public bool FollowsThreads { get; set; }
}

/// <summary>CPUs that share a frequency.</summary>
internal sealed record FrequencyPolicy
{
    /// <summary>Its folder in /sys/devices/system/cpu/cpufreq.</summary>
    public required string Name { get; set; }

    /// <summary>scaling_driver.</summary>
    public string Driver { get; set; } = "";

    /// <summary>scaling_governor.</summary>
    public string Governor { get; set; } = "";

    /// <summary>scaling_available_governors.</summary>
    public string[] Available { get; set; } = [];
}

/// <summary>An idle state of the CPUs.</summary>
internal sealed record IdleState
{
    /// <summary>C1, C6, POLL, ...</summary>
    public required string Name { get; set; }

    /// <summary>Microseconds to wake from it.</summary>
    public int LatencyMicroseconds { get; set; }

    /// <summary>CPUs that may enter it.</summary>
    public int EnabledOn { get; set; }
}

/// <summary>A process.</summary>
internal sealed record ProcessFacts
{
    /// <summary>Its id.</summary>
    public int Id { get; set; }

    /// <summary>Its command name.</summary>
    public required string Name { get; set; }

    /// <summary>Start time in clock ticks after boot, which distinguishes it from a later process with the same id.</summary>
    public long StartTicks { get; set; }

    /// <summary>It is stopped (SIGSTOP).</summary>
    public bool Stopped { get; set; }
}
