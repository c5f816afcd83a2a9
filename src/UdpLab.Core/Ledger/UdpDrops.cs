namespace UdpLab;

/// <summary>
/// Divides the drops among UDP's counters and the sink's sockets. A packet refused by a socket is counted twice: at the
/// socket (sk_drops) and in RcvbufErrors, MemErrors or InCsumErrors; InErrors counts all three again.
/// </summary>
/// <param name="RcvbufErrors">The sink's packets refused because a socket's buffer was full; null where not counted.</param>
/// <param name="MemErrors">The sink's packets refused because of UDP's memory limit; null before Linux 5.11.</param>
/// <param name="InCsumErrors">The sink's packets with a wrong checksum; null where not counted.</param>
/// <param name="Other">The sockets' drops that are in none of those; null if the kernel does not report a socket's drops.</param>
/// <param name="OtherSockets">Drops in those counters that belong to other sockets.</param>
internal sealed record UdpDrops(long? RcvbufErrors, long? MemErrors, long? InCsumErrors, long? Other, long OtherSockets)
{
    /// <summary>UDP_MAX_SEGMENTS of the newest kernels: the most segments in a super-packet.</summary>
    private const long MostSegments = 128;

    private long Merged => (RcvbufErrors ?? 0) + (MemErrors ?? 0) + (Other ?? 0);

    /// <summary>Each drop once, in the unit the kernel counted.</summary>
    public static UdpDrops Share(ProtocolCounters counters, long? socketDrops)
    {
        var (rcvbuf, memory, checksum) =
            (counters.Udp("RcvbufErrors").Packets, counters.Udp("MemErrors").Packets, counters.Udp("InCsumErrors").Packets);
        if (socketDrops is not { } left)
        {
            return new UdpDrops(rcvbuf, memory, checksum, null, 0);
        }

        var raw = (rcvbuf ?? 0) + (memory ?? 0) + (checksum ?? 0);
        var own = new UdpDrops(Claim(rcvbuf), Claim(memory), Claim(checksum), left, 0);
        var claimed = socketDrops.Value - left;

        // Drops in the sockets' counts but in no counter: batched PROTO_MEM drops of 6.18 and 6.19, MemErrors before 5.11, socket
        // filters.
        return own with { Other = left, OtherSockets = raw - claimed };

        long? Claim(long? counted)
        {
            var share = counted is { } number ? Math.Min(number, left) : (long?)null;
            left -= share ?? 0;
            return share;
        }
    }

    /// <summary>
    /// The same in packets, where with GRO UDP counted super-packets: the packets that IP received and nothing else accounts for,
    /// but at least one per drop, at most what super-packets can hold, and at most those missing.
    /// </summary>
    /// <param name="unaccounted">Packets IP received minus all accounted for; null if the kernel does not report them.</param>
    /// <param name="missing">Packets sent that are not accounted for; null if the number sent is not known.</param>
    public UdpDrops InPackets(long? unaccounted, long? missing)
    {
        if (unaccounted is not { } packets || Merged == 0)
        {
            return this;
        }

        var checksum = InCsumErrors ?? 0;
        var most = Math.Max(Merged, Math.Min(Merged * MostSegments, (missing ?? long.MaxValue) - checksum));
        var total = Math.Clamp(packets - checksum, Merged, most);
        var (memory, other) = (Scale(MemErrors), Scale(Other));
        return this with
        {
            // The rest from rounding goes to the counter that is usually the largest.
            RcvbufErrors = RcvbufErrors is > 0 ? total - (memory ?? 0) - (other ?? 0) : RcvbufErrors,
            MemErrors = RcvbufErrors is > 0 || Other is > 0 ? memory : MemErrors is null ? null : total,
            Other = RcvbufErrors is > 0 ? other : Other is > 0 ? total - (memory ?? 0) : Other,
        };

        long? Scale(long? counted) => counted is { } number ? (long)((Int128)number * total / Merged) : null;
    }
}
