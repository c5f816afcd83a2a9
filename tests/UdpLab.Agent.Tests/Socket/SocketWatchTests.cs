using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Sockets of another process, watched: that process is an agent with a sink, which says itself what it received.</summary>
[Collection(Machine.Name)]
public sealed class SocketWatchTests
{
    private const int Port = 6000;

    [Theory]
    [InlineData("0.0.0.0", 1, 1, 400_000)]
    [InlineData("::", 1, 1, 400_000)]
    [InlineData("0.0.0.0", 4, 16, 400_000)]
    [InlineData("0.0.0.0", 1, 1, 4096)]
    [InlineData("0.0.0.0", 4, 16, 4096)]
    public void ItCountsWhatTheServerReceivedAndDropped(string address, int sockets, int flows, int buffer)
    {
        using Bed bed = new();
        Server server = new(bed, new OpenSink { Address = address, Port = Port, Sockets = sockets, ReceiveBuffer = buffer });
        SinkResult watched = Watch(bed, new WatchSockets { Port = Port }, Flood(bed, address) with { Flows = flows, Count = 20_000 }, out FloodResult flood);
        SinkResult own = server.Finish();
        Assert.Null(watched.Watch!.Inexact);
        Assert.Equal((own.TotalPackets, own.SocketDrops), (watched.TotalPackets, watched.SocketDrops));
        Assert.Equal(own.Bytes, watched.Bytes);
        Assert.Equal(flood.Sent, watched.TotalPackets + watched.SocketDrops + DroppedOnTheWay(watched, flood));
        Assert.Equal(own.Sockets.Select(s => (s.Packets, s.Drops)).Order(), watched.Sockets.Select(s => (s.Packets, s.Drops)).Order());
        Assert.All(watched.Sockets, s => Assert.Equal((Port, server.Agent.Id), (s.Watched!.Port, s.Watched.Holder!.Id)));
        Assert.Equal([server.Agent.Id], watched.Watch.Processes.Select(p => p.Id));
        Assert.Empty(watched.Watch.Events);
        Assert.Empty(watched.Problems);

        // The sink's own threads are among the server's.
        Assert.InRange(watched.UserSeconds!.Value + watched.SystemSeconds!.Value, 0.5 * (own.UserSeconds!.Value + own.SystemSeconds!.Value), 60);
        Assert.InRange(watched.Watch.Threads.Length, sockets + 1, 200);
        Assert.InRange(watched.FirstNanoseconds, 1, watched.LastNanoseconds);
    }

    [Fact]
    public void BundlesCountAsTheirPackets()
    {
        using Bed bed = new();
        Server server = new(bed, new OpenSink { Address = "0.0.0.0", Port = Port, Gro = true, ReceiveBuffer = 8_000_000 }, ReceiveMethod.Recvmmsg);
        SinkResult watched = Watch(bed, new WatchSockets { Port = Port }, Flood(bed, "0.0.0.0") with { Gso = 16, Count = 3200, RatePps = 20_000 }, out _);
        SinkResult own = server.Finish();
        Assert.Equal((3200L, own.TotalPackets, own.Bytes), (watched.TotalPackets, watched.TotalPackets, watched.Bytes));
    }

    [Fact]
    public void AWindowWithoutAFloodIsAsLongAsAsked()
    {
        using Bed bed = new();
        Server server = new(bed, new OpenSink { Address = "0.0.0.0", Port = Port, ReceiveBuffer = 4_000_000 });
        bed.Generator.Ask<FloodReady>(Flood(bed, "0.0.0.0") with { RatePps = 2000 });
        long flood = bed.Generator.Send(new StartFlood());
        bed.Generator.Wait<FloodStarted>(flood);
        AgentProcess watcher = bed.Add(AgentProcess.Start(bed.Facts.SinkNamespace));
        watcher.Ask<SinkReady>(new WatchSockets { Port = Port });
        long measure = watcher.Send(new Measure { AtOnce = true, Duration = 0.5 });
        Assert.Equal(WindowEnd.Duration, watcher.Wait<WindowClosed>(measure).Reason);
        SinkResult watched = watcher.Ask<SinkResult>(new FinishMeasure());
        bed.Generator.Ask<Done>(new StopFlood());
        Assert.InRange((watched.LastNanoseconds - watched.FirstNanoseconds) / 1e9, 0.5, 30);
        Assert.InRange(watched.Packets, 1, server.Finish().TotalPackets);
        Assert.Equal(0, watched.OpeningPackets);
    }

