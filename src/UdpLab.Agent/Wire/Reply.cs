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
    public const int CurrentProtocol = 4;

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

    /// <summary>What else decides a measurement here: CPU model, mitigations and sysctls, by file or key.</summary>
    public required Dictionary<string, string> Environment { get; set; }
}

/// <summary>The command succeeded and has nothing to tell.</summary>
internal sealed record Done : Reply;

/// <summary>The answer to a <see cref="Beat"/>.</summary>
internal sealed record Beaten : Reply
{
    /// <summary>This host's CLOCK_MONOTONIC, nanoseconds.</summary>
    public long MonotonicNanoseconds { get; set; }
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

/// <summary>The sink is bound. What comes before <see cref="Measure"/> is thrown away.</summary>
internal sealed record SinkReady : Reply
{
    /// <summary>The bound address.</summary>
    public required string Address { get; set; }

    /// <summary>The bound port.</summary>
    public int Port { get; set; }

    /// <summary>SO_RCVBUF as the kernel counts it, bytes.</summary>
    public int ReceiveBuffer { get; set; }

    /// <summary>The host's addresses, for a flood that wants to know where to send.</summary>
    public required InterfaceAddress[] Addresses { get; set; }

    /// <summary>The host as it stands, where it was asked for.</summary>
    public ReadinessFacts? Facts { get; set; }
}

/// <summary>Counters are read and threads receive: the flood may start.</summary>
internal sealed record Armed : Reply;

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

/// <summary>The measured window is over, or no packet came.</summary>
internal sealed record WindowClosed : Reply
{
    /// <summary>What closed it.</summary>
    public WindowEnd Reason { get; set; }
}

/// <summary>What a measurement found.</summary>
internal sealed record SinkResult : Reply
{
    /// <summary>Packets (segments) in the measured window.</summary>
    public long Packets { get; set; }

    /// <summary>Payload bytes in the window.</summary>
    public long Bytes { get; set; }

    /// <summary>First packet of the window, CLOCK_MONOTONIC nanoseconds.</summary>
    public long FirstNanoseconds { get; set; }

    /// <summary>Last packet of the window, CLOCK_MONOTONIC nanoseconds.</summary>
    public long LastNanoseconds { get; set; }

    /// <summary>User CPU seconds of the sink's threads in the window.</summary>
    public double UserSeconds { get; set; }

    /// <summary>System CPU seconds of the sink's threads in the window.</summary>
    public double SystemSeconds { get; set; }

    /// <summary>Voluntary context switches of the sink's threads in the window.</summary>
    public long Wakeups { get; set; }

    /// <summary>Packets received from arming to the end, the window included.</summary>
    public long TotalPackets { get; set; }

    /// <summary>Datagrams the kernel delivered in that time: fewer than packets where GRO merged some.</summary>
    public long TotalDatagrams { get; set; }

    /// <summary>Packets still queued when the threads stopped.</summary>
    public long LeftInSocket { get; set; }

    /// <summary>Drops of the sink's own sockets from arming to the end, null where the kernel does not tell.</summary>
    public long? SocketDrops { get; set; }

    /// <summary>Sequence findings, null when checking was off.</summary>
    public HeaderFindings? Headers { get; set; }

    /// <summary>One-way latency, null where clocks are not shared or nothing could be timed.</summary>
    public LatencyFindings? Latency { get; set; }

    /// <summary>Per socket, in order.</summary>
    public required SocketFindings[] Sockets { get; set; }

    /// <summary>Counters before the first packet.</summary>
    public required Counters Before { get; set; }

    /// <summary>Counters after the last.</summary>
    public required Counters After { get; set; }

    /// <summary>The interface the packets came by, as it was at the end; null when it is not known.</summary>
    public NicState? Nic { get; set; }
}

/// <summary>What the pktgen headers of the window told.</summary>
internal sealed record HeaderFindings
{
    /// <summary>Packets missing between the first and last sequence number of every stream.</summary>
    public long Lost { get; set; }

    /// <summary>Packets that came after a later one.</summary>
    public long OutOfOrder { get; set; }

    /// <summary>Packets that came again.</summary>
    public long Duplicates { get; set; }

    /// <summary>Payloads without the pktgen magic.</summary>
    public long BadMagic { get; set; }
}

/// <summary>One-way latency in microseconds (the resolution of the pktgen header).</summary>
internal sealed record LatencyFindings
{
    /// <summary>Packets timed: all of them at low rates, every n-th at high ones.</summary>
    public long Samples { get; set; }

    /// <summary>Smallest.</summary>
    public double Minimum { get; set; }

    /// <summary>Mean.</summary>
    public double Mean { get; set; }

    /// <summary>Median.</summary>
    public double P50 { get; set; }

    /// <summary>90th percentile.</summary>
    public double P90 { get; set; }

    /// <summary>99th percentile.</summary>
    public double P99 { get; set; }

    /// <summary>99.9th percentile.</summary>
    public double P999 { get; set; }

