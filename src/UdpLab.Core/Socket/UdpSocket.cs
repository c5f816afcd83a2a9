using System.Globalization;

namespace UdpLab;

/// <summary>A UDP socket of a host, as ss -uampn shows it (sock_diag(7), include/uapi/linux/inet_diag.h).</summary>
public sealed record UdpSocket
{
    /// <summary>The host.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Name of the process that holds it; null if none is seen. Of several, the one with the lowest id that is not process 1.</summary>
    public string? Process { get; init; }

    /// <summary>Id of that process; null if none is seen.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The address it is bound to; 0.0.0.0 or :: for any.</summary>
    public string Address { get; init; } = "";

    /// <summary>The port it is bound to.</summary>
    public int Port { get; init; }

    /// <summary>Address and port it is connected to; null if it is not.</summary>
    public string? Peer { get; init; }

    /// <summary>The interface it is bound to (SO_BINDTODEVICE); null for any.</summary>
    public string? Interface { get; init; }

    /// <summary>It is IPv6 and receives no IPv4 packets (IPV6_V6ONLY); one of :: without it receives both. False if the kernel does not report it, as for connected sockets.</summary>
    public bool Ipv6Only { get; init; }

    /// <summary>Bytes in its receive queue, as the kernel counts them against <see cref="ReceiveBuffer"/> (sk_rmem_alloc).</summary>
    public long ReceiveQueue { get; init; }

    /// <summary>SO_RCVBUF as the kernel counts it, bytes: twice the requested value. Null if the kernel has no udp_diag.</summary>
    public long? ReceiveBuffer { get; init; }

    /// <summary>Packets dropped at the socket since it was created (sk_drops): a full buffer, a bad checksum, a filter. Wraps at 2^32.</summary>
    public uint Drops { get; init; }

    /// <summary>The kernel's number for it, which is never reused (SO_COOKIE). Null if the kernel has no udp_diag.</summary>
    public ulong? Cookie { get; init; }

    /// <summary>Its inode, by which processes hold it; 0 for one of the kernel's own.</summary>
    public uint Inode { get; init; }

    /// <summary>Id of the user who created it.</summary>
    public uint UserId { get; init; }

    /// <summary>All processes that hold it.</summary>
    public IReadOnlyList<UdpSocketHolder> Holders { get; init => field = LabList.Of(value); } = LabList.Empty<UdpSocketHolder>();

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Address.Contains(':') ? $"[{Address}]" : Address)}:{Port}{(Process is null ? "" : $" {Process} ({ProcessId})")}");
}

/// <summary>A process that holds a socket.</summary>
public sealed record UdpSocketHolder
{
    /// <summary>Its name, as in /proc/PID/comm.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its id.</summary>
    public int Id { get; init; }

    /// <summary>"name (id)".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Id})");
}
