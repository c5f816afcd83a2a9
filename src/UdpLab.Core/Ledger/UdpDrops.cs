namespace UdpLab;

/// <summary>
/// Shares the drops out between UDP's counters and the sink's sockets. A packet a socket refuses is counted twice: at
/// the socket (sk_drops) and in RcvbufErrors, MemErrors or InCsumErrors; InErrors counts all three once more.
/// </summary>
/// <param name="RcvbufErrors">The sink's packets refused because a socket's buffer was full; null where not counted.</param>
/// <param name="MemErrors">The sink's packets refused for UDP's memory limit; null before Linux 5.11.</param>
/// <param name="InCsumErrors">The sink's packets with a wrong checksum; null where not counted.</param>
/// <param name="Other">The sockets' drops in none of those; null where the kernel does not tell a socket's drops.</param>
/// <param name="OtherSockets">Drops in those counters that were not the sink's.</param>
internal sealed record UdpDrops(long? RcvbufErrors, long? MemErrors, long? InCsumErrors, long? Other, long OtherSockets)
{
    /// <summary>UDP_MAX_SEGMENTS of the newest kernels: no super-packet has more segments.</summary>
    private const long MostSegments = 128;

    private long Merged => (RcvbufErrors ?? 0) + (MemErrors ?? 0) + (Other ?? 0);

    /// <summary>Each drop once, in the units the kernel counted in.</summary>
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

        // Drops the sockets have and the counters do not: batched PROTO_MEM drops of 6.18 and 6.19, MemErrors before
        // 5.11, socket filters.
        return own with { Other = left, OtherSockets = raw - claimed };

        long? Claim(long? counted)
        {
            var share = counted is { } number ? Math.Min(number, left) : (long?)null;
            left -= share ?? 0;
            return share;
        }
    }

    /// <summary>
    /// The same in packets, where GRO had UDP count super-packets: those IP saw and nothing else accounts for, but never
    /// fewer than one a drop nor more than a super-packet can hold, nor more than are missing.
    /// </summary>
    /// <param name="unaccounted">Packets IP saw less all that are accounted for, null where the kernel does not tell.</param>
    /// <param name="missing">Packets sent that are not accounted for, null where the number sent is not known.</param>
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
            // What rounding leaves goes to the counter that has most of them as a rule.
            RcvbufErrors = RcvbufErrors is > 0 ? total - (memory ?? 0) - (other ?? 0) : RcvbufErrors,
            MemErrors = RcvbufErrors is > 0 || Other is > 0 ? memory : MemErrors is null ? null : total,
            Other = RcvbufErrors is > 0 ? other : Other is > 0 ? total - (memory ?? 0) : Other,
        };

        long? Scale(long? counted) => counted is { } number ? (long)((Int128)number * total / Merged) : null;
    }
}
