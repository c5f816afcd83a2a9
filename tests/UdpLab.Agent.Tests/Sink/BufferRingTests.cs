using System.Net;
using System.Net.Sockets;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A multishot receive whose buffer ring is empty ends with ENOBUFS, which is no reason to stop: it must be submitted again.</summary>
[Collection(Machine.Name)]
public sealed class BufferRingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void AnEmptyRingIsFilledAndTheReceiveGoesOn(int buffers)
    {
        const int packets = 500;
        Measure measure = new() { Method = ReceiveMethod.IoUringMultishot, Batch = buffers };
        OpenSink plan = new() { Address = Trial.Loopback, ReceiveBuffer = 4_000_000 };
        using SinkSocket socket = SinkSocket.Open(plan, IPAddress.Loopback, 0, reusePort: false);
        using UdpClient sender = new();

        // All wait in the socket before the first receive: the kernel finds no buffer as soon as it has used those it has.
        for (int i = 0; i < packets; i++)
        {
            sender.Send(new byte[20 + (i % 3)], socket.LocalEndPoint);
        }

        MultishotRequests? requests = null;
        using SinkControl control = new(0, null);
        using SinkWorker worker = Open(() => new SinkWorker(control, socket, plan, measure, null, setup => new RingEngine(setup, ring => requests = new MultishotRequests(setup, ring))));
        worker.Start();
        control.Begin();
        Assert.True(Machine.Becomes(() => worker.Received == packets, 20), $"{worker.Received} of {packets} packets arrived");
        control.Advance(SinkPhase.Stopping);
        worker.Join();
        Assert.Null(worker.Error);
        worker.Part(0);
        Assert.Equal((packets, packets, (long)Enumerable.Range(0, packets).Sum(i => 20 + (i % 3))), (worker.Parted.Total.Packets, worker.Parted.Total.Datagrams, worker.Parted.Total.Bytes));
        Assert.InRange(requests!.TimesEmpty, 1, packets);
    }

    private static SinkWorker Open(Func<SinkWorker> open)
    {
        try
        {
            return open();
        }
        catch (AgentException refused) when (refused.Code is FailureCode.NotSupported or FailureCode.PermissionDenied)
        {
            Assert.Skip(refused.Message);
            throw;
        }
    }
}
