using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Trace;

/// <summary>Where this kernel keeps what identifies a packet, in bytes.</summary>
internal sealed record PacketOffsets
{
    /// <summary>In struct sk_buff.</summary>
    public required int Device { get; init; }

    public required int NetworkHeader { get; init; }

    public required int End { get; init; }

    public required int Head { get; init; }

    /// <summary>In struct net_device: its network namespace.</summary>
    public required int DeviceNamespace { get; init; }

    /// <summary>In struct sock: its network namespace, and its cookie.</summary>
    public required int SocketNamespace { get; init; }

    public required int SocketCookie { get; init; }

    /// <summary>In struct net: the inode of /proc/PID/ns/net.</summary>
    public required int NamespaceInode { get; init; }

    /// <summary>In struct skb_shared_info: packets of a bundle.</summary>
    public required int Segments { get; init; }

    /// <summary>Bytes of struct sk_buff that hold all of these.</summary>
    public int PacketLength => Math.Max(Math.Max(Device, Head), Math.Max(End, NetworkHeader)) + 8;

    /// <summary>Finds them.</summary>
    /// <param name="btf">The kernel's types.</param>
    /// <param name="missing">The member that was not found; null if all were.</param>
    public static PacketOffsets? Of(Btf btf, out string? missing)
    {
        string? without = null;
        int At(string structure, params ReadOnlySpan<string> path)
        {
            int? offset = btf.Offset(structure, path);
            without ??= offset is null ? $"struct {structure}, {string.Join('.', path)}" : null;
            return offset ?? 0;
        }

        PacketOffsets offsets = new()
        {
            Device = At("sk_buff", "dev"),
            NetworkHeader = At("sk_buff", "network_header"),
            End = At("sk_buff", "end"),
            Head = At("sk_buff", "head"),
            DeviceNamespace = At("net_device", "nd_net", "net"),
            SocketNamespace = At("sock", "__sk_common", "skc_net", "net"),
            SocketCookie = At("sock", "__sk_common", "skc_cookie"),
            NamespaceInode = At("net", "ns", "inum"),
            Segments = At("skb_shared_info", "gso_segs"),
        };
        missing = without;
        return without is null ? offsets : null;
    }
}
