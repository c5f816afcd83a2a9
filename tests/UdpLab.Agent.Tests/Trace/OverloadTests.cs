using UdpLab.Agent.Kernel;
using UdpLab.Agent.Trace;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Trace;

/// <summary>What a full socket drops is counted to the packet, bundles too, and what another one drops is not.</summary>
[Collection(Machine.Name)]
public sealed class OverloadTests
{
    [Theory]
    [InlineData(FloodBackend.Socket, 0, false)]
    [InlineData(FloodBackend.Socket, 16, false)]
    [InlineData(FloodBackend.Socket, 16, true)]
    [InlineData(FloodBackend.Xdp, 0, false)]
    public void ReasonsAreTheLosses(FloodBackend backend, int segments, bool gro)
    {
        using Bed bed = new();
        Trial trial = Trial.On(bed).Open(new OpenSink { Address = bed.Facts.SinkAddress, ReceiveBuffer = 4096, Gro = gro });
        uint inode = 0, elsewhere = 0;
        NetworkNamespace.Run(bed.Facts.SinkNamespace, () => inode = NetworkNamespace.Inode);
        NetworkNamespace.Run(bed.Facts.GeneratorNamespace, () => elsewhere = NetworkNamespace.Inode);
        using Tracer tracer = Tracer.Begin([trial.Ready.Port], inode, [], []), other = Tracer.Begin([trial.Ready.Port], elsewhere, [], []), next = Tracer.Begin([trial.Ready.Port + 1], inode, [], []);
        trial.RunStopped(
            new Measure { Method = ReceiveMethod.Recvmsg },
            new OpenFlood { Backend = backend, Destination = bed.Facts.SinkAddress, Flows = 4, Count = 100_000, Gso = segments > 0 ? segments : null });

        List<Drops> drops = tracer.Drops();
        long full = drops.Where(d => d.Reason == "SOCKET_RCVBUFF").Sum(d => d.Packets), missing = trial.Sent - trial.Result.TotalPackets - trial.Result.LeftInSocket;
        Assert.Equal(trial.Result.SocketDrops, drops.Where(d => d.Reason == "SOCKET_RCVBUFF").Sum(d => d.Frames));
        Assert.InRange(full, 1, missing);
        if (trial.DroppedOnTheWay == 0)
        {
            Assert.Equal(missing, full);
        }

        AxisReading axis = tracer.Axis();
        Assert.Equal(tracer.Drops().Sum(d => d.Packets), axis.Losses.Sum(loss => loss.ByState.Sum()));
        Assert.All(axis.Losses, loss => Assert.InRange(loss.Slot, 0, axis.Slots.Length - 1));
        Assert.Empty(next.Drops());
        Assert.DoesNotContain(other.Drops(), d => d.Reason == "SOCKET_RCVBUFF");
    }
}
