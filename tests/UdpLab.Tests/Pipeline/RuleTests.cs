using System.Diagnostics;
using System.Management.Automation;

namespace UdpLab.Tests.Pipeline;

/// <summary>The rules of "How the pipeline behaves" in the design, on this machine.</summary>
[Collection(Machine.Name)]
public class RuleTests(Session session) : IClassFixture<Session>
{
    [Fact]
    public void TheMainJobRunsAsItStands()
    {
        PSObject measurement = session.One("Invoke-UdpFlood | Measure-Sink");

        Assert.Equal("UdpLab.SinkMeasurement", measurement.TypeNames[0]);
        Assert.InRange(measurement.Double("Flood.Seconds"), 2.99, 3 + Machine.Soon);
        Assert.InRange(measurement.Double("Seconds"), 0, measurement.Double("Flood.Seconds") + Machine.Soon);
        Assert.InRange(measurement.Long("Packets"), 1, measurement.Long("Flood.Sent"));
        Assert.Equal(measurement.Long("Packets") / measurement.Double("Seconds"), measurement.Double("Pps"), 1.0);
        Assert.InRange(measurement.Double("CpuSeconds"), 0.001, measurement.Double("Seconds") + 0.5);
    }

    [Fact]
    public void TheSinkIsReadyBeforeTheFirstPacket()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 1000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000");

