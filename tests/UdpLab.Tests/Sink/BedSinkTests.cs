using System.Management.Automation;

namespace UdpLab.Tests.Sink;

/// <summary>What Measure-Sink does with packets from a veth.</summary>
[Collection(Machine.Name)]
public class BedSinkTests(TwoQueueBed bed) : IClassFixture<TwoQueueBed>
{
    [Theory]
    [InlineData("Recvmsg", 60)]
    [InlineData("Recvmmsg", 60)]
    [InlineData("Recvmmsg", 514)]
    public void GroCountsSegments(string method, int packetSize)
    {
        PSObject measurement = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Generator -Backend Socket -Gso 16 -PacketSize {packetSize} -RatePps 40000 -Count 16007 | Measure-Sink -ReceiveBuffer 32000000 -LabHost $bed.Sink -Gro -Method {method}");

        Assert.Equal(16007, measurement.Long("Packets"));
        Assert.Equal(16007 * (packetSize - 42), measurement.Long("Bytes"));
        Assert.Equal(0, measurement.Long("OutOfOrder"));
        Assert.Equal(0, measurement.Long("Duplicates"));
        Assert.Equal(0, measurement.Long("BadMagic"));
        Assert.Equal(0, measurement.Long("Lost"));
        measurement.MustAddUp();

        // The kernel did deliver trains.
        Assert.InRange(measurement.Long("Ledger.KernelReceived"), 1, 8000);
        Assert.Equal(0, measurement.Long("Ledger.KernelDifference"));
    }

    [Fact]
    public void AnInterfaceOnlyHearsItsOwn()
    {
        PSObject heard = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -RatePps 10000 -Count 300 | Measure-Sink -LabHost $bed.Sink -Interface $bed.SinkInterface -ReceiveBuffer 8000000");
        Assert.Equal(300, heard.Long("Packets"));

        ErrorRecord error = bed.Session.Run("Invoke-UdpFlood -LabHost $bed.Generator -Destination $bed.SinkAddress -Force -RatePps 10000 -Count 300 | Measure-Sink -ReceiveBuffer 4000000 -LabHost $bed.Sink -Interface lo -Timeout 20").MustFail("NoPacket");
        Assert.Equal(300, PSObject.AsPSObject(error.TargetObject).Counted("NoPorts"));
    }

    [Fact]
    public void AnInterfaceFromThePipelineBindsOnItsHostAlone()
    {
        // Here the port is taken; on the interface's host it is free.
        using Receiver taken = Receiver.On(System.Net.IPAddress.Any);
        ScriptRun run = bed.Session.Run($"Get-LabNic $bed.SinkInterface -LabHost $bed.Sink | Measure-Sink -Port {taken.Port} -Timeout 0.3");

        Assert.Contains("within 0.3 s", run.MustFail("NoPacket").Exception.Message);
    }

    [Fact]
    public void TheWrongPortIsToldFromTheLedger()
    {
        ErrorRecord error = bed.Session.Run("Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Port 7001 -Force -RatePps 10000 -Count 1234 | Measure-Sink -LabHost $bed.Sink -Port 7002 -Timeout 20").MustFail("NoPacket");

        Assert.Contains("1,234 packets left the generator", error.Exception.Message);
        Assert.Contains("Udp: NoPorts 1,234", error.Exception.Message);
        Assert.Contains("Send to the port the sink listens on", error.Exception.Message);
        PSObject ledger = PSObject.AsPSObject(error.TargetObject);
        Assert.Equal("UdpLab.Ledger", ledger.TypeNames[0]);
        Assert.Equal(1234, ledger.Long("Sent"));
        Assert.Equal(0, ledger.Long("Unexplained"));
    }

    [Theory]
    [InlineData("Socket", "")]
    [InlineData("Xdp", "")]
    [InlineData("Xdp", "-Flows 100 -Threads 2")]
    public void Ipv6IsReceivedWhole(string backend, string more)
    {
        PSObject measurement = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Generator -Backend {backend} -RatePps 20000 -Count 2000 {more} | Measure-Sink -LabHost $bed.Sink -Address :: -ReceiveBuffer 8000000");

        Assert.Equal(backend, measurement.Text("Flood.Backend"));
        Assert.StartsWith("2001:2:", measurement.Text("Flood.Destination"));
        Assert.Equal(2000, measurement.Long("Packets"));
        Assert.Equal(2000 * 18, measurement.Long("Bytes"));
        Assert.Equal(0, measurement.Long("Lost"));
        measurement.MustAddUp();
        Assert.Equal(0, measurement.Long("Ledger.KernelDifference"));
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(3, "-Method Recvmmsg")]
    public void CountIsExactAtFullSpeed(int sockets, string more)
    {
        PSObject measurement = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Flows 64 | Measure-Sink -LabHost $bed.Sink -Count 20001 -Sockets {sockets} {more}");

        Assert.Equal(20001, measurement.Long("Packets"));
        Assert.Equal(20001 * 18, measurement.Long("Bytes"));
        Assert.Equal(20001, measurement.All("PerSocket").Sum(s => s.Long("Packets")));
        measurement.MustAddUp();
    }

    [Fact]
    public void TwoQueuesMeanTwoSocketsByCpu()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "This needs two CPUs.");

        // A redirected frame is received on the CPU that sent it.
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Threads 2 -Cpu 0, 1 -RatePps 10000 -Count 2000 | Measure-Sink -LabHost $bed.Sink -Sockets 2 -SteerByCpu -Cpu 0, 1 -ReceiveBuffer 8000000");

        Assert.Equal([1000L, 1000], measurement.All("PerSocket").Select(s => s.Long("Packets")));
        Assert.Equal(0, measurement.Long("OutOfOrder"));
    }

    [Fact]
    public void AConnectedSinkTurnsOtherSourcesAway()
    {
        // Two sources in turn: packets of the second find no socket, except those that came before the connection.
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Flows 2 -RatePps 400 -Count 800 | Measure-Sink -LabHost $bed.Sink -Connect -NoCheck -ReceiveBuffer 8000000");

        // Sending takes two seconds: even a connection half a second late is in time for many.
        Assert.InRange(measurement.Long("Packets"), 400, 790);
        Assert.Equal(800 - measurement.Long("Packets"), PSObject.AsPSObject(measurement.Get("Ledger")).Counted("NoPorts"));
    }

    [Fact]
    public void TheKernelsOwnCounterAgrees()
    {
        string script = "Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Duration 0.3 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4096";
        string space = bed.Session.One("'udplab-' + $bed.Sink.Name").ToString()!;
        long before = Delivered(space);
        PSObject measurement = bed.Session.One(script);

        Assert.Equal(Delivered(space) - before, measurement.Long("Ledger.Received"));
        Assert.Equal(Delivered(space) - before, measurement.Long("Ledger.KernelReceived"));
    }

    [Fact]
    public void TheMainExampleOfTheDesignRuns()
    {
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Interface $bed.GeneratorInterface -Backend Xdp -Duration 0.5 | Measure-Sink -LabHost $bed.Sink -Interface $bed.SinkInterface");

        Assert.Equal("Xdp", measurement.Text("Flood.Backend"));
        Assert.InRange(measurement.Long("Packets"), 1, measurement.Long("Flood.Sent"));
        Assert.InRange(measurement.Double("Flood.Seconds"), 0, 0.5);
        measurement.MustAddUp();
    }

    private static long Delivered(string space) => Space.Udp(space, "InDatagrams");
}
