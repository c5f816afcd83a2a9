using System.Management.Automation;

namespace UdpLab.Tests.Endings;

/// <summary>Ctrl-C ends everything soon, is reported, and leaves nothing behind.</summary>
[Collection(Machine.Name)]
public class StopTests(Session session) : IClassFixture<Session>
{
    [Theory]
    [InlineData("Invoke-UdpFlood -Duration 60 | Measure-Sink", true)]
    [InlineData("Invoke-UdpFlood -Duration 60 -RatePps 1000 | Measure-Sink -ReceiveBuffer 4000000 Recv, Recvmmsg -Sockets 3 -Repeat 3", true)]
    [InlineData("Invoke-UdpFlood -Duration 60 -RatePps 1000 | ForEach-Object { $_ } | Measure-Sink -ReceiveBuffer 4000000 -Warmup 30 | ForEach-Object { $_ }", true)]
    [InlineData("Invoke-UdpFlood -Duration 60 -Threads 2 -Port {port}", true)]
    [InlineData("1..9 | ForEach-Object { Invoke-UdpFlood -Duration 60 -RatePps 1000 } | Measure-Sink -ReceiveBuffer 4000000", true)]
    [InlineData("Measure-Sink -Port {port} -Timeout 60", false)]
    [InlineData("Measure-Sink -Port {port} -Timeout 60 -Connect", false)]
    public void StoppingEndsItAndLeavesNothing(string script, bool progress)
    {
        ScriptRun run = session.Start(script.Replace("{port}", $"{Receiver.FreePort()}", StringComparison.Ordinal));
        Assert.True(Machine.Becomes(() => progress ? run.ShowsProgress : Agents.Own.Any(id => Agents.HasThread(id, "sink-clock")), 30), "The pipeline did not start.");

        // A sink without a flood starts to wait a moment after its agent does, and then may show progress.
        _ = Machine.Becomes(() => run.ShowsProgress, 2);
        int[] agents = [.. Agents.Own.Where(Agents.Works)];
        Assert.NotEmpty(agents);

        TimeSpan took = run.Stop();

        Assert.InRange(took.TotalSeconds, 0, Machine.Soon);
        Assert.True(run.WasStopped);
        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), Machine.Soon), "An agent is still running.");
        Assert.Contains(run.HostWarnings, w => w.Contains("was stopped", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Output, o => o.TypeNames[0] == "UdpLab.SinkMeasurement");
    }

    [Fact]
    public void AFloodOverAWireIsStoppedToo()
    {
        using Bed bed = new();
        foreach (string backend in (string[])["Xdp", "Socket"])
        {
            ScriptRun run = bed.Session.Start($"Invoke-UdpFlood -LabHost $bed.Generator -Backend {backend} -Duration 60 | Measure-Sink -LabHost $bed.Sink");
            Assert.True(Machine.Becomes(() => run.ShowsProgress, 30), "The pipeline did not start.");
            int[] agents = [.. Agents.Own.Where(Agents.Works)];

            Assert.InRange(run.Stop().TotalSeconds, 0, Machine.Soon);
            Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), Machine.Soon), "An agent is still running.");
            Assert.Contains(run.HostWarnings, w => w.StartsWith("Invoke-UdpFlood was stopped after", StringComparison.Ordinal));
        }

        // The interrupted ones hold no socket and no program, and send nothing.
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Count 300 -RatePps 5000 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 8000000");
        Assert.Equal(300, measurement.Long("Packets"));
    }

    [Fact]
    public void TheFloodsObjectSaysThatItWasStopped()
    {
        ScriptRun run = session.Start("Invoke-UdpFlood -Duration 60 -RatePps 1000 | ForEach-Object { $global:flood = $_; $_ } | Measure-Sink -ReceiveBuffer 4000000");
        Assert.True(Machine.Becomes(() => run.ShowsProgress, 30), "The pipeline did not start.");
        run.Stop();

        Assert.Equal("Stopped", session.One("$flood").Text("State"));
    }

    [Fact]
    public void ASecondRunWorks()
    {
        int port = Receiver.FreePort();
        ScriptRun run = session.Start($"Invoke-UdpFlood -Duration 60 -RatePps 1000 | Measure-Sink -ReceiveBuffer 4000000 -Port {port}");
        Assert.True(Machine.Becomes(() => run.ShowsProgress, 30), "The pipeline did not start.");
        run.Stop();

        PSObject measurement = session.One($"Invoke-UdpFlood -RatePps 5000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000 -Port {port}");
        Assert.Equal(500, measurement.Long("Packets"));
        Assert.Equal(0, measurement.Long("Lost"));
    }

    [Fact]
    public void APipelineThatHasEnoughEndsTheFlood()
    {
        // This engine has no Select-Object -First 1; a loop's break stops the pipeline in the same way.
        IReadOnlyList<PSObject> given = session.Give("foreach ($once in 1) { Invoke-UdpFlood -Duration 30 -RatePps 1000 | ForEach-Object { break } | Measure-Sink -ReceiveBuffer 4000000 }; 'over'");

        Assert.Equal("over", Assert.Single(given).ToString());
        Agents.MustRest();
    }

    [Fact]
    public void AnErrorDownstreamEndsTheFlood()
    {
        ScriptRun run = session.Run("try { Invoke-UdpFlood -Duration 30 -RatePps 1000 | ForEach-Object { throw 'enough' } | Measure-Sink -ReceiveBuffer 4000000 } catch { 'caught ' + $_ }");

        Assert.Equal("caught enough", Assert.Single(run.Output).ToString());
        Agents.MustRest();
    }
}
