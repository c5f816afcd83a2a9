using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests.Sink;

/// <summary>What each parameter of Measure-Sink does, on this machine. Few enough packets to fit in an ordinary user's buffer, however late the sink is.</summary>
[Collection(Machine.Name)]
public class SinkParameterTests(Session session) : IClassFixture<Session>
{
    private const int SmallestPayload = 18;

    [Theory]
    [InlineData("Recvmsg", 1)]
    [InlineData("Recvmmsg", 64)]
    [InlineData("Recv", 1)]
    [InlineData("Recvfrom", 1)]
    [InlineData("Read", 1)]
    [InlineData("Epoll", 64)]
    [InlineData("IoUring", 64)]
    [InlineData("IoUringMultishot", 64)]
    [InlineData("PacketRing", 1)]
    [InlineData("AfXdp", 1)]
    public void EveryMethodReceivesEveryPacketOnce(string method, int batch)
    {
        if (method is "PacketRing" or "AfXdp")
        {
            Machine.RequireRoot();
        }

        PSObject measurement = session.One($"Invoke-UdpFlood -RatePps 20000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000 -Method {method}");

        Assert.Equal(method, measurement.Text("Method"));
        Assert.Equal(batch, measurement.Long("Batch"));
        MustBeWhole(measurement, 500);
        Assert.Equal(500 * SmallestPayload, measurement.Long("Bytes"));
        Assert.InRange(measurement.Double("Seconds"), 0, measurement.Double("Flood.Seconds") + Machine.Soon);
        Assert.InRange(measurement.Long("Wakeups"), 0, 1000);
    }

    [Fact]
    public void SeveralMethodsTakeTurnsAsOftenAsAsked()
    {
        IReadOnlyList<PSObject> given = session.Give("Invoke-UdpFlood -RatePps 20000 -Count 400 | Measure-Sink -ReceiveBuffer 4000000 Recv, Recvmmsg, Read -Repeat 2");

        Assert.Equal(["Recv", "Recvmmsg", "Read", "Recv", "Recvmmsg", "Read"], given.Select(m => m.Text("Method")));
        Assert.All(given, m => MustBeWhole(m, 400));
        Assert.All(given, m => Assert.Equal("Completed", m.Text("Flood.State")));
        Assert.Equal(6, given.Select(m => m.Get("Flood")).Distinct().Count());
        DateTimeOffset[] starts = [.. given.Select(m => (DateTimeOffset)m.Get("Started")!)];
        Assert.Equal(starts.Order(), starts);
    }

    [Fact]
    public void SeveralSocketsShareThePackets()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 20000 -Count 600 -Flows 32 -Burst 1 | Measure-Sink -ReceiveBuffer 4000000 -Sockets 3");

        MustBeWhole(measurement, 600);
        IReadOnlyList<PSObject> sockets = measurement.All("PerSocket");
        Assert.Equal(3, sockets.Count);
        Assert.Equal(3, measurement.Long("Sockets"));
        Assert.Equal(600, sockets.Sum(s => s.Long("Packets")));
        Assert.Equal(600 * SmallestPayload, sockets.Sum(s => s.Long("Bytes")));

        // The chance that 32 flows all hash to the same of 3 sockets is one in 10^15.
        Assert.InRange(sockets.Max(s => s.Long("Packets")), 1, 599);
        Assert.All(sockets, s => Assert.InRange(s.Long("Cpu"), 0, Environment.ProcessorCount - 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void SteeringPicksTheSocketOfTheReceivingCpu(int cpu)
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "This needs two CPUs.");

        // Loopback receives on the CPU that sends; many flows would be spread over both sockets.
        PSObject measurement = session.One($"Invoke-UdpFlood -Cpu {cpu} -RatePps 20000 -Count 500 -Flows 16 | Measure-Sink -ReceiveBuffer 4000000 -Sockets 2 -SteerByCpu");

        MustBeWhole(measurement, 500);
        Assert.Equal(500, measurement.All("PerSocket")[cpu].Long("Packets"));
    }

    [Fact]
    public void TheThreadRunsWhereItIsTold()
    {
        int cpu = Environment.ProcessorCount - 1;
        PSObject measurement = session.One($"Invoke-UdpFlood -RatePps 10000 -Count 200 | Measure-Sink -ReceiveBuffer 4000000 -Cpu {cpu}");

        Assert.Equal(cpu, measurement.All("PerSocket")[0].Long("Cpu"));
        MustBeWhole(measurement, 200);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(3, "")]
    [InlineData(1, "-Method Recvmmsg")]
    [InlineData(3, "-Method Recvmmsg -NoCheck")]
    public void CountIsExact(int sockets, string more)
    {
        PSObject measurement = session.One($"Invoke-UdpFlood -RatePps 40000 -Flows 16 | Measure-Sink -ReceiveBuffer 4000000 -Count 3001 -Sockets {sockets} {more}");

        Assert.Equal(3001, measurement.Long("Packets"));
        Assert.Equal(3001 * SmallestPayload, measurement.Long("Bytes"));
        Assert.Equal("Completed", measurement.Text("Flood.State"));
        Assert.True(measurement.Long("Flood.Sent") >= 3001);
    }