    [Fact]
    public void AServerThatIsKilledIsAnEvent()
    {
        using Bed bed = new();
        Server server = new(bed, new OpenSink { Address = "0.0.0.0", Port = Port, ReceiveBuffer = 4_000_000 });
        AgentProcess watcher = bed.Add(AgentProcess.Start(bed.Facts.SinkNamespace));
        watcher.Ask<SinkReady>(new WatchSockets { ProcessId = server.Agent.Id });
        long measure = watcher.Send(new Measure());
        watcher.Wait<Armed>(measure);
        Send(bed, 500);
        Kill(server);

        // Nothing of this process comes again: the window is closed.
        Assert.Equal(WindowEnd.Duration, watcher.Wait<WindowClosed>(measure).Reason);
        SinkResult watched = watcher.Ask<SinkResult>(new FinishMeasure());
        Assert.Equal(500, watched.Packets);
        Assert.Contains(watched.Watch!.Events, e => e.StartsWith("The socket 0.0.0.0:6000 was closed", StringComparison.Ordinal));
        Assert.Contains(watched.Watch.Events, e => e.Contains($"({server.Agent.Id}) ended", StringComparison.Ordinal));
        Assert.NotEmpty(watched.Watch.Threads);
        Assert.Equal(FailureCode.NotFound, watcher.Refused(new WatchSockets { ProcessId = server.Agent.Id }).Code);
    }

    [Fact]
    public void ItsSuccessorCountsToo()
    {
        using Bed bed = new();
        Server first = new(bed, new OpenSink { Address = "0.0.0.0", Port = Port, ReceiveBuffer = 4_000_000 });
        AgentProcess watcher = bed.Add(AgentProcess.Start(bed.Facts.SinkNamespace));
        watcher.Ask<SinkReady>(new WatchSockets { Port = Port });
        watcher.Wait<Armed>(watcher.Send(new Measure()));
        Send(bed, 300);
        Kill(first);
        Server second = new(bed, new OpenSink { Address = "0.0.0.0", Port = Port, ReceiveBuffer = 4_000_000 });
        Send(bed, 200);
        Assert.Equal(200, second.Finish().TotalPackets);
        SinkResult watched = watcher.Ask<SinkResult>(new FinishMeasure { Sent = 500 });
        Assert.Equal((500L, 2), (watched.TotalPackets, watched.Sockets.Length));
        Assert.Contains(watched.Watch!.Events, e => e.Contains($"was opened by udplab-agent ({second.Agent.Id})", StringComparison.Ordinal));
        Assert.Equal([first.Agent.Id, second.Agent.Id], watched.Watch.Processes.Select(p => p.Id).Order());
    }

