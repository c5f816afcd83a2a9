using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Tests.Flood;

/// <summary>What floods send, received by a plain socket at the other end.</summary>
[Collection(Machine.Name)]
public class BedFloodTests(Bed bed) : IClassFixture<Bed>
{
    // Redirected frames occupy whole pages: a socket's default buffer holds a few dozen.
    private const string RoomySink = "Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 8000000";

    [Theory]
    [InlineData("Socket", "0.0.0.0")]
    [InlineData("Socket", "::")]
    [InlineData("Xdp", "0.0.0.0")]
    [InlineData("Xdp", "::")]
    public void EveryPacketCarriesThePktgenHeader(string backend, string address)
    {
        UdpReceiveResult[] received = Send(backend, address, "-Count 300 -RatePps 5000 -Flows 3", 300, out PSObject flood);
        PktgenPacket[] packets = [.. received.Select(r => PktgenPacket.Read(r.Buffer))];

        // With a wrong checksum an IPv6 packet would not have reached the socket.
        Assert.Equal(300, received.Length);
        Assert.Equal(backend, flood.Text("Backend"));
        Assert.All(received, r => Assert.Equal(18, r.Buffer.Length));
        Assert.All(packets, p => Assert.Equal(PktgenPacket.ExpectedMagic, p.Magic));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (uint)i), packets.Select(p => p.Sequence).Order());
        Assert.All(packets, p => Assert.InRange((DateTimeOffset.UtcNow - p.Time).TotalSeconds, -2, 60));
        Assert.All(packets, p => Assert.InRange(p.Microseconds, 0, 999_999));
        Assert.Equal(3, received.Select(r => r.RemoteEndPoint.Port).Distinct().Count());
    }

    [Theory]
    [InlineData("0.0.0.0", 61, 19)]
    [InlineData("0.0.0.0", 1514, 1472)]
    [InlineData("::", 81, 19)]
    [InlineData("::", 1514, 1452)]
    public void XdpSendsTheSizeAsked(string address, int packetSize, int payload)
    {
        UdpReceiveResult[] received = Send("Xdp", address, $"-Count 50 -RatePps 5000 -PacketSize {packetSize}", 50, out _);

        Assert.Equal(50, received.Length);
        Assert.All(received, r => Assert.Equal(payload, r.Buffer.Length));
    }

    [Theory]
    [InlineData("-Count 501 -Threads 1")]
    [InlineData("-Count 501 -Threads 2")]
    [InlineData("-Count 501 -Threads 1 -Cpu 0")]
    [InlineData("-Count 501 -Threads 2 -RatePps 20000 -Flows 5")]
    public void TheCountOfXdpIsExact(string parameters)
    {
        PSObject measurement = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp {parameters} | {RoomySink}");

        Assert.Equal(501, measurement.Long("Flood.Sent"));
        Assert.Equal(501, measurement.All("Flood.PerThread").Sum(t => t.Long("Sent")));
        Assert.Equal(501, measurement.Long("Packets") + measurement.Long("Ledger.Losses"));
        Assert.Equal(0, measurement.Long("OutOfOrder"));
        Assert.Equal(0, measurement.Long("Duplicates"));
        measurement.MustAddUp();
    }

    [Fact]
    public void AutoTakesXdpOverAWireThatDelivers()
    {
        ScriptRun run = bed.Session.Run($"Invoke-UdpFlood -LabHost $bed.Generator -RatePps 5000 -Count 100 -Verbose | {RoomySink}").MustBeClean();

        PSObject measurement = Assert.Single(run.Output);
        Assert.Equal("Xdp", measurement.Text("Flood.Backend"));
        Assert.Contains(run.Verbose, v => v.StartsWith("Backend Xdp: ", StringComparison.Ordinal));
        Assert.Equal(bed.Session.One("$bed.SinkAddress").ToString(), measurement.Text("Flood.Destination"));
        Assert.Matches("^[0-9a-f]{2}(:[0-9a-f]{2}){5}$", measurement.Text("Flood.DestinationMac"));
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(50000)]
    public void TheRateOfXdpIsTheOneAsked(int rate)
    {
        // Never faster; and if the machine allows it, at least once in ten attempts, that fast.
        double pps = 0;
        for (int attempt = 0; attempt < 10 && pps < 0.5 * rate; attempt++)
        {
            PSObject measurement = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -RatePps {rate} -Duration 0.4 | {RoomySink}");
            Assert.InRange(measurement.Long("Flood.Sent"), 1, 1 + (rate * measurement.Double("Flood.Seconds") * 1.01));
            pps = Math.Max(pps, measurement.Double("Flood.Pps"));
        }

        Assert.InRange(pps, 0.5 * rate, double.MaxValue);
    }

    [Fact]
    public void TheDurationOfXdpIsTheOneAsked()
    {
        PSObject flood = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Destination $bed.SinkAddress -Backend Xdp -Duration 0.4");

        // From the first frame to the last: the program drops those that come later.
        Assert.InRange(flood.Double("Seconds"), 0, 0.4);
        Assert.InRange(flood.Long("Sent"), 1, long.MaxValue);
        Assert.Equal("Completed", flood.Text("State"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Address ::")]
    public void InjectedFramesArriveAsIfTheWireHadBroughtThem(string address)
    {
        PSObject measurement = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Sink -Inject -Interface $bed.SinkInterface -Count 1000 -RatePps 10000 -Flows 4 | {RoomySink} {address}");

        Assert.Equal("Xdp", measurement.Text("Flood.Backend"));
        Assert.Equal(1000, measurement.Long("Flood.Sent"));
        Assert.Equal(1000, measurement.Long("Packets"));
        Assert.Equal(0, measurement.Long("Lost"));
        measurement.MustAddUp();
        Assert.Equal(0, measurement.Long("Ledger.KernelDifference"));
    }

    [Fact]
    public void AStrangeDestinationMacIsNotTakenIn()
    {
        ErrorRecord error = bed.Session.Run("Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -DestinationMac 02:00:00:00:00:99 -Count 100 -RatePps 10000 | Measure-Sink -ReceiveBuffer 4000000 -LabHost $bed.Sink -Timeout 20").MustFail("NoPacket");

        Assert.Contains("100 packets left the generator", error.Exception.Message);
        Assert.Contains("destination MAC", error.Exception.Message);
        Assert.Equal(0, PSObject.AsPSObject(error.TargetObject).Long("Received"));
    }

    [Fact]
    public void TheSourceOfXdpIsTheOneAsked()
    {
        string address = Ipv6(77);
        UdpReceiveResult[] received = Send("Xdp", "::", $"-Source {address} -Count 20 -RatePps 5000", 20, out PSObject flood);

        Assert.Equal(address, flood.Text("Source"));
        Assert.Equal(20, received.Length);
        Assert.All(received, r => Assert.Equal(IPAddress.Parse(address), r.RemoteEndPoint.Address));
    }

    [Fact]
    public void APeerWithoutNapiIsFoundOutBeforeTheFlood()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/ethtool") || File.Exists("/usr/bin/ethtool"), "ethtool is not installed.");
        string space = "udplab-" + bed.Session.One("$bed.Sink.Name"), end = bed.Session.One("$bed.SinkInterface").ToString()!;
        Space.Run(space, "ethtool", "-K", end, "gro", "off");
        try
        {
            ErrorRecord error = bed.Session.Run($"Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Count 100 | {RoomySink}").MustFail("NotSupported.Interface");
            Assert.Contains("without NAPI", error.Exception.Message);
            Assert.Contains("gro on", error.Exception.Message);

            PSObject measurement = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Generator -Count 100 -RatePps 5000 | {RoomySink}");
            Assert.Equal("Socket", measurement.Text("Flood.Backend"));
            Assert.Contains("without NAPI", measurement.Text("Flood.BackendReason"));
            Assert.Equal(100, measurement.Long("Packets"));
        }
        finally
        {
            Space.Run(space, "ethtool", "-K", end, "gro", "on");
        }
    }

    private UdpReceiveResult[] Send(string backend, string address, string parameters, int count, out PSObject flood)
    {
        Session session = bed.Session;
        IPAddress any = IPAddress.Parse(address);
        string destination = any.AddressFamily == AddressFamily.InterNetworkV6 ? Ipv6(2) : session.One("$bed.SinkAddress").ToString()!;
        using Receiver receiver = Receiver.In("udplab-" + session.One("$bed.Sink.Name"), any);
        flood = session.One($"Invoke-UdpFlood -LabHost $bed.Generator -Destination {destination} -Port {receiver.Port} -Backend {backend} {parameters}");
        return receiver.Get(count);
    }

    /// <summary>An address of the wire's IPv6 subnet, in its shortest form.</summary>
    private string Ipv6(int host)
    {
        byte[] ipv4 = IPAddress.Parse(bed.Session.One("$bed.SinkAddress").ToString()!).GetAddressBytes();
        return IPAddress.Parse($"2001:2:0:{ipv4[2]:x}::{host}").ToString();
    }
}