        Assert.Equal(500, measurement.Long("Packets"));
        Assert.Equal(0, measurement.Long("Lost"));
        Assert.Equal(500, measurement.Long("Ledger.Sent"));
        Assert.Equal(500, measurement.Long("Ledger.Received"));
    }

    [Fact]
    public void TheFloodTakesAddressAndPortFromTheSink()
    {
        int port = Receiver.FreePort();
        PSObject measurement = session.One($"Invoke-UdpFlood -RatePps 10000 -Count 50 | Measure-Sink -ReceiveBuffer 4000000 -Address 127.0.0.2 -Port {port}");

        Assert.Equal("127.0.0.2", measurement.Text("Flood.Destination"));
        Assert.Equal(port, measurement.Long("Flood.Port"));
        Assert.Equal(port, measurement.Long("Port"));
    }

    [Fact]
    public void TheSinkTakesThePortFromTheFlood()
    {
        int port = Receiver.FreePort();
        PSObject measurement = session.One($"Invoke-UdpFlood -Port {port} -RatePps 10000 -Count 50 | Measure-Sink -ReceiveBuffer 4000000");

        Assert.Equal(port, measurement.Long("Port"));
        Assert.Equal(50, measurement.Long("Packets"));
    }

    [Fact]
    public void TheSinkTakesHowLongFromTheFlood()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 500 -Duration 0.5 | Measure-Sink -ReceiveBuffer 4000000");

        Assert.InRange(measurement.Double("Flood.Seconds"), 0.49, 0.5 + Machine.Soon);
        Assert.InRange(measurement.Double("Seconds"), 0, measurement.Double("Flood.Seconds") + Machine.Soon);
        Assert.Equal(measurement.Long("Flood.Sent"), measurement.Long("Packets"));
    }

    [Fact]
    public void TheFloodTakesHowLongFromTheSink()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 2000 | Measure-Sink -ReceiveBuffer 4000000 -Duration 3.3");

        // Longer than the default duration of a flood.
        Assert.InRange(measurement.Double("Flood.Seconds"), 3.29, 3.3 + Machine.Soon);
        Assert.Equal("Completed", measurement.Text("Flood.State"));
    }

    [Fact]
    public void TheFloodIsHandedOnRunningAndCompletedInPlace()
    {
        IReadOnlyList<PSObject> given = session.Give("""
            Invoke-UdpFlood -RatePps 2000 -Count 500 |
                ForEach-Object { $global:seen = $_; $global:then = "$($_.State) $($_.Sent) $($_.PerThread.Count)"; $_ } |
                Measure-Sink
            $seen
            $then
            """);

        Assert.Equal("Running 0 0", given[2].ToString());
        Assert.Equal("Completed", given[1].Text("State"));
        Assert.Equal(500, given[1].Long("Sent"));
        Assert.Same(given[1].BaseObject, given[0].Get("Flood"));
    }

    [Fact]
    public void AFloodAloneIsGivenOnceAndComplete()
    {
        PSObject flood = session.One($"Invoke-UdpFlood -RatePps 5000 -Count 200 -Port {Receiver.FreePort()}");

        Assert.Equal("UdpLab.UdpFlood", flood.TypeNames[0]);
        Assert.Equal("Completed", flood.Text("State"));
        Assert.Equal(200, flood.Long("Sent"));
        Assert.Equal("127.0.0.1", flood.Text("Destination"));
        Assert.InRange(flood.Double("Seconds"), 0.039, Machine.Soon);
    }

    [Fact]
    public void SeveralFloodsIntoOneSinkGiveOneMeasurementEach()
    {
        IReadOnlyList<PSObject> given = session.Give("100, 200, 300 | ForEach-Object { Invoke-UdpFlood -RatePps 10000 -Count $_ } | Measure-Sink -ReceiveBuffer 4000000");

        Assert.Equal([100L, 200, 300], given.Select(m => m.Long("Packets")));
        Assert.Equal([100L, 200, 300], given.Select(m => m.Long("Flood.Sent")));
        Assert.All(given, m => Assert.Equal("Completed", m.Text("Flood.State")));
    }

    [Fact]
    public void AFloodKeptInAVariableUnderASinkIsCompleteAndMeasuredWhenHandedOn()
    {
        IReadOnlyList<PSObject> given = session.Give("""
            1 | ForEach-Object { $f = Invoke-UdpFlood -RatePps 10000 -Count 100; $global:then = "$($f.State) $($f.Sent)"; $f } | Measure-Sink -ReceiveBuffer 4000000
            $then
            """);

        Assert.Equal("Completed 100", given[1].ToString());
        Assert.Equal(100, given[0].Long("Packets"));
    }

    [Fact]
    public void AFloodThatNobodyHandsOnDoesNotSpoilTheNext()
    {
        PSObject measurement = session.One("1, 2 | ForEach-Object { $f = Invoke-UdpFlood -RatePps 10000 -Count ($_ * 100); if ($_ -eq 2) { $f } } | Measure-Sink -ReceiveBuffer 4000000");

        Assert.Equal(200, measurement.Long("Packets"));
        Assert.Equal(200, measurement.Long("Ledger.Sent"));
    }

    [Fact]
    public void AFloodDownstreamOfTheMeasurementIsNotTheSinks()
    {
        IReadOnlyList<PSObject> given = session.Give($"""
            Invoke-UdpFlood -RatePps 10000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000 | ForEach-Object {"{"} $_; Invoke-UdpFlood -RatePps 10000 -Count 50 -Port {Receiver.FreePort()} {"}"}
            """);

        Assert.Equal(["UdpLab.SinkMeasurement", "UdpLab.UdpFlood"], given.Select(o => o.TypeNames[0]));
        Assert.Equal(100, given[0].Long("Packets"));
        Assert.Equal(100, given[0].Long("Flood.Sent"));
        Assert.Equal("Completed", given[1].Text("State"));
        Assert.Equal(50, given[1].Long("Sent"));
    }

    [Fact]
    public void APipelineInsideTheMeasurementsBlockIsOnItsOwn()
    {
        IReadOnlyList<PSObject> given = session.Give("Invoke-UdpFlood -RatePps 10000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000 | ForEach-Object { $_; Invoke-UdpFlood -RatePps 10000 -Count 70 | Measure-Sink }");

        Assert.Equal([100L, 70], given.Select(m => m.Long("Packets")));
        Assert.NotEqual(given[0].Long("Port"), given[1].Long("Port"));
    }

    [Fact]
    public async Task TwoSessionsAtOnceDoNotMix()
    {
        using Session other = new();
        Task<IReadOnlyList<PSObject>> theirs = Task.Run(() => other.Give("1..4 | ForEach-Object { Invoke-UdpFlood -RatePps 4000 -Count 400 } | Measure-Sink -ReceiveBuffer 4000000"));
        IReadOnlyList<PSObject> ours = session.Give("1..4 | ForEach-Object { Invoke-UdpFlood -RatePps 4000 -Count 500 } | Measure-Sink -ReceiveBuffer 4000000");

        Assert.Equal([500L, 500, 500, 500], ours.Select(m => m.Long("Packets")));
        Assert.Equal([400L, 400, 400, 400], (await theirs).Select(m => m.Long("Packets")));
        Assert.All(ours.Concat(await theirs), m => Assert.Equal(m.Long("Packets"), m.Long("Flood.Sent")));
    }

    [Fact]
    public void AnOldFloodPipedToASinkIsRefusedByName()
    {
        ScriptRun run = session.Run($"$f = Invoke-UdpFlood -RatePps 10000 -Count 10 -Port {Receiver.FreePort()}; $f | Measure-Sink -ReceiveBuffer 4000000");

        ErrorRecord error = run.MustFail("FloodIsOver");
        Assert.Contains("Invoke-UdpFlood itself", error.Exception.Message);
        Assert.Equal("UdpLab.UdpFlood", PSObject.AsPSObject(error.TargetObject).TypeNames[0]);
    }

    [Fact]
    public void AMeasurementCarriesEverythingBehindIt()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 2000 -Duration 1.2 | Measure-Sink -ReceiveBuffer 4000000");

        Assert.Equal("local", measurement.Text("Host"));
        Assert.Equal(Tool.Run("uname", "-r").Trim(), measurement.Text("Host.Kernel"));
        Assert.Equal(Environment.ProcessorCount, measurement.Long("Host.Cpus"));
        Assert.Equal(File.ReadAllText("/proc/sys/net/core/rmem_max").Trim(), ((IReadOnlyDictionary<string, string>)measurement.Get("Environment.Sysctls")!)["net.core.rmem_max"]);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), measurement.Text("Environment.BootId"));
        IReadOnlyList<PSObject> intervals = measurement.All("Intervals");
        Assert.NotEmpty(intervals);
        Assert.InRange(intervals.Sum(i => i.Long("Packets")), 1, measurement.Long("Packets"));
        Assert.InRange(measurement.Double("Latency.P50Microseconds"), 0.5, 60_000_000);
        Assert.InRange(measurement.Double("Latency.P99Microseconds"), measurement.Double("Latency.P50Microseconds"), measurement.Double("Latency.MaximumMicroseconds"));
        Assert.InRange(measurement.Long("Latency.Samples"), 1, measurement.Long("Packets"));
        DateTimeOffset started = (DateTimeOffset)measurement.Get("Started")!;
        Assert.InRange(started - (DateTimeOffset)measurement.Get("Flood.Started")!, TimeSpan.FromMilliseconds(-10), TimeSpan.FromSeconds(measurement.Double("Flood.Seconds")));
        Assert.InRange(DateTimeOffset.UtcNow - started, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void ProgressIsShownAndTakenAway()
    {
        Stopwatch clock = Stopwatch.StartNew();
        ScriptRun run = session.Run("Invoke-UdpFlood -RatePps 2000 -Duration 1.5 | Measure-Sink -ReceiveBuffer 4000000").MustBeClean();

        Assert.Contains(run.Progress, p => p.StatusDescription.Contains("pps received", StringComparison.Ordinal) && p.StatusDescription.Contains("pps sent", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, run.Progress[^1].RecordType);

        // At most five updates a second from each cmdlet, and the last one.
        Assert.InRange(run.Progress.Count, 2, 2 * ((5 * clock.Elapsed.TotalSeconds) + 2));
    }
}
