using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>With -SteerByCpu the CPU a packet is received on decides its socket; on loopback that is the CPU it is sent on.</summary>
[Collection(Machine.Name)]
public sealed class SteeringByCpuTests
{
    [Fact]
    public void EachSocketGetsWhatItsCpuReceived()
    {
        using AgentProcess agent = AgentProcess.Start();
        int[] cpus = agent.Hello.OnlineCpus;
        Assert.SkipWhen(cpus.Length < 2, "This needs two CPUs.");
        int sockets = cpus.Length;
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, Sockets = sockets, SteerByCpu = true });
        foreach (int cpu in cpus.Take(4))
        {
            trial.Run(new Measure(), new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Flows = 16, Cpus = [cpu], Count = 20_000, RatePps = 200_000 }).MustConserve();
            for (int i = 0; i < sockets; i++)
            {
                long own = trial.Result.Sockets[i].Packets!.Value + trial.Result.Sockets[i].Drops!.Value;
                Assert.InRange(own, i == cpu % sockets ? 20_000 - trial.DroppedOnTheWay : 0, i == cpu % sockets ? 20_000 : 0);
            }
        }
    }

    [Fact]
    public void WithoutItTheFlowDecides()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback, Sockets = 2 })
            .Run(new Measure(), new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Flows = 32, Cpus = [0], Count = 32_000 })
            .MustConserve();

        // The chance that all of 32 flows hash to one of two sockets is one in two billion.
        Assert.All(trial.Result.Sockets, s => Assert.True(s.Packets + s.Drops > 0, "a socket got nothing"));
        Assert.All(trial.Result.Sockets, s => Assert.NotNull(s.Cpu));
    }
}
