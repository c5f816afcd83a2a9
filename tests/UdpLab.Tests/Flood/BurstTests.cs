using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Tests.Flood;

/// <summary>Bursts on a veth, judged by the packets' time stamps.</summary>
[Collection(Machine.Name)]
public class BurstTests(Bed bed) : IClassFixture<Bed>
{
    private const int Bursts = 12;

    /// <summary>
    /// No burst leaves before it is due, so the packets are no closer together than the rate; and those of a burst leave within
    /// microseconds, while the next is not due for 20 milliseconds: on a busy machine most are over within 5, if not all.
    /// </summary>
    [Theory]
    [InlineData("Socket", 1, 50, "")]
    [InlineData("Socket", 8, 400, "-Burst 8")]
    [InlineData("Xdp", 1, 50, "")]
    [InlineData("Xdp", 8, 400, "-Burst 8")]
    public void PacketsOfABurstLeaveBackToBackAndTheNextWhenItIsDue(string backend, int burst, double rate, string how)
    {
        using Receiver receiver = Receiver.In("udplab-" + bed.Session.One("$bed.Sink.Name"), IPAddress.Any);
        DateTimeOffset asked = DateTimeOffset.UtcNow;
        PSObject flood = bed.Session.One($"Invoke-UdpFlood $bed.SinkAddress {receiver.Port} -LabHost $bed.Generator -Backend {backend} -RatePps {rate} -Count {burst * Bursts} {how}");
        PktgenPacket[] packets = [.. receiver.Get(burst * Bursts).Select(r => PktgenPacket.Read(r.Buffer)).OrderBy(p => p.Sequence)];
        Assert.Equal(burst * Bursts, packets.Length);
        Assert.Equal(burst, flood.Long("Burst"));
        Assert.InRange(flood.Double("MeanBurst"), burst, burst * Bursts);

        // The wall clock may be adjusted slightly meanwhile.
        const double adjusted = 0.001;
        Assert.DoesNotContain(packets, p => Seconds(p) < (p.Sequence / burst * burst / rate) - adjusted);
        double[] lengths = [.. packets.GroupBy(p => p.Sequence / burst).Select(b => b.Max(Seconds) - b.Min(Seconds))];
        Assert.InRange(lengths.Count(seconds => seconds < 0.005), Bursts / 2, Bursts);

        double Seconds(PktgenPacket packet) => (packet.Time.AddMicroseconds(packet.Microseconds) - asked).TotalSeconds;
    }

    [Theory]
    [InlineData("Socket", "", 64, false)]
    [InlineData("Socket", "-RatePps 100000", 5, true)]
    [InlineData("Socket", "-RatePps 100000 -Burst 3", 3, true)]
    [InlineData("Socket", "-Gso 4", 32, false)]
    [InlineData("Xdp", "", 64, false)]
    [InlineData("Xdp", "-RatePps 100000", 1, true)]
    [InlineData("Xdp", "-RatePps 100000 -Burst 200", 200, true)]
    public void TheMeasurementHasTheBurst(string backend, string how, int burst, bool paced)
    {
        PSObject measurement = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Generator -Backend {backend} -Count 1000 {how} | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 8000000");
        Assert.Equal(burst, measurement.Long("Burst"));
        Assert.Equal(paced, measurement.Get("Flood.MeanBurst") is double);
    }
}
