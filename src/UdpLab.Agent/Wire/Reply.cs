using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>One line from the agent to the controller, belonging to the request of the same <see cref="Id"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(SinkReady), "sink.ready")]
[JsonDerivedType(typeof(Armed), "sink.armed")]
[JsonDerivedType(typeof(Interval), "interval")]
[JsonDerivedType(typeof(WindowClosed), "sink.window")]
[JsonDerivedType(typeof(SinkResult), "sink.result")]
[JsonDerivedType(typeof(FloodReady), "flood.ready")]
[JsonDerivedType(typeof(NameResolved), "host.resolved")]
[JsonDerivedType(typeof(FloodStarted), "flood.started")]
[JsonDerivedType(typeof(FloodResult), "flood.result")]
[JsonDerivedType(typeof(PktgenState), "pktgen.state")]
[JsonDerivedType(typeof(HostState), "host.state")]
[JsonDerivedType(typeof(NicState), "nic.state")]
[JsonDerivedType(typeof(SettingValues), "settings.values")]
[JsonDerivedType(typeof(SettingsApplied), "settings.applied")]
[JsonDerivedType(typeof(SettingsUndone), "settings.undone")]
[JsonDerivedType(typeof(PerfStarted), "perf.started")]
[JsonDerivedType(typeof(PerfChunk), "perf.chunk")]
[JsonDerivedType(typeof(PerfResult), "perf.result")]
[JsonDerivedType(typeof(Beaten), "beaten")]
[JsonDerivedType(typeof(Testbeds), "testbeds")]
[JsonDerivedType(typeof(Failure), "error")]
internal abstract record Reply
{
    /// <summary>The request's id; 0 for the agent's unasked <see cref="Hello"/>.</summary>
    public long Id { get; set; }
}

/// <summary>The first line an agent writes: what it is and where it runs.</summary>
internal sealed record Hello : Reply
{
    /// <summary>The contract's version; the controller refuses another.</summary>
    public const int CurrentProtocol = 5;

    /// <inheritdoc cref="CurrentProtocol"/>
    public int Protocol { get; set; }

    /// <summary>The agent's process id.</summary>
    public int ProcessId { get; set; }

    /// <summary>uname -n.</summary>
    public required string NodeName { get; set; }

    /// <summary>uname -r.</summary>
    public required string Kernel { get; set; }

    /// <summary>uname -m.</summary>
    public required string Architecture { get; set; }

    /// <summary>PRETTY_NAME of /etc/os-release, empty where there is none.</summary>
    public required string Distribution { get; set; }

    /// <summary>CPUs that are online.</summary>
    public required int[] OnlineCpus { get; set; }

    /// <summary>Effective capabilities (CapEff of /proc/self/status).</summary>
    public ulong Capabilities { get; set; }

    /// <summary>/proc/sys/kernel/random/boot_id: hosts that share it share their clocks.</summary>
    public required string BootId { get; set; }

    /// <summary>Names of the network interfaces.</summary>
    public required string[] Interfaces { get; set; }
}

/// <summary>The command succeeded and has nothing to tell.</summary>
internal sealed record Done : Reply;

/// <summary>The answer to a <see cref="Beat"/>.</summary>
internal sealed record Beaten : Reply
{
    /// <summary>This host's CLOCK_MONOTONIC, nanoseconds.</summary>
    public long MonotonicNanoseconds { get; set; }
}

/// <summary>What happened since the last interval; about four a second.</summary>
internal sealed record Interval : Reply
{
    /// <summary>Seconds since the flood started, or since the sink's first packet.</summary>
    public double Seconds { get; set; }

    /// <summary>Length of this interval in seconds.</summary>
    public double Length { get; set; }

    /// <summary>Packets sent or received in it.</summary>
    public long Packets { get; set; }
}

/// <summary>An address of an interface of the agent's host.</summary>
internal sealed record InterfaceAddress
{
    /// <summary>Interface name.</summary>
    public required string Interface { get; set; }

    /// <summary>IPv4 or IPv6 address.</summary>
    public required string Address { get; set; }

    /// <summary>Length of the subnet's prefix in bits.</summary>
    public int PrefixLength { get; set; }

    /// <summary>The interface's MAC, null where it has none.</summary>
    public string? MacAddress { get; set; }
}

/// <summary>The command failed. Nothing it began is left running.</summary>
internal sealed record Failure : Reply
{
    /// <summary>What kind of failure, for programs.</summary>
    public FailureCode Code { get; set; }

    /// <summary>What failed and what to do about it, for people.</summary>
    public required string Message { get; set; }

    /// <summary>The kernel's error number, null where the kernel was not asked.</summary>
    public int? Errno { get; set; }

    /// <summary>The file, interface or call the kernel refused.</summary>
    public string? Path { get; set; }

    /// <summary>The cmdlet parameter to change, null where none would help.</summary>
    public string? Parameter { get; set; }
}