    /// <summary>Largest.</summary>
    public double Maximum { get; set; }
}

/// <summary>One socket's share of a measurement.</summary>
internal sealed record SocketFindings
{
    /// <summary>CPU its thread is pinned to, null for none.</summary>
    public int? Cpu { get; set; }

    /// <summary>Packets in the window.</summary>
    public long Packets { get; set; }

    /// <summary>Payload bytes in the window.</summary>
    public long Bytes { get; set; }

    /// <summary>Drops from arming to the end, null where the kernel does not tell.</summary>
    public long? Drops { get; set; }
}

/// <summary>The flood can start: everything is resolved and checked.</summary>
internal sealed record FloodReady : Reply
{
    /// <summary>The backend that will send: never Auto.</summary>
    public FloodBackend Backend { get; set; }

    /// <summary>Why this backend, and why not a stronger one.</summary>
    public required string Reason { get; set; }

    /// <summary>Interface the packets leave by.</summary>
    public required string Interface { get; set; }

    /// <summary>Destination address in the packets.</summary>
    public required string Destination { get; set; }

    /// <summary>Source address in the packets.</summary>
    public required string Source { get; set; }

    /// <summary>Destination MAC, null for the Socket backend.</summary>
    public string? DestinationMac { get; set; }

    /// <summary>Threads that will send.</summary>
    public int Threads { get; set; }

    /// <summary>UDP source ports that will be in use.</summary>
    public int Flows { get; set; } = 1;

    /// <summary>Every packet has a number of its own; pktgen repeats one in clones and bursts.</summary>
    public bool Numbered { get; set; } = true;

    /// <summary>The packets carry the time they were made at.</summary>
    public bool Timed { get; set; } = true;

    /// <summary>First source port of the first thread, where the threads are told apart by their ports (pktgen); null where by tags.</summary>
    public int? FirstSourcePort { get; set; }

    /// <summary>How many ports each thread has from there.</summary>
    public int? SourcePortsPerThread { get; set; }

    /// <summary>What works, but not as one would think.</summary>
    public string[] Warnings { get; set; } = [];
}

/// <summary>The first packet is about to leave.</summary>
internal sealed record FloodStarted : Reply
{
    /// <summary>CLOCK_MONOTONIC nanoseconds.</summary>
    public long StartedNanoseconds { get; set; }
}

/// <summary>What a flood did.</summary>
internal sealed record FloodResult : Reply
{
    /// <summary>Packets handed to the kernel with success.</summary>
    public long Sent { get; set; }

    /// <summary>Packets whose send failed.</summary>
    public long Errors { get; set; }

    /// <summary>From the first packet to the last, seconds.</summary>
    public double Seconds { get; set; }

    /// <summary>It was stopped before its count or duration was reached.</summary>
    public bool Stopped { get; set; }

    /// <summary>Per thread, in order.</summary>
    public required FloodThreadFindings[] Threads { get; set; }

    /// <summary>Counters of the generator's host before the first packet.</summary>
    public required Counters Before { get; set; }

    /// <summary>Counters after the last.</summary>
    public required Counters After { get; set; }

    /// <summary>What the generator's kernel said meanwhile.</summary>
    public string[] Warnings { get; set; } = [];

    /// <summary>Why it failed, null when it did not.</summary>
    public Failure? Failure { get; set; }
}

/// <summary>One thread's share of a flood.</summary>
internal sealed record FloodThreadFindings
{
    /// <summary>CPU it was pinned to, null for none.</summary>
    public int? Cpu { get; set; }

    /// <summary>Packets sent.</summary>
    public long Sent { get; set; }

    /// <summary>Packets whose send failed.</summary>
    public long Errors { get; set; }

    /// <summary>Seconds it took.</summary>
    public double Seconds { get; set; }
}

/// <summary>Testbeds of this machine.</summary>
internal sealed record Testbeds : Reply
{
    /// <summary>In order of name.</summary>
    public required TestbedFacts[] Items { get; set; }
}

/// <summary>One testbed.</summary>
internal sealed record TestbedFacts
{
    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>Network namespace that generates.</summary>
    public required string GeneratorNamespace { get; set; }

    /// <summary>Network namespace that receives.</summary>
    public required string SinkNamespace { get; set; }

    /// <summary>The veth's end in the generator's namespace.</summary>
    public required string GeneratorInterface { get; set; }

    /// <summary>The veth's end in the sink's namespace.</summary>
    public required string SinkInterface { get; set; }

    /// <summary>IPv4 address of the generator.</summary>
    public required string GeneratorAddress { get; set; }

    /// <summary>IPv4 address of the sink.</summary>
    public required string SinkAddress { get; set; }

    /// <summary>Queues of each end, 0 when the veth is gone.</summary>
    public int Queues { get; set; }

    /// <summary>Process it belongs to, 0 when unknown.</summary>
    public int OwnerProcessId { get; set; }

    /// <summary>The namespaces may not be entered: nothing but the name is known.</summary>
    public bool Unreadable { get; set; }

    /// <summary>That process is gone: a leftover of a crashed session.</summary>
    public bool Orphaned { get; set; }
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
