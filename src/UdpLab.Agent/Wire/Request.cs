using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>
/// One line from the controller to the agent. The agent answers with one or more <see cref="Reply"/> lines of the same
/// <see cref="Id"/>; the last of them is the command's result or a <see cref="Failure"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(OpenSink), "sink.open")]
[JsonDerivedType(typeof(Measure), "sink.measure")]
[JsonDerivedType(typeof(FinishMeasure), "sink.finish")]
[JsonDerivedType(typeof(OpenFlood), "flood.open")]
[JsonDerivedType(typeof(StartFlood), "flood.start")]
[JsonDerivedType(typeof(StopFlood), "flood.stop")]
[JsonDerivedType(typeof(ReadPktgen), "pktgen.read")]
[JsonDerivedType(typeof(ChangePktgen), "pktgen.change")]
[JsonDerivedType(typeof(RunPktgen), "pktgen.run")]
[JsonDerivedType(typeof(StopPktgen), "pktgen.stop")]
[JsonDerivedType(typeof(ReadHost), "host.read")]
[JsonDerivedType(typeof(ResolveName), "host.resolve")]
[JsonDerivedType(typeof(ReadNic), "nic.read")]
[JsonDerivedType(typeof(ReadSettings), "settings.read")]
[JsonDerivedType(typeof(ApplySettings), "settings.apply")]
[JsonDerivedType(typeof(UndoSettings), "settings.undo")]
[JsonDerivedType(typeof(StartPerf), "perf.start")]
[JsonDerivedType(typeof(StopPerf), "perf.stop")]
[JsonDerivedType(typeof(Beat), "beat")]
[JsonDerivedType(typeof(Reset), "reset")]
[JsonDerivedType(typeof(CreateTestbed), "testbed.create")]
[JsonDerivedType(typeof(ListTestbeds), "testbed.list")]
[JsonDerivedType(typeof(RemoveTestbed), "testbed.remove")]
internal abstract record Request
{
    /// <summary>Bytes of the longest line an agent reads: thousands of changes to undo.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    /// <summary>Chosen by the controller, unique in the conversation; above 0, below for a <see cref="Beat"/>.</summary>
    public long Id { get; set; }
}

/// <summary>Binds the sockets of a sink; answered by <see cref="SinkReady"/>.</summary>
internal sealed record OpenSink : Request
{
    /// <summary>The address to bind, 0.0.0.0 or :: for all.</summary>
    public required string Address { get; set; }

    /// <summary>The UDP port to bind, 1..65535.</summary>
    public int Port { get; set; }

    /// <summary>Take a free port of the kernel's choice when <see cref="Port"/> is taken or may not be bound.</summary>
    public bool AnyPortWillDo { get; set; }

    /// <summary>Bind to this interface (SO_BINDTODEVICE), null for any.</summary>
    public string? Interface { get; set; }

    /// <summary>How many SO_REUSEPORT sockets, one thread each.</summary>
    public int Sockets { get; set; } = 1;

    /// <summary>Pick the socket by receiving CPU (SO_ATTACH_REUSEPORT_CBPF).</summary>
    public bool SteerByCpu { get; set; }

    /// <summary>CPU of each thread, used in turn; empty leaves the threads unpinned.</summary>
    public int[] Cpus { get; set; } = [];

    /// <summary>SO_RCVBUF in bytes, null for the system's default.</summary>
    public int? ReceiveBuffer { get; set; }

    /// <summary>SO_BUSY_POLL in microseconds, null to leave it alone.</summary>
    public int? BusyPoll { get; set; }

    /// <summary>UDP_GRO: one call may return many segments.</summary>
    public bool Gro { get; set; }

    /// <summary>Connect each socket to the source of its first packet.</summary>
    public bool Connect { get; set; }

    /// <summary>Measurements with <see cref="Measure.Profile"/> are recorded so; null for none.</summary>
    public PerfPlan? Profile { get; set; }
}

