using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Testbed;

/// <summary>Nothing else sends on a testbed: the kernel's own counters must agree with ours to the packet.</summary>
[Collection(Machine.Name)]
public sealed class ConservationTests
{
    [Theory]
    [InlineData(ReceiveMethod.Recvmsg, false)]
    [InlineData(ReceiveMethod.Recvmmsg, false)]
    [InlineData(ReceiveMethod.Recv, false)]
    [InlineData(ReceiveMethod.Recvfrom, false)]
    [InlineData(ReceiveMethod.Read, false)]
    [InlineData(ReceiveMethod.Epoll, false)]
    [InlineData(ReceiveMethod.IoUring, false)]
    [InlineData(ReceiveMethod.IoUringMultishot, false)]
    [InlineData(ReceiveMethod.Epoll, true)]
    [InlineData(ReceiveMethod.Recvmsg, true)]
    [InlineData(ReceiveMethod.Recvmmsg, true)]
    public void TheKernelDeliveredWhatTheSinkReceived(ReceiveMethod method, bool gro)
    {
        using Bed bed = new();
        Trial.Require(bed.Sink, method);
        Trial trial = Trial.On(bed)
            .Open(new OpenSink { Address = bed.Facts.SinkAddress, Gro = gro, ReceiveBuffer = 1 << 20 })
            .Run(new Measure { Method = method, SharedClock = true }, new OpenFlood { Backend = FloodBackend.Socket, Destination = bed.Facts.SinkAddress, Count = 32_000, Gso = gro ? 32 : null })
            .MustConserve(segments: gro ? 32 : 1);
        SinkResult result = trial.Result;
        Assert.Equal(result.TotalDatagrams, result.UdpDelta("InDatagrams"));
        Assert.Equal(result.SocketDrops, result.UdpDelta("RcvbufErrors"));
        Assert.Equal(0, result.UdpDelta("NoPorts"));
        Assert.Equal(result.Packets * 18, result.Bytes);
        Assert.Equal((0L, 0L, 0L), (result.Headers!.BadMagic, result.Headers.Duplicates, result.Headers.OutOfOrder));
        Assert.InRange(result.Headers.Lost, 0, trial.Sent - result.TotalPackets);
        if (!gro)
        {
            Assert.Equal(result.TotalPackets, result.TotalDatagrams);
        }
    }

    public static TheoryData<ReceiveMethod, bool> Overloaded =>
        [.. from method in Enum.GetValues<ReceiveMethod>() from count in new[] { false, true } select new TheoryDataRow<ReceiveMethod, bool>(method, count)];

    /// <summary>More than the buffers hold: what does not fit is dropped, and counted by the kernel.</summary>
    [Theory]
    [MemberData(nameof(Overloaded))]
    public void UnderOverloadEachPacketIsReceivedOrInTheKernelsCount(ReceiveMethod method, bool stops)
    {
        using Bed bed = new();
        Trial.Require(bed.Sink, method);
        Trial trial = Trial.On(bed).Open(new OpenSink { Address = bed.Facts.SinkAddress, ReceiveBuffer = 2048 });
        OpenFlood flood = new() { Backend = FloodBackend.Socket, Destination = bed.Facts.SinkAddress };
        if (stops)
        {
            // The window ends while packets still come: what a method holds then is received too.
            trial.RunUntilClosed(new Measure { Method = method, Count = 5_000, Interfaces = [bed.Facts.SinkInterface] }, flood, goesOn: true).MustConserve();
            Assert.Equal(5_000, trial.Result.Packets);
        }
        else
        {
            flood.Count = 5_000;
            trial.RunStopped(new Measure { Method = method, Interfaces = [bed.Facts.SinkInterface] }, flood).MustConserve();
            Assert.InRange(trial.Result.SocketDrops!.Value, 1, trial.Sent - 1);
        }

        if (ReceiveTraits.Of(method).SeesFrames)
        {
            Assert.Equal(trial.Result.TotalDatagrams, trial.Result.Delivered);
            Assert.Equal(0, trial.Result.LeftInSocket);
        }
        else
        {
            Assert.Equal(trial.Result.TotalDatagrams, trial.Result.UdpDelta("InDatagrams"));
            Assert.Equal(trial.Result.SocketDrops, trial.Result.UdpDelta("RcvbufErrors"));
        }
    }

