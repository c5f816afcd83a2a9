using System.Management.Automation;

namespace UdpLab.Tests.Sink;

/// <summary>What a measurement reports is known; what cannot be known is null, with a note.</summary>
[Collection(Machine.Name)]
public class TrueNumberTests(TwoQueueBed bed) : IClassFixture<TwoQueueBed>
{
    [Fact]
    public void PacketsWithoutAHeaderHaveNoLossThatWouldBeZero()
    {
        using Stranger stranger = new();
        ScriptRun run = bed.Session.Start($"Measure-Sink -Port {stranger.Port} -Count 5");
        stranger.Wait();
        for (int i = 0; i < 5; i++)
        {
            stranger.SendText("no packet of pktgen");
        }

        PSObject measurement = Assert.Single(run.Wait().MustBeClean().Output);
        Assert.Equal((5, 5), (measurement.Long("Packets"), measurement.Long("BadMagic")));
        Assert.All(["Lost", "LossPercent", "LossBasis", "OutOfOrder", "Duplicates"], name => Assert.Null(measurement.Get(name)));
        Assert.Equal("NoHeader", Assert.Single(measurement.All("Notes")).Text("Code"));
        Assert.Contains("have no pktgen header", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersInHostByteOrderAreReadAndSaid()
    {
        using Stranger stranger = new();
        ScriptRun run = bed.Session.Start($"Measure-Sink -Port {stranger.Port} -Count 300 -ReceiveBuffer 4000000");
        stranger.Wait();
        foreach (uint number in Enumerable.Range(0, 310).Where(n => n is not (>= 100 and < 110)))
        {
            stranger.SendPacketOfUdpFlood(number);
        }

        // The count is what ends it, so one packet that is lost must not keep it waiting.
        for (uint number = 310; !run.HasEnded && number < 6_000; number++)
        {
            Thread.Sleep(10);
            stranger.SendPacketOfUdpFlood(number);
        }

        PSObject measurement = Assert.Single(run.Wait().MustBeClean().Output);
        Assert.Equal((300, 10, 0, 0), (measurement.Long("Packets"), measurement.Long("Lost"), measurement.Long("OutOfOrder"), measurement.Long("Duplicates")));
        Assert.Equal("Sequence", measurement.Text("LossBasis"));
        Assert.Equal("HostByteOrder", Assert.Single(measurement.All("Notes")).Text("Code"));
    }

    [Fact]
    public void NumbersInStepsOfAThousandAreSaidAndLoseNothing()
    {
        using Stranger stranger = new();
        ScriptRun run = bed.Session.Start($"Measure-Sink -Port {stranger.Port} -Count 100 -ReceiveBuffer 4000000");
        stranger.Wait();
        for (uint i = 0; i < 110; i++)
        {
            stranger.SendPacket(i * 1_000);
        }

        for (uint i = 110; !run.HasEnded && i < 6_000; i++)
        {
            Thread.Sleep(10);
            stranger.SendPacket(i * 1_000);
        }

        PSObject measurement = Assert.Single(run.Wait().MustBeClean().Output);
        Assert.All(["Lost", "LossPercent", "LossBasis", "OutOfOrder", "Duplicates"], name => Assert.Null(measurement.Get(name)));
        Assert.Contains("in steps of 1,000", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void OnePacketHasNoRate()
    {
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -RatePps 1000 -Count 50 | Measure-Sink -Count 1 -ReceiveBuffer 4000000");
        Assert.Equal(1, measurement.Long("Packets"));
        Assert.All(["Seconds", "Pps", "NsPerPacket", "PayloadMbps", "CpuNsPerPacket"], name => Assert.Null(measurement.Get(name)));
    }

    [Fact]
    public void AFewPacedPacketsHaveTheirPace()
    {
        // Four intervals of at least a tenth of a second each.
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -RatePps 10 -Count 5 -Burst 1 | Measure-Sink");
        Assert.Equal((5, 1), (measurement.Long("Packets"), measurement.Long("OpeningPackets")));
        Assert.Equal(4 / measurement.Double("Seconds"), measurement.Double("Pps"), 1e-6);
    }

    [Fact]
    public void GroCountsItsBundlesAndSaysSo()
    {
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Backend Socket -Gso 16 -RatePps 20000 -Count 1600 | Measure-Sink -LabHost $bed.Sink -Gro -ReceiveBuffer 4000000");
        PSObject ledger = PSObject.AsPSObject(measurement.Get("Ledger"));
        Assert.Equal("Bundles", ledger.Text("KernelUnit"));
        Assert.Equal("Bundles", ledger.All("Entries").Single(e => e.Text("Counter") == "InDatagrams").Text("Unit"));
        Assert.Equal("Packets", ledger.All("Entries").Single(e => e.Text("Counter") == "RcvbufErrors").Text("Unit"));
        Assert.Equal("Packets", bed.Session.One("Invoke-UdpFlood -Count 20 -RatePps 1000 | Measure-Sink").Text("Ledger.KernelUnit"));
    }

    [Fact]
    public void AnInterfaceDeletedMeanwhileIsSaid()
    {
        // A separate bed, since this test breaks it.
        string name = Space.NewTestbedName();
        bed.Session.Give($"$global:broken = New-LabTestbed {name}");
        try
        {
            ScriptRun run = bed.Session.Start("Invoke-UdpFlood -LabHost $broken.Generator -Backend Socket -RatePps 1000 -Duration 60 -ErrorAction SilentlyContinue | Measure-Sink -LabHost $broken.Sink");
            Assert.True(Machine.Becomes(() => Space.Received(Space.Sink(name), "sink0") > 200, 20), "The flood did not arrive.");
            Space.Run(Space.Sink(name), "ip", "link", "delete", "sink0");
            PSObject measurement = Assert.Single(run.Wait().Output);

            Assert.Equal(("Incomplete", "Failed"), (measurement.Text("State"), measurement.Text("Flood.State")));
            Assert.Contains(measurement.All("Notes"), n => n.Text("Code") == "Interrupted" && n.ToString().Contains("sink0", StringComparison.Ordinal));
            Assert.Contains(run.Warnings, w => w.Contains("was removed or renamed during the measurement", StringComparison.Ordinal));
        }
        finally
        {
            bed.Session.Run("$broken.Dispose()");
        }
    }

    /// <summary>Nothing is received here: the interface that went away is the cause, not what its counters suggest.</summary>
    [Fact]
    public void AnInterfaceDeletedBeforeThePacketsCameIsSaid()
    {
        string name = Space.NewTestbedName();
        bed.Session.Give($"$global:broken = New-LabTestbed {name}");
        try
        {
            string address = bed.Session.One("$broken.SinkAddress").ToString();
            Space.Run(Space.Generator(name), "ip", "neigh", "replace", address, "lladdr", "02:00:00:00:00:99", "dev", "gen0");
            ScriptRun run = bed.Session.Start("Invoke-UdpFlood -LabHost $broken.Generator -Backend Socket -RatePps 1000 -Duration 60 -ErrorAction SilentlyContinue | Measure-Sink -LabHost $broken.Sink");
            Assert.True(Machine.Becomes(() => Space.Received(Space.Sink(name), "sink0") > 200, 20), "The flood did not arrive.");
            Space.Run(Space.Sink(name), "ip", "link", "delete", "sink0");

            string message = run.Wait().Errors[^1].Exception.Message;
            Assert.Contains("sink0 of", message, StringComparison.Ordinal);
            Assert.Contains("was removed or renamed during the measurement", message, StringComparison.Ordinal);
            Assert.DoesNotContain("check the destination MAC address", message, StringComparison.Ordinal);
        }
        finally
        {
            bed.Session.Run("$broken.Dispose()");
        }
    }

    [Fact]
    public void TheEnvironmentIsThatOfTheMeasurement()
    {
        const string setting = "/proc/sys/net/ipv4/udp_rmem_min", key = "net.ipv4.udp_rmem_min";
        string before = File.ReadAllText(setting).Trim();
        try
        {
            IReadOnlyList<PSObject> given = bed.Session.Give($"Invoke-UdpFlood -Count 20 -RatePps 1000 | Measure-Sink; [System.IO.File]::WriteAllText('{setting}', '8192'); Invoke-UdpFlood -Count 20 -RatePps 1000 | Measure-Sink");
            Assert.Equal([before, "8192"], given.Select(m => ((IReadOnlyDictionary<string, string>)m.Get("Environment.Sysctls")!)[key]));
        }
        finally
        {
            File.WriteAllText(setting, before);
        }
    }

    [Fact]
    public void ItSaysHowItWasMeasured()
    {
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -Count 300 -RatePps 3000 -Flows 8 -Burst 2 -Cpu 0 | Measure-Sink -Sockets 2 -SteerByCpu -BusyPoll 10 -ReceiveBuffer 100000 -Warmup 0.01 -NoCheck -Cpu 0");
        Assert.Equal(("True", 10, "False", 0.01, "False"), (measurement.Text("SteerByCpu"), measurement.Long("BusyPoll"), measurement.Text("Connect"), measurement.Double("Warmup"), measurement.Text("Check")));
        Assert.Equal((100_000, 200_000, null, null), (measurement.Long("ReceiveBufferAsked"), measurement.Long("ReceiveBuffer"), measurement.Get("Count"), measurement.Get("Duration")));
        Assert.Equal((300, 2, null, "False"), (measurement.Long("Flood.Count"), measurement.Long("Flood.Burst"), measurement.Get("Flood.Gso"), measurement.Text("Flood.Inject")));
        Assert.Equal([0], measurement.All("Flood.Cpu").Select(c => (int)c.BaseObject));
    }
}
