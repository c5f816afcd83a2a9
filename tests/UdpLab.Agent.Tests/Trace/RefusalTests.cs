using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Trace;

/// <summary>A trace that cannot be had is no reason not to measure.</summary>
[Collection(Machine.Name)]
public sealed class RefusalTests
{
    [Fact]
    public void WithoutPrivilegesTheNoteNamesThem()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.StartAsNobody();
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback, ReceiveBuffer = 1 << 20 })
            .Run(new Measure { Method = ReceiveMethod.Recvmsg, Trace = true }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, RatePps = 10_000, Count = 100 });
        Assert.Equal(100, trial.MustConserve().Result.Packets);
        Assert.Null(trial.Result.Trace);
        Assert.Contains("CAP_BPF and CAP_PERFMON", Assert.Single(trial.Result.Problems));
    }
}
