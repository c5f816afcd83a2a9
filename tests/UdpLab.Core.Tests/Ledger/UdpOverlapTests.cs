using UdpLab.Wire;

namespace UdpLab.Tests;

public sealed class UdpOverlapTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Drops_of_other_sockets_are_no_loss_when_the_socket_tells_its_own(bool tells)
    {
        var ledger = new World { BufferFull = 5, OtherSocketsDrops = 3, SocketTells = tells }.Ledger();

        Assert.Equal(tells ? 5 : 8, ledger.Losses);
        Assert.Equal(tells ? 3 : 0, ledger.Packets(LedgerLayer.Udp, "drops of other sockets"));
    }

    [Fact]
    public void InErrors_is_never_added() =>
        Assert.Equal(6, new World { BufferFull = 1, MemoryFull = 2, BadChecksums = 3 }.Ledger().Losses);

    [Fact]
    public void Drops_the_counters_missed_are_the_sockets()
    {
        var ledger = new World { BufferFull = 1, SilentMemoryFull = 4 }.Ledger();

        Assert.Equal(4, ledger.Packets(LedgerLayer.Socket, "drops"));
        Assert.Equal(5, ledger.Losses);
    }

    [Fact]
    public void A_merged_drop_counts_its_segments()
    {
        var ledger = new World { Segments = 20, BufferFull = 100, Received = 7, LeftInSocket = 3, NoPorts = 2 }.Ledger();

        Assert.Equal(2_000, ledger.Packets(LedgerLayer.Udp, "RcvbufErrors"));
        Assert.Equal(0, ledger.Unexplained);
    }

    [Fact]
    public void Merged_drops_of_several_kinds_share_what_is_missing()
    {
        var ledger = new World { Segments = 20, BufferFull = 60, MemoryFull = 30, SilentMemoryFull = 10, BadChecksums = 4 }.Ledger();

        Assert.Equal(1_200, ledger.Packets(LedgerLayer.Udp, "RcvbufErrors"));
        Assert.Equal(600, ledger.Packets(LedgerLayer.Udp, "MemErrors"));
        Assert.Equal(200, ledger.Packets(LedgerLayer.Socket, "drops"));
        Assert.Equal(4, ledger.Packets(LedgerLayer.Udp, "InCsumErrors"));
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(7, 0)]
    public void Merged_drops_of_one_kind_are_all_its(long memory, long silent)
    {
        var ledger = new World { Segments = 20, MemoryFull = memory, SilentMemoryFull = silent }.Ledger();

        Assert.Equal(20 * memory, ledger.Packets(LedgerLayer.Udp, "MemErrors"));
        Assert.Equal(20 * silent, ledger.Packets(LedgerLayer.Socket, "drops"));
        Assert.Equal(0, ledger.Unexplained);
    }

    [Fact]
    public void Without_a_drop_nothing_is_made_of_what_is_missing() =>
        Assert.Equal(0, new World { Segments = 20, Received = 5, OtherSocketsDrops = 9 }.Ledger().Losses);

    [Fact]
    public void Without_real_packet_counts_a_merged_drop_counts_as_1()
    {
        var input = new World { Segments = 20, BufferFull = 100 }.Input();

        var ledger = LedgerBuilder.Build(input with { After = input.After with { Netstat = "" } });

        Assert.Equal(100, ledger.Losses);
    }

    [Theory]
    [InlineData(5_000_000, 12_800)]
    [InlineData(50, 100)]
    public void A_merged_drop_has_at_least_1_segment_and_at_most_128(long real, long lost)
    {
        var input = new World { BufferFull = 100 }.Input();
        const string Names = "IpExt: InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts\nIpExt: ";

        var ledger = LedgerBuilder.Build(input with
        {
            Gro = true,
            Generators = [],
            Before = input.Before with { Netstat = $"{Names}0 0 0 0\n" },
            After = input.After with { Netstat = $"{Names}{real} 0 0 0\n" },
        });

        Assert.Equal(lost, ledger.Losses);
    }

    [Fact]
    public void Other_traffic_does_not_make_more_losses_than_packets_are_missing()
    {
        // The ECN counters cover the whole namespace: they include 1,000 packets of a TCP connection.
        var input = new World { BufferFull = 100, Segments = 20, Received = 10 }.Input();
        var moved = new World { BufferFull = 100, Segments = 20, Received = 10, AddressErrors = 1_000 }.Input().After.Netstat;

        var ledger = LedgerBuilder.Build(input with { After = input.After with { Netstat = moved } });

        Assert.Equal(2_000, ledger.Losses);
        Assert.Equal(0, ledger.Unexplained);
    }

    [Fact]
    public void IPv4_counters_are_not_an_IPv6_sinks()
    {
        var ledger = LedgerBuilder.Build(new World { BufferFull = 5, SocketTells = false }.Input() with { Ipv6 = true });

        Assert.Null(ledger.Find(LedgerLayer.Udp, "RcvbufErrors"));
        Assert.Null(ledger.KernelReceived);
        Assert.Null(ledger.KernelDifference);
    }

    [Fact]
    public void An_entry_says_which_line_of_which_file_it_was_read_from()
    {
        Assert.Equal("/proc/net/snmp Udp: NoPorts", new World().Ledger().Entry(LedgerLayer.Udp, "NoPorts").Source);
        Assert.Equal("/proc/net/snmp6 Udp6NoPorts", new World { Ipv6 = true }.Ledger().Entry(LedgerLayer.Udp, "NoPorts").Source);
    }
}
