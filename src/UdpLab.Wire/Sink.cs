namespace UdpLab.Wire;

/// <summary>Binds the sockets of a sink; answered by <see cref="SinkReady"/>.</summary>
internal sealed record OpenSink : Request
{
    /// <summary>The address to bind, 0.0.0.0 or :: for all.</summary>
    public required string Address { get; set; }

    /// <summary>The address may be a multicast or broadcast address.</summary>
    public bool AllowSpecialAddress { get; set; }

    /// <summary>The UDP port to bind, 1..65535.</summary>
    public int Port { get; set; }

    /// <summary>Use a free port of the kernel's choice if <see cref="Port"/> is taken or may not be bound.</summary>
    public bool AnyPortWillDo { get; set; }

    /// <summary>Bind to this interface (SO_BINDTODEVICE); null for any.</summary>
    public string? Interface { get; set; }

    /// <summary>Number of SO_REUSEPORT sockets, one thread each.</summary>
    public int Sockets { get; set; } = 1;

    /// <summary>Pick the socket by receiving CPU (SO_ATTACH_REUSEPORT_CBPF).</summary>
    public bool SteerByCpu { get; set; }

    /// <summary>CPUs of the threads, used in turn; empty to leave the threads unpinned.</summary>
    public int[] Cpus { get; set; } = [];

    /// <summary>SO_RCVBUF in bytes; null for the system's default.</summary>
    public int? ReceiveBuffer { get; set; }

    /// <summary>SO_BUSY_POLL in microseconds; null to leave it unchanged.</summary>
    public int? BusyPoll { get; set; }

    /// <summary>UDP_GRO: one call may return many segments.</summary>
    public bool Gro { get; set; }

    /// <summary>Connect each socket to the source of its first packet.</summary>
    public bool Connect { get; set; }

    /// <summary>Send every datagram back to its source, from the address it was sent to.</summary>
    public bool Echo { get; set; }

    /// <summary>Receive each packet's TTL or hop limit (IP_RECVTTL, IPV6_RECVHOPLIMIT).</summary>
    public bool Ttl { get; set; }

    /// <summary>Receive each packet's destination address and interface (IP_PKTINFO, IPV6_RECVPKTINFO).</summary>
    public bool PacketInfo { get; set; }

    /// <summary>Receive the time at which the kernel took each packet in (SO_TIMESTAMPNS).</summary>
    public bool Timestamp { get; set; }

    /// <summary>Compare each packet's source address with this one; null for no comparison.</summary>
    public string? CheckSender { get; set; }

    /// <summary>Methods that will be used: one that this host does not have is refused now; others may be used all the same.</summary>
    public ReceiveMethod[] Methods { get; set; } = [];

    /// <summary>How to record measurements with <see cref="Measure.Profile"/>; null for none.</summary>
    public PerfPlan? Profile { get; set; }
}

/// <summary>The sink is bound. Packets before <see cref="Measure"/> are discarded.</summary>
internal sealed record SinkReady : Reply
{
    /// <summary>The bound address.</summary>
    public required string Address { get; set; }

    /// <summary>The bound port.</summary>
    public int Port { get; set; }

    /// <summary>SO_RCVBUF as the kernel counts it, bytes.</summary>
    public int ReceiveBuffer { get; set; }

    /// <summary>The host's addresses, from which a flood chooses its destination.</summary>
    public required InterfaceAddress[] Addresses { get; set; }
}

/// <summary>An address of an interface of the agent's host.</summary>
internal sealed record InterfaceAddress
{
    /// <summary>Interface name.</summary>
    public required string Interface { get; set; }

    /// <summary>IPv4 or IPv6 address.</summary>
    public required string Address { get; set; }

    /// <summary>Prefix length of the subnet, in bits.</summary>
    public int PrefixLength { get; set; }

    /// <summary>The interface's MAC; null if it has none.</summary>
    public string? MacAddress { get; set; }
}