    [Fact]
    public void AFloodTooShortForTheCountIsMeasuredWithAWarning()
    {
        ScriptRun run = session.Run("Invoke-UdpFlood -RatePps 20000 -Count 300 | Measure-Sink -ReceiveBuffer 4000000 -Count 1000").MustBeClean();

        Assert.Equal(300, Assert.Single(run.Output).Long("Packets"));
        Assert.Contains("-Count 1,000", Assert.Single(run.Warnings));
    }

    [Fact]
    public void DurationClosesTheWindow()
    {
        // The flood would continue; what it sends after the window is received but not measured.
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 500 | Measure-Sink -ReceiveBuffer 4000000 -Duration 0.5");

        Assert.InRange(measurement.Double("Flood.Seconds"), 0.49, 0.5 + Machine.Soon);
        Assert.InRange(measurement.Double("Seconds"), 0, measurement.Double("Flood.Seconds"));
        Assert.InRange(measurement.Long("Packets"), 1, measurement.Long("Ledger.Received"));
        Assert.Equal("Completed", measurement.Text("Flood.State"));
        Assert.Equal(0, measurement.Long("Lost"));
    }

    [Fact]
    public void WarmupIsReceivedButNotMeasured()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 200 -Duration 2 | Measure-Sink -ReceiveBuffer 4000000 -Warmup 0.5");

