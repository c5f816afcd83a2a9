using UdpLab.Agent.Kernel;
using UdpLab.Agent.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A thread that waits in an io_uring is woken for many datagrams at once, and sparse ones do not wait.</summary>
[Collection(Machine.Name)]
public sealed class GatheringTests
{
    [Theory]
    [InlineData(1_000, 32)]
    [InlineData(300_000, 32)]
    [InlineData(1_000_000, 32)]
    [InlineData(4_000_000, 32)]
    [InlineData(1_000_000, 1)]
    [InlineData(10_000_000, 1024)]
    public void ItFollowsTheRate(double pps, int batch)
    {
        Gathering gathering = new(batch);
        long found = 0;
        for (int wait = 0; wait < 100; wait++)
        {
            gathering.Adapt(found);
            found = Math.Max(1, (long)(pps * gathering.Microseconds / 1e6));
        }

        Assert.InRange(gathering.Microseconds, 0, 50);
        Assert.True(found <= Math.Max(2, batch), $"{found} datagrams gathered.");
        Assert.True(found * 2 >= batch || gathering.Microseconds == 50, $"{gathering.Microseconds} us");
    }

    [Theory]
    [InlineData(ReceiveMethod.IoUring)]
    [InlineData(ReceiveMethod.IoUringMultishot)]
    public void AWaitingThreadIsNotWokenForEachDatagram(ReceiveMethod method)
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial.Require(agent, method);
        using (IoUring ring = IoUring.Create(2, 4))
        {
            Assert.SkipUnless(ring.CanGather, "This kernel's io_uring cannot wait for several completions for a while (IORING_FEAT_MIN_TIMEOUT, Linux 6.12).");
        }

        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, ReceiveBuffer = 8_000_000 });
        trial.Run(new Measure { Method = method }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Flows = 16, RatePps = 60_000, Count = 30_000 });
        trial.MustConserve();
        Assert.InRange(trial.Result.Wakeups!.Value, 1, trial.Result.Packets / 2);
    }
}
