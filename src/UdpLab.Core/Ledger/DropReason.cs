using System.Globalization;

namespace UdpLab;

/// <summary>The kernel's own reason for dropping packets of a measurement (enum skb_drop_reason, Linux 5.17), and where they fell.</summary>
public sealed record DropReason
{
    /// <summary>The reason, without SKB_DROP_REASON_: SOCKET_RCVBUFF, NO_SOCKET, ...; null before Linux 5.17.</summary>
    public string? Name { get; init; }

    /// <summary>The kernel's function that dropped them; null if its addresses are hidden (kernel.kptr_restrict).</summary>
    public string? Function { get; init; }

    /// <summary>Packets; a merged packet counts its segments.</summary>
    public long Packets { get; init; }

    /// <summary>Buffers the kernel freed: fewer than <see cref="Packets"/> where packets were merged.</summary>
    public long Frames { get; init; }

    /// <summary>What the sink's thread was doing meanwhile; null for packets that did not reach a socket.</summary>
    public ReaderLosses? Reader { get; init; }

    /// <summary>The reason and the packets.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name ?? Function}: {Packets:N0}");
}