/// <summary>
/// Arms the sink: counters are read, threads start to receive. Answered by <see cref="Armed"/>, then
/// <see cref="Interval"/> lines, then <see cref="WindowClosed"/> when the count, the duration or the timeout is reached.
/// </summary>
internal sealed record Measure : Request
{
    /// <summary>The receiving system call.</summary>
    public ReceiveMethod Method { get; set; }

    /// <summary>Messages a recvmmsg call may return.</summary>
    public int Batch { get; set; } = 64;

    /// <summary>Seconds after the first packet that are received but not measured.</summary>
    public double Warmup { get; set; }

    /// <summary>Seconds of the measured window, null for until <see cref="FinishMeasure"/>.</summary>
    public double? Duration { get; set; }

    /// <summary>Packets of the measured window, null for no limit.</summary>
    public long? Count { get; set; }

    /// <summary>Seconds to wait for the first packet.</summary>
    public double Timeout { get; set; } = 5;

    /// <summary>Check the pktgen header of every payload.</summary>
    public bool Check { get; set; } = true;

    /// <summary>Threads that number their packets alike are told apart by their source ports; empty where tags tell them.</summary>
    public StreamSource[] Streams { get; set; } = [];

    /// <summary>The generator's wall clock is this host's: one-way latency can be told.</summary>
    public bool SharedClock { get; set; }

    /// <summary>Read the host's facts first: of <see cref="OpenSink.Interface"/>, or of its cards and loopback.</summary>
    public bool WithFacts { get; set; }

    /// <summary>Record it with perf, as <see cref="OpenSink.Profile"/> says: after <see cref="SinkResult"/> come <see cref="PerfChunk"/> lines and <see cref="PerfResult"/>.</summary>
    public bool Profile { get; set; }

    /// <summary>Interfaces whose counters belong to the ledger; empty for the one the address is on, or all that are up.</summary>
    public string[] Interfaces { get; set; } = [];
}

/// <summary>The flood has ended: drain, stop, read the counters again. Answered by <see cref="SinkResult"/>.</summary>
internal sealed record FinishMeasure : Request;

/// <summary>Resolves and checks a flood without sending a packet of it; answered by <see cref="FloodReady"/>.</summary>
internal sealed record OpenFlood : Request
{
    /// <summary>The asked backend.</summary>
    public FloodBackend Backend { get; set; }

    /// <summary>Where to send; null for the sink's address that is nearest by this host's routes.</summary>
    public string? Destination { get; set; }

    /// <summary>The destination may be a multicast or broadcast address, 0.0.0.0 or ::.</summary>
    public bool AllowSpecialAddress { get; set; }

    /// <summary>Only tell what would be sent: nothing is loaded, added or probed, and no flood is open afterwards.</summary>
    public bool Preview { get; set; }

    /// <summary>UDP destination port.</summary>
    public int Port { get; set; }

    /// <summary>Source address, null for the route's own.</summary>
    public string? Source { get; set; }

    /// <summary>Destination MAC as aa:bb:cc:dd:ee:ff; null to resolve it.</summary>
    public string? DestinationMac { get; set; }

    /// <summary>The sink's addresses and their MACs, as <see cref="SinkReady.Addresses"/> told them.</summary>
    public InterfaceAddress[] SinkAddresses { get; set; } = [];

    /// <summary>Generator and sink are on one machine: an address of the sink behind a gateway is somebody else's.</summary>
    public bool SameMachine { get; set; }

    /// <summary>Interface to send from (Socket: SO_BINDTODEVICE) or to inject into (Xdp and Pktgen with <see cref="Inject"/>).</summary>
    public string? Interface { get; set; }

    /// <summary>Bytes of the Ethernet frame without FCS.</summary>
    public int PacketSize { get; set; } = 60;

    /// <summary>Number of UDP source ports in use at once.</summary>
    public int Flows { get; set; } = 1;

    /// <summary>Sending threads, null for the backend's default.</summary>
    public int? Threads { get; set; }

    /// <summary>CPU of each thread, used in turn.</summary>
    public int[] Cpus { get; set; } = [];