        long sent = measurement.Long("Flood.Sent"), inside = measurement.Long("Packets");
        Assert.InRange(inside, 1, sent - 1);
        Assert.Equal(sent, measurement.Long("Ledger.Received"));
        Assert.Equal(0, measurement.Long("Lost"));
        Assert.InRange(measurement.Double("Seconds"), 0, measurement.Double("Flood.Seconds") - 0.5 + Machine.Soon);
        TimeSpan later = (DateTimeOffset)measurement.Get("Started")! - (DateTimeOffset)measurement.Get("Flood.Started")!;
        Assert.InRange(later.TotalSeconds, 0.49, measurement.Double("Flood.Seconds") + Machine.Soon);
    }

    [Fact]
    public void NoPacketWithinTheTimeoutIsAnErrorWithTheLedger()
    {
        int port = Receiver.FreePort();
        Stopwatch clock = Stopwatch.StartNew();
        ErrorRecord error = session.Run($"Measure-Sink -Port {port} -Timeout 0.4").MustFail("NoPacket");

        Assert.InRange(clock.Elapsed.TotalSeconds, 0.4, 30);
        Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
        Assert.Contains($"port {port} within 0.4 s", error.Exception.Message);
        Assert.Contains("is unknown", error.Exception.Message);
        Assert.Equal(0, PSObject.AsPSObject(error.TargetObject).Long("Received"));
    }

    [Fact]
    public void TheReceiveBufferIsWhatTheKernelMadeOfIt()
    {
        // The kernel doubles the value (socket(7)).
        Assert.Equal(16384, session.One("Invoke-UdpFlood -RatePps 10000 -Count 20 | Measure-Sink -ReceiveBuffer 8192").Long("ReceiveBuffer"));
        long usual = long.Parse(File.ReadAllText("/proc/sys/net/core/rmem_default"), CultureInfo.InvariantCulture);
        Assert.Equal(usual, session.One("Invoke-UdpFlood -RatePps 10000 -Count 20 | Measure-Sink").Long("ReceiveBuffer"));
    }

    [Fact]
    public void ASmallReceiveBufferDropsMore()
    {
        PSObject small = session.One("Invoke-UdpFlood -Count 20000 | Measure-Sink -ReceiveBuffer 1024");

        // Two or three small packets fill it, and 64 come at once.
        Assert.InRange(small.Long("Ledger.BiggestLoss.Packets"), 1, 20_000);
        Assert.Equal("RcvbufErrors", small.Text("Ledger.BiggestLoss.Counter"));
        Assert.InRange(small.Double("LossPercent"), 0.001, 100);
    }

    [Fact]
    public void BusyPollReceivesAsWell()
    {
        Machine.RequireRoot();
        MustBeWhole(session.One("Invoke-UdpFlood -RatePps 10000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000 -BusyPoll 50"), 500);
    }

    [Fact]
    public void TheBatchIsTheOneAsked()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 20000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000 -Method Recvmmsg -Batch 7");

        Assert.Equal(7, measurement.Long("Batch"));
        MustBeWhole(measurement, 500);
    }

    [Theory]
    [InlineData("::", "::1")]
    [InlineData("::1", "::1")]
    [InlineData("127.0.0.3", "127.0.0.3")]
    public void AnAddressIsBoundAndFlooded(string address, string destination)
    {
        PSObject measurement = session.One($"Invoke-UdpFlood -RatePps 10000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000 -Address {address}");

        Assert.Equal(address, measurement.Text("Address"));
        Assert.Equal(destination, measurement.Text("Flood.Destination"));
        MustBeWhole(measurement, 500);
        Assert.Equal(500 * SmallestPayload, measurement.Long("Bytes"));
    }

    [Fact]
    public void WithoutTheCheckTheLedgerStillTellsTheLoss()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -Count 20000 | Measure-Sink -NoCheck -ReceiveBuffer 2048");

        Assert.Null(measurement.Get("OutOfOrder"));
        Assert.Null(measurement.Get("Duplicates"));
        Assert.Null(measurement.Get("BadMagic"));
        Assert.InRange(measurement.Long("Lost"), 1, long.MaxValue);
        Assert.Equal(measurement.Long("Flood.Sent") - measurement.Long("Packets"), measurement.Long("Lost"));
    }

    [Theory]
    [InlineData("Recv", "Recvmsg", "Recvmmsg", "Epoll")]
    public void WithoutACopyEveryPacketIsCounted(params string[] methods)
    {
        foreach (PSObject measurement in session.Give($"Invoke-UdpFlood -RatePps 20000 -Count 500 -PayloadSize 200 | Measure-Sink -ReceiveBuffer 4000000 {string.Join(", ", methods)} -Discard"))
        {
            MustBeWhole(measurement, 500);
            Assert.Equal((500 * 200L, true, false), (measurement.Long("Bytes"), measurement.Get("Discard"), measurement.Get("Check")));
            Assert.Null(measurement.Get("BadMagic"));
            Assert.Null(measurement.Get("Latency"));
            measurement.MustAddUp();
        }
    }

    [Fact]
    public void WhatComesWithThePacketsIsReported()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 20000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000 -Ttl -PacketInfo -Timestamp -CheckSender 127.0.0.1 -Segments 4");

        MustBeWhole(measurement, 500);
        long ttl = long.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_default_ttl"), CultureInfo.InvariantCulture);
        Assert.Equal((ttl, ttl, 0L), (measurement.Long("MinimumTtl"), measurement.Long("MaximumTtl"), measurement.Long("OtherSenders")));
        Assert.InRange(measurement.Long("Latency.Samples"), 1, 500);
        Assert.InRange(measurement.Double("Latency.StackAndQueue.P50Microseconds"), 0, measurement.Double("Latency.MaximumMicroseconds") + 1);
        Assert.Null(measurement.Get("Latency.StackAndQueue.StackAndQueue"));
        Assert.Equal(4, measurement.Long("Segments"));
        Assert.Equal(500, session.One("Invoke-UdpFlood -RatePps 20000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000 -CheckSender 127.0.0.9").Long("OtherSenders"));
    }

    [Fact]
    public void TimeStampsNeedNoNumbersInThePackets()
    {
        PSObject latency = (PSObject)PSObject.AsPSObject(session.One("Invoke-UdpFlood -RatePps 20000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000 -NoCheck -Timestamp").Get("Latency")!);

        Assert.Equal(0, latency.Long("Samples"));
        Assert.Null(latency.Get("P50Microseconds"));
        Assert.InRange(latency.Long("StackAndQueue.Samples"), 1, 500);
        Assert.StartsWith("stack and queue p50 ", latency.ToString());
    }

    [Fact]
    public void AnIpv6SenderMakesAnIpv6Sink()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 10000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000 -CheckSender ::1 -Ttl -PacketInfo");

        MustBeWhole(measurement, 500);
        Assert.Equal(("::", 0L), (measurement.Text("Address"), measurement.Long("OtherSenders")));
    }

    [Fact]
    public void AConnectedSinkReceivesItsSource() =>
        MustBeWhole(session.One("Invoke-UdpFlood -RatePps 10000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000 -Connect"), 500);

    [Fact]
    public void ASinkWithoutAFloodIsForOutsideTraffic()
    {
        using Stranger stranger = new();
        ScriptRun run = session.Start($"Measure-Sink -Port {stranger.Port} -Count 7");
        stranger.Wait();
        foreach (uint sequence in (uint[])[0, 1, 2, 2, 5, 4])
        {
            stranger.SendPacket(sequence);
        }

        stranger.SendText("this is no pktgen packet");
        PSObject measurement = Assert.Single(run.Wait().MustBeClean().Output);

        Assert.Equal(7, measurement.Long("Packets"));
        Assert.Equal(1, measurement.Long("Lost"));
        Assert.Equal(1, measurement.Long("OutOfOrder"));
        Assert.Equal(1, measurement.Long("Duplicates"));
        Assert.Equal(1, measurement.Long("BadMagic"));
        Assert.Null(measurement.Get("Flood"));
        Assert.Null(measurement.Get("Latency"));
        Assert.Null(measurement.Get("Ledger.Sent"));
        Assert.Null(measurement.Get("Ledger.Unexplained"));
    }

    private static void MustBeWhole(PSObject measurement, long packets)
    {
        Assert.Equal(packets, measurement.Long("Packets"));
        Assert.Equal(0, measurement.Long("Lost"));
        if (measurement.Get("OutOfOrder") is not null)
        {
            Assert.Equal(0, measurement.Long("Duplicates"));
            Assert.Equal(0, measurement.Long("BadMagic"));
        }
    }
}