    [Fact]
    public void ProcessesThatComeToHoldTheSocketsAreFound()
    {
        using Bed bed = new();
        using System.Diagnostics.Process parent = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("ip", ["netns", "exec", bed.Facts.SinkNamespace, "bash", "-c", $"exec 3<>/dev/udp/{bed.Facts.SinkAddress}/9; echo; read -r; sleep 300 >/dev/null & echo $!; read -r; kill $!"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        parent.StandardOutput.ReadLine();
        AgentProcess all = bed.Add(AgentProcess.Start(bed.Facts.SinkNamespace)), one = bed.Add(AgentProcess.Start(bed.Facts.SinkNamespace));
        SocketFacts socket = Assert.Single(all.Ask<Sockets>(new ReadSockets()).Items);
        all.Ask<SinkReady>(new WatchSockets { Port = socket.Port });
        one.Ask<SinkReady>(new WatchSockets { ProcessId = parent.Id });
        all.Wait<Armed>(all.Send(new Measure()));
        one.Wait<Armed>(one.Send(new Measure()));
        parent.StandardInput.WriteLine();
        int child = int.Parse(parent.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
        WatchFindings family = all.Ask<SinkResult>(new FinishMeasure()).Watch!, alone = one.Ask<SinkResult>(new FinishMeasure()).Watch!;
        parent.StandardInput.WriteLine();
        parent.WaitForExit();
        Assert.Equal([parent.Id, child], family.Processes.Select(p => p.Id).Order());
        Assert.Contains(child, family.Threads.Select(t => t.ProcessId));
        Assert.Empty(family.Sharers);
        Assert.Equal([parent.Id], alone.Processes.Select(p => p.Id));
        Assert.Equal(child, Assert.Single(alone.Sharers).Id);
    }

    [Fact]
    public void OneSocketOfSeveralIsMeasuredByItsCookie()
    {
        using Bed bed = new();
        Server server = new(bed, new OpenSink { Address = "0.0.0.0", Port = Port, Sockets = 2, ReceiveBuffer = 4_000_000 });
        SocketFacts[] sockets = bed.Sink.Ask<Sockets>(new ReadSockets()).Items;
        SinkResult watched = Watch(bed, new WatchSockets { Cookie = sockets[0].Cookie }, Flood(bed, "0.0.0.0") with { Flows = 32, Count = 3200, RatePps = 20_000 }, out _);
        SinkResult own = server.Finish();
        Assert.Contains(watched.TotalPackets, own.Sockets.Select(s => s.Packets!.Value));
        Assert.Equal(sockets[0].Cookie, Assert.Single(watched.Sockets).Watched!.Cookie);
        Assert.InRange(watched.TotalPackets, 1, 3199);
        Assert.Equal(3200 - watched.TotalPackets, watched.Watch!.Elsewhere);
    }

    [Fact]
    public void WithoutPrivilegeTheKernelsOwnCountServes()
    {
        using Bed bed = new();
        Server server = new(bed, new OpenSink { Address = "0.0.0.0", Port = Port, ReceiveBuffer = 4_000_000 });
        AgentProcess watcher = bed.Add(AgentProcess.StartAsNobody(bed.Facts.SinkNamespace));
        watcher.Ask<SinkReady>(new WatchSockets { Port = Port });
        watcher.Wait<Armed>(watcher.Send(new Measure()));
        Send(bed, 1000);
        SinkResult watched = watcher.Ask<SinkResult>(new FinishMeasure { Sent = 1000 });
        Assert.Contains("CAP_BPF", watched.Watch!.Inexact, StringComparison.Ordinal);
        Assert.Equal((1000L, 1000L, null, null), (server.Finish().TotalPackets, watched.TotalPackets, watched.Bytes, watched.UserSeconds));
        Assert.InRange(watched.FirstNanoseconds, 1, watched.LastNanoseconds);

        // Its files cannot be read, but what its threads use can.
        Assert.Equal("ProcessId", watcher.Refused(new WatchSockets { ProcessId = server.Agent.Id }).Parameter);
        watcher.Ask<SinkReady>(new WatchSockets { Port = Port, ProcessId = server.Agent.Id });
        watcher.Wait<Armed>(watcher.Send(new Measure { AtOnce = true, Duration = 0.05 }));
        SinkResult named = watcher.Ask<SinkResult>(new FinishMeasure());
        Assert.NotNull(named.UserSeconds);
        Assert.Equal((server.Agent.Id, "udplab-agent"), (named.Watch!.Processes[0].Id, named.Watch.Processes[0].Name));
    }

    [Fact]
    public void NothingOfItStaysAttached()
    {
        using Bed bed = new();
        Server server = new(bed, new OpenSink { Address = "0.0.0.0", Port = Port, ReceiveBuffer = 4_000_000 });
        for (int i = 0; i < 3; i++)
        {
            // The kernel runs at most 64 programs on a cgroup; and each measurement begins at 0.
            Assert.Equal(100, Watch(bed, new WatchSockets { Port = Port }, Flood(bed, "0.0.0.0") with { Count = 100, RatePps = 5000 }, out _).TotalPackets);
        }

        Assert.Equal(300, server.Finish().TotalPackets);
    }

    [Fact]
    public void WhatIsNotThereIsRefused()
    {
        using Bed bed = new();
        Failure port = bed.Sink.Refused(new WatchSockets { Port = Port });
        Assert.Equal((FailureCode.NotFound, "Port"), (port.Code, port.Parameter));
        Assert.Contains("it has none at all", port.Message, StringComparison.Ordinal);
        Failure process = bed.Sink.Refused(new WatchSockets { ProcessId = 1_999_999_999 });
        Assert.Equal((FailureCode.NotFound, "ProcessId"), (process.Code, process.Parameter));
        Assert.Contains("no such process", process.Message, StringComparison.Ordinal);
        Assert.Equal("ProcessId", bed.Sink.Refused(new WatchSockets { ProcessId = bed.Sink.Id }).Parameter);
        Assert.Equal("InputObject", bed.Sink.Refused(new WatchSockets { Cookie = ulong.MaxValue }).Parameter);
        Assert.Equal(FailureCode.InvalidArgument, bed.Sink.Refused(new WatchSockets()).Code);
        Assert.Equal(FailureCode.Protocol, bed.Sink.Refused(new Measure()).Code);
    }

    [Theory]
    [InlineData("0.0.0.0", null, null, "0.0.0.0")]
    [InlineData("::", null, null, "::")]
    [InlineData("127.0.0.1", null, null, "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1", null, "127.0.0.1")]
    [InlineData("0.0.0.0", "198.18.0.9", null, "0.0.0.0")]
    [InlineData("0.0.0.0", null, true, "0.0.0.0")]
    public void TheAddressIsOneThatReceives(string bound, string? destination, bool? ipv6, string address)
    {
        using Bed bed = new();
        AgentProcess server = bed.Add(AgentProcess.Start(bed.Facts.SinkNamespace));
        server.Ask<SinkReady>(new OpenSink { Address = bound, Port = Port });
        SinkReady ready = bed.Sink.Ask<SinkReady>(new WatchSockets { Port = Port, Destination = destination, Ipv6 = ipv6 });
        Assert.Equal((address, Port), (ready.Address, ready.Port));
        Assert.InRange(ready.ReceiveBuffer, 1, int.MaxValue);
    }

    private static OpenFlood Flood(Bed bed, string address)
    {
        byte[] four = System.Net.IPAddress.Parse(bed.Facts.SinkAddress).GetAddressBytes();
        return new OpenFlood { Backend = FloodBackend.Socket, Destination = address == "::" ? $"2001:2:0:{four[2]:x}::2" : bed.Facts.SinkAddress, Port = Port, PacketSize = 100 };
    }

    /// <summary>Watches one whole flood.</summary>
    private static SinkResult Watch(Bed bed, WatchSockets plan, OpenFlood flood, out FloodResult sent)
    {
        AgentProcess watcher = bed.Add(AgentProcess.Start(bed.Facts.SinkNamespace));
        bed.Generator.Ask<FloodReady>(flood);
        watcher.Ask<SinkReady>(plan);
        watcher.Wait<Armed>(watcher.Send(new Measure()));
        sent = bed.Generator.Wait<FloodResult>(bed.Generator.Send(new StartFlood()));
        return watcher.Ask<SinkResult>(new FinishMeasure { Sent = sent.Sent });
    }

    private static void Send(Bed bed, long count)
    {
        bed.Generator.Ask<FloodReady>(Flood(bed, "0.0.0.0") with { Count = count, RatePps = 5000 });
        Assert.Equal(count, bed.Generator.Wait<FloodResult>(bed.Generator.Send(new StartFlood())).Sent);
    }

    private static void Kill(Server server)
    {
        server.Agent.Process.Kill();
        server.Agent.Process.WaitForExit();
    }

    private static long DroppedOnTheWay(SinkResult result, FloodResult flood) => result.SoftnetDrops()
        + SinkResultExtensions.DeviceDelta(result.Before, result.After, "rx_dropped")
        + SinkResultExtensions.DeviceDelta(flood.Before, flood.After, "tx_dropped");

    /// <summary>An agent that receives, as a server that is not watched would.</summary>
    private sealed class Server
    {
        public Server(Bed bed, OpenSink plan, ReceiveMethod method = ReceiveMethod.Recvmsg)
        {
            Agent = bed.Add(AgentProcess.Start(bed.Facts.SinkNamespace));
            Agent.Ask<SinkReady>(plan);
            Agent.Wait<Armed>(Agent.Send(new Measure { Method = method, Check = false }));
        }

        public AgentProcess Agent { get; }

        public SinkResult Finish() => Agent.Ask<SinkResult>(new FinishMeasure());
    }
}
