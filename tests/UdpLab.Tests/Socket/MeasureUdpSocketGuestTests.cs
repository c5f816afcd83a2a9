using System.Management.Automation;

namespace UdpLab.Tests.Sockets;

/// <summary>Measure-UdpSocket on another machine over SSH, whose kernel has no udp_diag: the host's count serves, which is the server's if no other socket receives.</summary>
[Collection(Machine.Name)]
[Trait("Needs", "Guests")]
public sealed class MeasureUdpSocketGuestTests(SharedGuests shared)
{
    [Fact]
    public void AServerOfAMachineWithoutUdpDiagIsMeasuredByTheHostsCount()
    {
        Machine.RequireRoot();
        using ConnectedPair pair = new(shared);
        (Guests guests, Session session) = (pair.Guests, pair.Session);
        session.Give("Start-Sink server -LabHost dut -Port 6000 -Echo -ReceiveBuffer 4000000");
        PSObject m = Assert.Single(session.Run("Invoke-UdpFlood -LabHost gen -CountReplies -RatePps 1500 -Count 1500 | Measure-UdpSocket -LabHost dut -Port 6000").MustBeClean().Output);
        Assert.Equal(("Host", 1500L, 0L), (m.Text("PacketBasis"), m.Long("Packets") + m.Long("Ledger.Losses"), m.Long("Ledger.Unexplained")));

        // A reply may be lost on the way back, in a queue of the guests' cable.
        Assert.InRange(m.Long("Flood.Replies") + m.Long("Flood.ReplyDrops"), 1, m.Long("Packets"));
        Assert.Equal("udplab-agent", m.Text("Process"));
        Assert.Contains(m.All("Notes"), note => note.Text("Code") == "CountOfHost" && note.Text("Message").Contains("udp_diag", StringComparison.Ordinal));
        Assert.InRange(m.Double("CpuNsPerPacket"), 1, double.MaxValue);
        PSObject own = session.One("Stop-Sink server");
        Assert.Equal(own.Long("Packets"), m.Long("Packets"));
    }
}
