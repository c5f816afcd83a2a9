namespace UdpLab.Wire;

/// <summary>Lists the UDP sockets of the agent's network namespace. Answered by <see cref="Sockets"/>.</summary>
internal sealed record ReadSockets : Request;

/// <summary>The UDP sockets.</summary>
internal sealed record Sockets : Reply
{
    /// <summary>In the kernel's order.</summary>
    public required SocketFacts[] Items { get; set; }

    /// <summary>What could not be read, and why.</summary>
    public required string[] Notes { get; set; }
}

/// <summary>A UDP socket.</summary>
internal sealed record SocketFacts
{
    /// <summary>The address it is bound to; 0.0.0.0 or :: for any.</summary>
    public required string Address { get; set; }

    /// <summary>The port it is bound to.</summary>
    public int Port { get; set; }

    /// <summary>The address it is connected to; null for none.</summary>
    public string? PeerAddress { get; set; }

    /// <summary>The port it is connected to; 0 for none.</summary>
    public int PeerPort { get; set; }

    /// <summary>The interface it is bound to (SO_BINDTODEVICE); null for any.</summary>
    public string? Interface { get; set; }

    /// <summary>Bytes in its receive queue, as the kernel counts them (sk_rmem_alloc).</summary>
    public long ReceiveQueue { get; set; }

    /// <summary>SO_RCVBUF as the kernel counts it, bytes; null if the kernel does not report it.</summary>
    public long? ReceiveBuffer { get; set; }

    /// <summary>Packets dropped at the socket since it was created (sk_drops); wraps at 2^32.</summary>
    public uint Drops { get; set; }

    /// <summary>The kernel's number for it, never reused (SO_COOKIE); null if the kernel does not report it.</summary>
    public ulong? Cookie { get; set; }

    /// <summary>Its inode; 0 for one that no process holds, such as the kernel's own.</summary>
    public uint Inode { get; set; }

    /// <summary>Its owner.</summary>
    public uint UserId { get; set; }

    /// <summary>It is IPv6 and receives no IPv4 packets (IPV6_V6ONLY); false if the kernel does not report it.</summary>
    public bool Ipv6Only { get; set; }

    /// <summary>Processes that hold it.</summary>
    public SocketHolder[] Holders { get; set; } = [];
}

/// <summary>A process that holds a socket.</summary>
internal sealed record SocketHolder
{
    /// <summary>Its id in the agent's /proc.</summary>
    public int Id { get; set; }

    /// <summary>Its name (/proc/PID/comm).</summary>
    public required string Name { get; set; }
}
