using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Neither an agent nor its flood survives its controller, whatever the agent is doing.</summary>
[Collection(Machine.Name)]
public sealed class DeadMansSwitchTests
{
    // A controller in its own process: only it holds the pipe that is the agent's stdin.
    private const string Controller = """
        exec 3>&1
        coproc AGENT { exec "$0" "$@" >&3; }
        while IFS= read -r line; do printf '%s\n' "$line" >&"${AGENT[1]}"; done
        """;

    [Theory]
    [InlineData(FloodBackend.Socket)]
    [InlineData(FloodBackend.Xdp)]
    public void AFloodEndsWhenStdinCloses(FloodBackend backend)
    {
        using Bed bed = new();
        StartFlood(bed, bed.Generator, backend);
        bed.Generator.HangUp();
        AssertEnds(bed, bed.Generator.Id);
    }

    [Theory]
    [InlineData(FloodBackend.Socket)]
    [InlineData(FloodBackend.Xdp)]
    public void AFloodEndsWhenItsControllerIsKilled(FloodBackend backend)
    {
        using Bed bed = new();
        AgentProcess agent = bed.Add(AgentProcess.Start("bash", ["-c", Controller, AgentBinary.Path, "--netns", bed.Facts.GeneratorNamespace]));
        StartFlood(bed, agent, backend);
        Assert.NotEqual(agent.Process.Id, agent.Id);
        ProcessState.Signal(agent.Process.Id, "KILL");
        AssertEnds(bed, agent.Id);
    }

    [Theory]
    [InlineData(FloodBackend.Socket)]
    [InlineData(FloodBackend.Xdp)]
    [InlineData(null)]
    public void AMeasurementEndsWhenStdinCloses(FloodBackend? traffic)
    {
        using Bed bed = new();
        SinkReady ready = bed.Sink.Ask<SinkReady>(new OpenSink { Address = bed.Facts.SinkAddress, Sockets = 2 });
        bed.Sink.Wait<Armed>(bed.Sink.Send(new Measure { Method = ReceiveMethod.Recvmmsg }));
        if (traffic is FloodBackend backend)
        {
            StartFlood(bed, bed.Generator, backend, ready.Port);
        }

        bed.Sink.HangUp();
        Assert.True(Machine.Becomes(() => !bed.Sink.Running, Machine.Soon), "the agent outlived its controller");
    }

    [Fact]
    public void AnAgentThatDoesNothingEndsToo()
    {
        using AgentProcess agent = AgentProcess.Start();
        agent.HangUp();
        Assert.True(agent.Process.WaitForExit(TimeSpan.FromSeconds(Machine.Soon)));
        Assert.Equal(0, agent.Process.ExitCode);
    }

    [Fact]
    public void CtrlCIsTheControllersToUnderstand()
    {
        using AgentProcess agent = AgentProcess.Start();
        agent.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Port = 9, RatePps = 1000 });
        long flood = agent.Send(new StartFlood());
        agent.Wait<FloodStarted>(flood);
        ProcessState.Signal(agent.Id, "INT");
        Thread.Sleep(200);
        agent.Ask<Wire.Testbeds>(new ListTestbeds());
        Assert.DoesNotContain(agent.Replies, r => r is FloodResult);
        agent.Ask<Done>(new StopFlood());
        Assert.Null(agent.Wait<FloodResult>(flood).Failure);
    }

    private static void StartFlood(Bed bed, AgentProcess agent, FloodBackend backend, int port = 9)
    {
        agent.Ask<FloodReady>(new OpenFlood { Backend = backend, Destination = bed.Facts.SinkAddress, Port = port, Threads = 2, Flows = 2 });
        agent.Wait<FloodStarted>(agent.Send(new StartFlood()));
        Assert.True(Machine.Becomes(() => bed.SinkReceived > 5000, 20), "the flood does not arrive");
    }

    private static void AssertEnds(Bed bed, int agent)
    {
        Assert.True(Machine.Becomes(() => !ProcessState.IsAlive(agent), Machine.Soon), "the agent outlived its controller");
        Assert.Empty(Tool.Run("ip", "netns", "pids", bed.Facts.GeneratorNamespace).Trim());

        // No more flood once the queued packets have arrived; a new namespace sends some IPv6 packets itself.
        Assert.True(Machine.Becomes(() => ReceivedIn(bed, 200) <= 20, Machine.Soon), "packets keep arriving");
    }

    private static long ReceivedIn(Bed bed, int milliseconds)
    {
        long before = bed.SinkReceived;
        Thread.Sleep(milliseconds);
        return bed.SinkReceived - before;
    }
}
