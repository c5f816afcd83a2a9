using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>How many packets leave back to back, judged by their time stamps.</summary>
[Collection(Machine.Name)]
public sealed class BurstTests
{
    private const int Bursts = 12;

    /// <summary>A burst is stamped once, so its packets have the same time; and none leaves before it is due.</summary>
    [Theory]
    [InlineData(1, 400, null)]
    [InlineData(8, 800, 8)]
    [InlineData(32, 3_200, 32)]
    [InlineData(1, 400, 1)]
    public void OfSockets(int burst, double rate, int? asked)
    {
        using AgentProcess agent = AgentProcess.Start();
        (FloodReady ready, FloodResult result, (long Number, long Micros)[] packets) = Flood(agent, new OpenFlood { Backend = FloodBackend.Socket, Burst = asked, RatePps = rate, Count = burst * Bursts });
        Assert.Equal([burst], ready.Bursts);
        MustNotBeEarly(packets, burst, rate);
        Assert.All(packets.GroupBy(p => p.Number / burst), b => Assert.Single(b.Select(p => p.Micros).Distinct()));

        // A late thread sends two in a row.
        Assert.InRange(result.Threads[0].Bursts!.Value, 1, Bursts);
    }

    /// <summary>If bursts of two threads coincided, they would look like larger ones.</summary>
    [Fact]
    public void ThreadsTakeTurns()
    {
        using AgentProcess agent = AgentProcess.Start();
        const int threads = 4;
        const double gap = 0.08;
        (_, _, (long Number, long Micros)[] packets) = Flood(agent, new OpenFlood { Backend = FloodBackend.Socket, Threads = threads, Flows = threads, Burst = 2, RatePps = threads * 2 / gap, Count = threads * 2 * 3 });

        // In order of time: bursts of two packets from each thread, staggered, and never earlier than that.
        long[] times = [.. packets.Select(p => p.Micros).Order()];
        Assert.All(Enumerable.Range(0, times.Length), i => Assert.True(times[i] >= (i / 2 * gap / threads * 1e6) - 1_000, $"packet {i} left after {times[i]} us"));
    }

    [Theory]
    [InlineData(FloodBackend.Socket, null, 1, null, 64)]
    [InlineData(FloodBackend.Socket, null, 1, 16, 8)]
    [InlineData(FloodBackend.Socket, 1_000.0, 1, null, 1)]
    [InlineData(FloodBackend.Socket, 20_000.0, 1, null, 1)]
    [InlineData(FloodBackend.Socket, 200_000.0, 1, null, 10)]
    [InlineData(FloodBackend.Socket, 200_000.0, 2, null, 5)]
    [InlineData(FloodBackend.Socket, 1e7, 1, null, 64)]
    [InlineData(FloodBackend.Socket, 1e6, 1, 16, 4)]
    public void WithoutOneItIsAsSmallAsCanBeWaitedFor(FloodBackend backend, double? rate, int threads, int? gso, int burst)
    {
        using AgentProcess agent = AgentProcess.Start();
        OpenFlood flood = new() { Backend = backend, Destination = Trial.Loopback, Port = 9, RatePps = rate, Threads = threads, Flows = threads, Gso = gso, Count = 1 };
        Assert.Equal([burst], agent.Ask<FloodReady>(flood).Bursts);
        Assert.Equal([burst], agent.Ask<FloodReady>(flood with { Preview = true }).Bursts);
    }

    [Fact]
    public void EachStepOfARampHasItsOwn()
    {
        using AgentProcess agent = AgentProcess.Start();
        OpenFlood flood = new() { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Port = 9, StepRates = [1_000, 100_000, 400_000], Duration = 1 };
        Assert.Equal([1, 5, 20], agent.Ask<FloodReady>(flood).Bursts);
        Assert.Equal([3, 3, 3], agent.Ask<FloodReady>(flood with { Burst = 3 }).Bursts);
    }

    /// <summary>Times since the flood was requested.</summary>
    private static void MustNotBeEarly((long Number, long Micros)[] packets, int burst, double rate)
    {
        // The wall clock may be adjusted slightly meanwhile.
        const long adjusted = 1_000;
        Assert.DoesNotContain(packets, p => p.Micros < (p.Number / burst * burst / rate * 1e6) - adjusted);
    }

    /// <summary>Sends to a socket of this process, which keeps everything.</summary>
    private static (FloodReady Ready, FloodResult Result, (long Number, long Micros)[] Packets) Flood(AgentProcess agent, OpenFlood flood)
    {
        using System.Net.Sockets.Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20, ReceiveTimeout = 20_000 };
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        FloodReady ready = agent.Ask<FloodReady>(flood with { Destination = Trial.Loopback, Port = ((IPEndPoint)receiver.LocalEndPoint!).Port });
        long asked = Clock.Realtime / 1000;
        FloodResult result = agent.Wait<FloodResult>(agent.Send(new StartFlood()));
        byte[] payload = new byte[100];
        List<(long, long)> packets = [];
        for (int i = 0; i < flood.Count; i++)
        {
            Assert.Equal(PktgenHeader.TaggedLength, receiver.Receive(payload));
            packets.Add((Word(4), (Word(8) * 1_000_000) + Word(12) - asked));
        }

        return (ready, result, [.. packets.OrderBy(p => p.Item1)]);

        long Word(int at) => BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(at));
    }
}
