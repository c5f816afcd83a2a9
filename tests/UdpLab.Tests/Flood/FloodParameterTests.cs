using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Tests.Flood;

/// <summary>What each parameter of Invoke-UdpFlood does, received by a plain socket on this machine.</summary>
[Collection(Machine.Name)]
public class FloodParameterTests(Session session) : IClassFixture<Session>
{
    [Theory]
    [InlineData(60, 18)]
    [InlineData(342, 300)]
    [InlineData(1514, 1472)]
    [InlineData(9000, 8958)]
    public void ThePacketSizeIsTheFramesWithoutFcs(int packetSize, int payload)
    {
        UdpReceiveResult[] received = Send($"-PacketSize {packetSize} -Count 20 -RatePps 5000", 20, out PSObject flood);

        Assert.Equal(packetSize, flood.Long("PacketSize"));
        Assert.All(received, r => Assert.Equal(payload, r.Buffer.Length));
        Assert.Equal(20, received.Length);
    }

    [Fact]
    public void Ipv6PacketsAreAtLeast80Bytes()
    {
        using Receiver receiver = Receiver.On(IPAddress.IPv6Loopback);
        PSObject flood = session.One($"Invoke-UdpFlood ::1 {receiver.Port} -Count 20 -RatePps 5000");

        Assert.Equal(80, flood.Long("PacketSize"));
        Assert.All(receiver.Get(20), r => Assert.Equal(18, r.Buffer.Length));
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(7, "")]
    [InlineData(7, "-Threads 2")]
    [InlineData(40, "-Threads 3")]
    public void FlowsAreSourcePorts(int flows, string more)
    {
        UdpReceiveResult[] received = Send($"-Flows {flows} -Count 400 -Burst 1 -RatePps 10000 {more}", 400, out PSObject flood);

        Assert.Equal(flows, flood.Long("Flows"));
        Assert.Equal(flows, received.Select(r => r.RemoteEndPoint.Port).Distinct().Count());
        Assert.Equal(400, received.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ThreadsShareTheCount(int threads)
    {
        UdpReceiveResult[] received = Send($"-Threads {threads} -Count 301 -RatePps 10000", 301, out PSObject flood);

        Assert.Equal(301, received.Length);
        Assert.Equal(301, flood.Long("Sent"));
        Assert.Equal(threads, flood.Long("Threads"));
        IReadOnlyList<PSObject> shares = flood.All("PerThread");
        Assert.Equal(threads, shares.Count);
        Assert.Equal(301, shares.Sum(s => s.Long("Sent")));
        Assert.All(shares, s => Assert.InRange(s.Long("Sent"), 100, 301));
    }

    [Fact]
    public void ThreadsArePinnedWhereTheyAreTold()
    {
        int last = Environment.ProcessorCount - 1;
        Send($"-Threads 2 -Cpu {last}, 0 -Count 100 -RatePps 10000", 100, out PSObject flood);

        Assert.Equal([last, 0], flood.All("PerThread").Select(s => s.Long("Cpu")));
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(20000)]
    public void TheRateIsTheOneAsked(int rate)
    {
        // Never faster; and if the machine allows it, at least once in ten attempts, that fast.
        double pps = 0;
        for (int attempt = 0; attempt < 10 && pps < 0.5 * rate; attempt++)
        {
            PSObject measurement = session.One($"Invoke-UdpFlood -RatePps {rate} -Duration 0.4 | Measure-Sink -ReceiveBuffer 4000000");
            Assert.Equal(rate, measurement.Double("Flood.RatePps"));
            Assert.InRange(measurement.Long("Flood.Sent"), 1, 1 + (rate * measurement.Double("Flood.Seconds")));
            pps = Math.Max(pps, measurement.Double("Flood.Pps"));
        }

        Assert.InRange(pps, 0.5 * rate, double.MaxValue);
    }

    [Fact]
    public void ThreadsShareTheRate()
    {
        PSObject flood = session.One($"Invoke-UdpFlood -Port {Receiver.FreePort()} -Threads 2 -RatePps 4000 -Duration 0.5");

        Assert.InRange(flood.Long("Sent"), 1, 2 + (4000 * flood.Double("Seconds")));
        Assert.All(flood.All("PerThread"), t => Assert.InRange(t.Long("Sent"), 0, 1 + (2000 * flood.Double("Seconds"))));
    }

    [Theory]
    [InlineData("-Burst 1")]
    [InlineData("-Burst 100")]
    [InlineData("-Gso 10")]
    [InlineData("-Gso 64 -Burst 3")]
    public void TheCountIsExactAtFullSpeed(string how)
    {
        PSObject measurement = session.One($"Invoke-UdpFlood -Count 20003 {how} | Measure-Sink");

        Assert.Equal(20003, measurement.Long("Flood.Sent"));
        Assert.Equal(0, measurement.Long("Flood.Errors"));
        Assert.Equal("Completed", measurement.Text("Flood.State"));
    }

    [Fact]
    public void TheDurationIsTheOneAsked()
    {
        PSObject flood = session.One($"Invoke-UdpFlood -Port {Receiver.FreePort()} -Duration 0.4");

        Assert.InRange(flood.Double("Seconds"), 0.39, 0.4 + Machine.Soon);
        Assert.InRange(flood.Long("Sent"), 1, long.MaxValue);
        Assert.Equal("Completed", flood.Text("State"));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(1000)]
    public void SegmentationMakesPacketsOfTheRightSize(int packetSize)
    {
        UdpReceiveResult[] received = Send($"-Gso 8 -PacketSize {packetSize} -Count 203 -RatePps 5000", 203, out PSObject flood);

        Assert.Equal(203, flood.Long("Sent"));
        Assert.Equal(203, received.Length);
        Assert.All(received, r => Assert.Equal(packetSize - 42, r.Buffer.Length));
        Assert.Equal(Enumerable.Range(0, 203).Select(i => (uint)i), received.Select(r => PktgenPacket.Read(r.Buffer).Sequence).Order());
    }

    [Fact]
    public void TheSourceIsTheOneAsked()
    {
        UdpReceiveResult[] received = Send("-Source 127.0.0.77 -Count 10 -RatePps 5000", 10, out PSObject flood);

        Assert.Equal("127.0.0.77", flood.Text("Source"));
        Assert.All(received, r => Assert.Equal(IPAddress.Parse("127.0.0.77"), r.RemoteEndPoint.Address));
    }

    [Fact]
    public void EveryPacketCarriesThePktgenHeader()
    {
        UdpReceiveResult[] received = Send("-Count 100 -RatePps 5000", 100, out _);
        PktgenPacket[] packets = [.. received.Select(r => PktgenPacket.Read(r.Buffer))];

        Assert.All(packets, p => Assert.Equal(PktgenPacket.ExpectedMagic, p.Magic));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (uint)i), packets.Select(p => p.Sequence).Order());
        Assert.All(packets, p => Assert.InRange((DateTimeOffset.UtcNow - p.Time).TotalSeconds, -2, 60));
        Assert.All(packets, p => Assert.InRange(p.Microseconds, 0, 999_999));
    }