    /// <summary>Packets a call sends, null for the backend's default.</summary>
    public int? Burst { get; set; }

    /// <summary>Packets per second of all threads together, null for as fast as it goes.</summary>
    public double? RatePps { get; set; }

    /// <summary>Seconds to send, null for no limit.</summary>
    public double? Duration { get; set; }

    /// <summary>Packets to send in all, null for no limit.</summary>
    public long? Count { get; set; }

    /// <summary>Segments a UDP_SEGMENT send carries (Socket), null for none.</summary>
    public int? Gso { get; set; }

    /// <summary>Hand the frames to the receive path of <see cref="Interface"/> (Xdp).</summary>
    public bool Inject { get; set; }

    /// <summary>Further commands for every device of backend Pktgen, as the kernel takes them.</summary>
    public string[] Pktgen { get; set; } = [];

    /// <summary>Stream tag of the first thread: several generators that flood one sink number their packets apart.</summary>
    public int FirstStream { get; set; }
}

/// <summary>Asks for the addresses of a name, as this host knows them; answered by <see cref="NameResolved"/>.</summary>
internal sealed record ResolveName : Request
{
    /// <summary>A host's name.</summary>
    public required string Name { get; set; }
}

/// <summary>Starts the opened flood; <see cref="FloodStarted"/>, <see cref="Interval"/> lines, then <see cref="FloodResult"/>.</summary>
internal sealed record StartFlood : Request
{
    /// <summary>When the first packet shall leave, by this host's CLOCK_MONOTONIC in nanoseconds; null for at once.</summary>
    public long? AtNanoseconds { get; set; }
}

/// <summary>Stops the running flood; its own conversation still ends with <see cref="FloodResult"/>.</summary>
internal sealed record StopFlood : Request;

/// <summary>
/// A sign of life, answered at once by <see cref="Beaten"/>, also while another command is being carried out. After the
/// first one the agent expects more: a line that is silent for <see cref="Patience"/> is dead, and the agent ends.
/// </summary>
internal sealed record Beat : Request
{
    /// <summary>Seconds without a word after which the agent ends itself and all it does.</summary>
    public double Patience { get; set; }
}

/// <summary>Stops and closes sink and flood: the agent is as new. Answered by <see cref="Done"/>.</summary>
internal sealed record Reset : Request;

/// <summary>Makes two namespaces and the veth between them; answered by <see cref="Testbeds"/> of one.</summary>
internal sealed record CreateTestbed : Request
{
    /// <summary>Name of the testbed: letters, digits, hyphen; null for the next free one.</summary>
    public string? Name { get; set; }

    /// <summary>Receive and transmit queues of each end.</summary>
    public int Queues { get; set; } = 1;

    /// <summary>MTU of both ends in bytes.</summary>
    public int Mtu { get; set; } = 1500;

    /// <summary>Process the testbed belongs to; when it is gone the testbed is a leftover.</summary>
    public int OwnerProcessId { get; set; }
}

/// <summary>Lists the testbeds of this machine; answered by <see cref="Testbeds"/>.</summary>
internal sealed record ListTestbeds : Request;

/// <summary>Removes a testbed whole; answered by <see cref="Done"/>.</summary>
internal sealed record RemoveTestbed : Request
{
    /// <summary>Name of the testbed.</summary>
    public required string Name { get; set; }

    /// <summary>The process it must belong to, where that is known: another one may have made one of this name since. Null for whoever.</summary>
    public int? OwnerProcessId { get; set; }
}

/// <summary>A generator whose threads have source ports of their own.</summary>
internal sealed record StreamSource
{
    /// <summary>Its source address.</summary>
    public required string Address { get; set; }

    /// <summary>First port of its first thread.</summary>
    public int FirstPort { get; set; }

    /// <summary>Ports of each thread.</summary>
    public int PortsPerThread { get; set; } = 1;

    /// <summary>Number of threads.</summary>
    public int Threads { get; set; } = 1;
}
