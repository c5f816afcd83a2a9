using System.Text.Json.Nodes;

namespace UdpLab.Tests;

/// <summary>Overlaps are rules of the catalogue: another entry is settled without code of its own.</summary>
public sealed class OverlapTests
{
    // The kernel's reasons for dropping packets: for packets in no other counter, and for some that are in others.
    private static readonly LossCatalogue _withReasons = With(
        """{ "counter": "OTHERHOST", "layer": "Ip", "source": "Reason", "meaning": "the frame's MAC address is another host's" }""",
        """{ "counter": "NO_SOCKET", "layer": "Udp", "source": "Reason", "meaning": "no socket for them", "alsoIn": [ { "counters": [ "NoPorts" ] } ] }""",
        """{ "counter": "SOCKET_RCVBUFF", "layer": "Udp", "source": "Reason", "meaning": "the buffer was full", "alsoIn": [ { "counters": [ "RcvbufErrors" ], "alsoIn": [ { "counters": [ "drops" ] } ] } ] }""",
        """{ "counter": "CPU_BACKLOG", "layer": "Softnet", "source": "Reason", "meaning": "the backlog was full", "alsoIn": [ { "counters": [ "dropped" ], "alsoIn": [ { "counters": [ "rx_dropped" ], "at": "Receivers", "alsoIn": [ { "counters": [ "tx_dropped" ], "at": "Peer" } ] } ] } ] }""");

    [Fact]
    public void AReasonIsTheLossOfPacketsThatNoCounterHas()
    {
        Ledger ledger = Build(new World { Received = 10, Vanished = 7, BufferFull = 2 }, ("OTHERHOST", 7));

        Assert.Equal(0, ledger.Unexplained);
        LedgerEntry entry = ledger.Entry(LedgerLayer.Ip, "OTHERHOST");
        Assert.Equal((7, true, "skb:kfree_skb, reason OTHERHOST"), (entry.Packets, entry.IsLoss, entry.Source));
    }

    [Theory]
    [InlineData("NO_SOCKET", LedgerLayer.Udp, "NoPorts")]
    [InlineData("SOCKET_RCVBUFF", LedgerLayer.Udp, "RcvbufErrors")]
    [InlineData("CPU_BACKLOG", LedgerLayer.Softnet, "dropped")]
    public void AReasonThatACounterHasTooIsCountedOnce(string reason, LedgerLayer layer, string counter)
    {
        World world = new() { Received = 10, NoPorts = 9, BufferFull = 9, BacklogDrops = 9, OtherBacklogDrops = 4, OtherSocketsDrops = 3 };

        Ledger ledger = Build(world, (reason, 6));

        Assert.Equal(0, ledger.Unexplained);
        Assert.Equal(world.Ledger().Losses, ledger.Losses);
        Assert.Equal((6, 3), (ledger.Packets(layer, reason), ledger.Packets(layer, counter)));
        Assert.Equal((4, 3), (ledger.Packets(LedgerLayer.Softnet, "dropped, other devices"), ledger.Packets(LedgerLayer.Udp, "drops of other sockets")));
    }

    [Fact]
    public void WithoutReasonsTheLedgerIsTheSame()
    {
        World world = new() { Received = 10, BufferFull = 9 };

        Assert.Equal(world.Ledger().Entries, Build(world).Entries);
    }

    private static Ledger Build(World world, params (string Reason, long Packets)[] reasons) =>
        LedgerBuilder.Build(world.Input() with { Reasons = reasons.ToDictionary(r => r.Reason, r => r.Packets) }, _withReasons);

    private static LossCatalogue With(params string[] entries)
    {
        using Stream stream = typeof(LossCatalogue).Assembly.GetManifestResourceStream(LossCatalogue.Resource)!;
        JsonNode catalogue = JsonNode.Parse(stream)!;
        foreach (string entry in entries)
        {
            // Before the counter that includes its packets.
            catalogue["counters"]!.AsArray().Insert(0, JsonNode.Parse(entry));
        }

        return EmbeddedData.Parse<LossCatalogue>(catalogue.ToJsonString());
    }
}