    [Fact]
    public void AutoSaysWhyItTookTheBackend()
    {
        ScriptRun run = session.Run($"Invoke-UdpFlood -Port {Receiver.FreePort()} -Count 10 -RatePps 5000 -Verbose").MustBeClean();

        PSObject flood = Assert.Single(run.Output);
        Assert.Equal("Socket", flood.Text("Backend"));
        Assert.Contains(run.Verbose, v => v.StartsWith("Backend Socket: the destination is this host", StringComparison.Ordinal));
        Assert.Contains("this host", flood.Text("BackendReason"));
    }

    [Fact]
    public void AnInterfaceIsUsed()
    {
        UdpReceiveResult[] received = Send("-Interface lo -Count 10 -RatePps 5000", 10, out PSObject flood);

        Assert.Equal(10, received.Length);
        Assert.Equal("lo", flood.Text("Interface"));
    }

    [Fact]
    public void WhatIfSendsNothing()
    {
        UdpReceiveResult[] received = Send("-Count 10 -WhatIf", 0, out PSObject flood, expected: false);

        Assert.Empty(received);
        Assert.Null(flood);
        Assert.Empty(session.Give("Invoke-UdpFlood -WhatIf | Measure-Sink"));
    }

    [Fact]
    public void HostsComeByThePipelineAndByName()
    {
        int port = Receiver.FreePort();
        IReadOnlyList<PSObject> floods = session.Give($"'local', 'local' | Invoke-UdpFlood -Port {port} -Count 10 -RatePps 5000; Invoke-UdpFlood -Session local -Port {port} -Count 10 -RatePps 5000");

        Assert.Equal([10L, 10, 10], floods.Select(f => f.Long("Sent")));
        Assert.All(floods, f => Assert.Equal("local", f.Text("Host")));
    }

    private UdpReceiveResult[] Send(string parameters, int count, out PSObject flood, bool expected = true)
    {
        using Receiver receiver = Receiver.On(IPAddress.Loopback);
        IReadOnlyList<PSObject> given = session.Give($"Invoke-UdpFlood -Destination 127.0.0.1 -Port {receiver.Port} {parameters}");
        flood = expected ? Assert.Single(given) : given.SingleOrDefault()!;
        return receiver.Get(count);
    }
}
