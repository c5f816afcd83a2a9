using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Trace;

/// <summary>What happened when: every packet is in a slot, and so is every moment of the sink's threads.</summary>
[Collection(Machine.Name)]
public sealed class AxisTests
{
    [Theory]
    [InlineData(ReceiveMethod.Recvmsg, 1)]
    [InlineData(ReceiveMethod.Recvmmsg, 2)]
    [InlineData(ReceiveMethod.Epoll, 1)]
    public void EveryPacketAndMomentIsInASlot(ReceiveMethod method, int sockets)
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback, ReceiveBuffer = 1 << 20, Sockets = sockets })
            .Run(new Measure { Method = method, Trace = true }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Flows = 8, RatePps = 20_000, Count = 10_000 });
        TraceFindings trace = trial.MustConserve().Result.Trace ?? throw new InvalidOperationException(string.Join(' ', trial.Result.Problems));
        AxisFindings axis = trace.Axis!;

        Assert.Equal(trial.Result.TotalPackets, axis.Received.Sum());
        Assert.Equal(trace.Drops.Sum(d => d.Unknown + d.Running + d.Preempted + d.Waiting + d.Asleep), axis.Losses.Sum(loss => loss.Unknown + loss.Running + loss.Preempted + loss.Waiting + loss.Asleep));

        // The flood took half a second; nothing came before it.
        long first = (trial.Result.FirstNanoseconds - axis.BeginNanoseconds) / axis.SlotNanoseconds;
        Assert.True(axis.Received.Take((int)first - 1).Sum() == 0 && axis.Received.Count(packets => packets > 0) > 10, string.Join(' ', axis.Received));
        Assert.InRange(axis.Softirq.Sum(), 1, long.MaxValue);
        Assert.InRange(axis.Polled.Sum(), 1, long.MaxValue);

        // From when a thread was first seen, it is in one state or another.
        int seen = Array.FindIndex(axis.Asleep, time => time > 0);
        for (int i = seen + 1; i < axis.Received.Length - 1; i++)
        {
            // Two CPUs that change a thread's state at one moment may both count it.
            Assert.InRange(axis.Running[i] + axis.Preempted[i] + axis.Waiting[i] + axis.Asleep[i], 1, sockets * axis.SlotNanoseconds * 1.05);
        }

        double[] seconds = [axis.Running.Sum() / 1e9, axis.Asleep.Sum() / 1e9];
        ReaderFindings[] readers = trace.Readers;
        Assert.Equal(readers.Sum(r => r.Running), seconds[0], 0.2);
        Assert.Equal(readers.Sum(r => r.Asleep), seconds[1], 0.2);
    }
}