    [Fact]
    public void GroCountsSegmentsAndMissesNoneOfTheirHeaders()
    {
        using Bed bed = new();
        Trial trial = Trial.On(bed)
            .Open(new OpenSink { Address = bed.Facts.SinkAddress, Gro = true, ReceiveBuffer = 1 << 22 })
            .Run(new Measure { Method = ReceiveMethod.Recvmmsg }, new OpenFlood { Backend = FloodBackend.Socket, Destination = bed.Facts.SinkAddress, Gso = 20, Burst = 1, RatePps = 20_000, Count = 10_001 })
            .MustConserve();
        Assert.Equal(0, trial.Result.SocketDrops);
        Assert.Equal(10_001, trial.Result.Packets);
        Assert.Equal(10_001 * 18, trial.Result.Bytes);
        Assert.Equal(new HeaderFindings(), trial.Result.Headers);
        Assert.Equal(trial.Result.TotalDatagrams, trial.Result.UdpDelta("InDatagrams"));
        Assert.InRange(trial.Result.TotalDatagrams, 10_001 / 20, 10_001 / 2);
    }

    [Fact]
    public void ACountIsMetBySegmentsToo()
    {
        using Bed bed = new();
        Trial trial = Trial.On(bed).Open(new OpenSink { Address = bed.Facts.SinkAddress, Gro = true });
        foreach (long count in new[] { 1, 30, 5_003L })
        {
            trial.RunUntilClosed(new Measure { Count = count }, new OpenFlood { Backend = FloodBackend.Socket, Destination = bed.Facts.SinkAddress, Gso = 20 }).MustConserve(segments: 20);
            Assert.Equal((count, count * 18), (trial.Result.Packets, trial.Result.Bytes));
            Assert.Equal(WindowEnd.Count, trial.WindowEnd);
        }
    }

    [Fact]
    public void Ipv6AgreesWithItsOwnCounters()
    {
        using Bed bed = new();
        SinkReady ready = bed.Sink.Ask<SinkReady>(new OpenSink { Address = "::" });
        string address = ready.Addresses.Single(a => a.Interface == bed.Facts.SinkInterface && a.Address.StartsWith("2001:2:", StringComparison.Ordinal)).Address;
        foreach (FloodBackend backend in new[] { FloodBackend.Socket, FloodBackend.Xdp })
        {
            Trial trial = Trial.On(bed)
                .Open(new OpenSink { Address = address })
                .Run(new Measure(), new OpenFlood { Backend = backend, Destination = address, PacketSize = 80, RatePps = 20_000, Count = 10_000, Flows = 4 })
                .MustConserve();
            Assert.Equal(10_000, trial.Sent);
            Assert.Equal(trial.Result.TotalDatagrams, trial.Result.Udp6Delta("Udp6InDatagrams"));
            Assert.Equal(0, trial.Result.Udp6Delta("Udp6InCsumErrors"));
            Assert.Equal(0, trial.Result.Headers!.BadMagic);
        }
    }

    [Fact]
    public void TheLargestPacketFitsAndOneByteMoreIsRefused()
    {
        using Bed bed = new();
        Trial trial = Trial.On(bed).Open(new OpenSink { Address = bed.Facts.SinkAddress });
        foreach (FloodBackend backend in new[] { FloodBackend.Socket, FloodBackend.Xdp })
        {
            trial.Run(new Measure(), new OpenFlood { Backend = backend, Destination = bed.Facts.SinkAddress, PacketSize = 1514, Count = 2_000, RatePps = 20_000 }).MustConserve();
            Assert.Equal((2_000L, trial.Result.Packets * 1472), (trial.Flood.Sent, trial.Result.Bytes));
            Assert.Equal("PacketSize", bed.Generator.Refused(new OpenFlood { Backend = backend, Destination = bed.Facts.SinkAddress, Port = 9, PacketSize = 1515 }).Parameter);
        }
    }
}
