using System.Globalization;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>
/// A kernel that counts like real ones: a test says what happened to the packets, and the world changes every counter that
/// would change, overlaps included. What happened to the packets is the truth that a ledger is compared with.
/// </summary>
internal sealed record World
{
    public bool Ipv6 { get; init; }

    /// <summary>An old veth copies all of the sender's drops into the receiver's rx_dropped and has no queue statistics.</summary>
    public bool OldVeth { get; init; }

    /// <summary>Segments per super-packet; 1 without GRO.</summary>
    public int Segments { get; init; } = 1;

    public long QdiscDrops { get; init; }

    /// <summary>Dropped by the sending veth only.</summary>
    public long SenderDrops { get; init; }

    /// <summary>Redirected frames refused by the receiver's ring.</summary>
    public long RingDrops { get; init; }

    /// <summary>Dropped by the receiving veth's driver.</summary>
    public long DriverDrops { get; init; }

    /// <summary>Dropped by the receiving device's core for another reason.</summary>
    public long StackDrops { get; init; }

    public long BacklogDrops { get; init; }

    /// <summary>Backlog drops of other devices of the host.</summary>
    public long OtherBacklogDrops { get; init; }

    public long Missed { get; init; }

    public long AddressErrors { get; init; }

    public long NoPorts { get; init; }

    /// <summary>Drops at the socket, in super-packets if there are any.</summary>
    public long BufferFull { get; init; }

    public long MemoryFull { get; init; }

    /// <summary>Refused for lack of memory and counted only by the socket, as in 6.18.</summary>
    public long SilentMemoryFull { get; init; }

    public long BadChecksums { get; init; }

    public long OtherSocketsDrops { get; init; }

    public long LeftInSocket { get; init; }

    public long Received { get; init; }

    /// <summary>Packets that vanished without being counted.</summary>
    public long Vanished { get; init; }

    public bool SocketTells { get; init; } = true;

    private long SocketDrops => BufferFull + MemoryFull + SilentMemoryFull + BadChecksums;

    private long ReachedUdp => NoPorts + BadChecksums + (Segments * (BufferFull + MemoryFull + SilentMemoryFull)) + LeftInSocket + Received;

    private long Sent => QdiscDrops + SenderDrops + RingDrops + DriverDrops + StackDrops + BacklogDrops + Missed + AddressErrors
        + ReachedUdp + Vanished;

    public Ledger Ledger() => LedgerBuilder.Build(Input());

    public LedgerInput Input() => new()
    {
        Before = Counters(moved: false),
        After = Counters(moved: true),
        Ipv6 = Ipv6,
        Gro = Segments > 1,
        TotalPackets = Received,
        TotalDatagrams = Received,
        WindowPackets = Received,
        LeftInSocket = LeftInSocket,
        SocketDrops = SocketTells ? SocketDrops : null,
        Generators = [new LedgerGenerator { Sent = Sent, Interface = "g0", Before = Counters(moved: false), After = Counters(moved: true) }],
    };

    private Counters Counters(bool moved)
    {
        // Large enough that the counters wrap between the readings.
        ulong start = ulong.MaxValue - 5;
        string Now(long delta) => unchecked(start + (ulong)(moved ? delta : 0)).ToString(CultureInfo.InvariantCulture);
        string memory = Now(MemoryFull);
        string full = Now(BufferFull + OtherSocketsDrops);
        string real = Now(AddressErrors + ReachedUdp + (Segments > 1 ? 0 : OtherSocketsDrops));
        string errors = Now(BufferFull + OtherSocketsDrops + MemoryFull + BadChecksums);
        return new Counters
        {
            Snmp = Ipv6 ? "" : $"Ip: InReceives InAddrErrors\nIp: {real} {Now(AddressErrors)}\n"
                + "Udp: InDatagrams NoPorts InErrors RcvbufErrors InCsumErrors MemErrors\n"
                + $"Udp: {Now(Received)} {Now(NoPorts)} {errors} {full} {Now(BadChecksums)} {memory}\n",
            Netstat = Ipv6 ? "" : $"IpExt: InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts\nIpExt: {real} {Now(0)} {Now(0)} {Now(0)}\n",
            Snmp6 = !Ipv6 ? "" : $"Ip6InReceives \t{real}\nIp6InAddrErrors \t{Now(AddressErrors)}\nIp6InNoECTPkts \t{real}\n"
                + "Ip6InECT1Pkts \t0\nIp6InECT0Pkts \t0\nIp6InCEPkts \t0\n"
                + $"Udp6InDatagrams \t{Now(Received)}\nUdp6NoPorts \t{Now(NoPorts)}\nUdp6InErrors \t{errors}\n"
                + $"Udp6RcvbufErrors \t{full}\nUdp6InCsumErrors \t{Now(BadChecksums)}\nUdp6MemErrors \t{memory}\n",
            Softnet = $"00000000 {unchecked((uint)(0xfffffff0 + (moved ? BacklogDrops + OtherBacklogDrops : 0))):x8}"
                + string.Concat(Enumerable.Repeat(" 00000000", 11)) + "\n",
            Devices = [Sender(moved ? 1 : 0), Receiver(moved ? 1 : 0)],
        };
    }

    private DeviceCounters Sender(int moved) => new()
    {
        Name = "g0",
        Driver = "veth",
        QdiscDrops = QdiscDrops * moved,
        Statistics = new() { ["tx_dropped"] = (ulong)((SenderDrops + RingDrops + BacklogDrops) * moved) },
        Ethtool = OldVeth ? new() { ["peer_ifindex"] = 3 } : new() { ["tx_queue_0_xdp_xmit_errors"] = 0, ["tx_queue_1_xdp_xmit_errors"] = (ulong)(RingDrops * moved) },
    };

    private DeviceCounters Receiver(int moved) => new()
    {
        Name = "s0",
        Driver = "veth",
        Statistics = new()
        {
            ["rx_packets"] = (ulong)((ReachedUdp + AddressErrors) * moved),
            ["rx_missed_errors"] = (ulong)(Missed * moved),
            ["rx_dropped"] = (ulong)((DriverDrops + StackDrops + BacklogDrops + RingDrops + (OldVeth ? SenderDrops + BacklogDrops : 0)) * moved),
        },
        Ethtool = OldVeth ? [] : new() { ["rx_queue_0_drops"] = (ulong)(DriverDrops * moved) },
    };
}
