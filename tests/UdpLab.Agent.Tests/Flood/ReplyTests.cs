using System.Net;
using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Floods that count what they are answered, by a server of this process.</summary>
[Collection(Machine.Name)]
public sealed class ReplyTests
{
    private const int Room = 1 << 20;

    [Theory]
    [InlineData("127.0.0.1", 1, 1)]
    [InlineData("::1", 5, 2)]
    public void EveryAnswerIsCounted(string address, int flows, int threads)
    {
        using UdpClient server = Server(address);
        using AgentProcess agent = AgentProcess.Start();
        FloodResult result = Flood(agent, server, new OpenFlood { Destination = address, Payloads = [[1], [1, 2, 3]], CountReplies = true, Flows = flows, Threads = threads, Count = 200, RatePps = 2000 });
        Assert.Equal((200L, 200L), (result.Sent, result.Replies!.Packets));

        // Each payload comes back twice as long. Each thread begins with the first.
        Assert.Equal(200 * 4, result.Replies.Bytes);
        Assert.Equal(0, result.Replies.Drops);
        Assert.InRange(result.Replies.Seconds, 0.9 * 199 / 2000, 60);
    }

    [Fact]
    public void APortNobodyListensOnAnswersNothing()
    {
        using AgentProcess agent = AgentProcess.Start();
        agent.Ask<FloodReady>(new OpenFlood { Destination = Trial.Loopback, Port = 9, CountReplies = true, Count = 100, RatePps = 10_000 });
        FloodResult result = agent.Wait<FloodResult>(agent.Send(new StartFlood()));
        Assert.Equal((100L, 0L, 0L, 0.0), (result.Sent, result.Replies!.Packets, result.Replies.Bytes, result.Replies.Seconds));
        Assert.Null(result.Failure);
    }

    [Fact]
    public void TheNextRunCountsFromZero()
    {
        using UdpClient server = Server(Trial.Loopback);
        using AgentProcess agent = AgentProcess.Start();
        FloodResult first = Flood(agent, server, new OpenFlood { Destination = Trial.Loopback, CountReplies = true, Count = 50, RatePps = 2000 });
        FloodResult second = agent.Wait<FloodResult>(agent.Send(new StartFlood()));
        Assert.Equal((50L, 50L), (first.Replies!.Packets, second.Replies!.Packets));
    }

    [Theory]
    [InlineData(FloodBackend.Xdp, false, "CountReplies")]
    [InlineData(FloodBackend.Pktgen, false, "CountReplies")]
    [InlineData(FloodBackend.Auto, true, "CountReplies")]
    public void OnlySocketsReceive(FloodBackend backend, bool inject, string parameter)
    {
        using AgentProcess agent = AgentProcess.Start();
        Failure failure = agent.Refused(new OpenFlood { Backend = backend, Destination = Trial.Loopback, Interface = "lo", Source = "198.18.0.9", Port = 9, Count = 1, CountReplies = true, Inject = inject });
        Assert.Equal((FailureCode.InvalidArgument, parameter), (failure.Code, failure.Parameter));
    }

    [Fact]
    public void AutoTakesSocketsForReplies()
    {
        using AgentProcess agent = AgentProcess.Start();
        FloodReady ready = agent.Ask<FloodReady>(new OpenFlood { Destination = Trial.Loopback, Port = 9, Count = 1, CountReplies = true, Payloads = [[7]] });
        Assert.Equal((FloodBackend.Socket, false, false), (ready.Backend, ready.Numbered, ready.Timed));
        Assert.Contains("-CountReplies", ready.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"command":"flood.open","id":1,"destination":"127.0.0.1","port":9,"payloads":[""]}""", "has 0 bytes")]
    [InlineData("""{"command":"flood.open","id":1,"destination":"127.0.0.1","port":9,"payloads":["AAAA"],"payloadHeader":true}""", "has 3 bytes")]
    [InlineData("""{"command":"flood.open","id":1,"destination":"127.0.0.1","port":9,"backend":"Pktgen","payloads":["AAAA"]}""", "pktgen fills its packets itself")]
    public void APayloadThatCannotBeIsRefused(string line, string words)
    {
        using AgentProcess agent = AgentProcess.Start();
        agent.SendLine(line);
        RefusedException refused = Assert.Throws<RefusedException>(() => agent.Wait<FloodReady>(1));
        Assert.Equal(FailureCode.InvalidArgument, refused.Failure.Code);
        Assert.Contains(words, refused.Failure.Message, StringComparison.Ordinal);
    }

    private static FloodResult Flood(AgentProcess agent, UdpClient server, OpenFlood plan)
    {
        plan.Port = ((IPEndPoint)server.Client.LocalEndPoint!).Port;
        agent.Ask<FloodReady>(plan);
        return agent.Wait<FloodResult>(agent.Send(new StartFlood()));
    }

    /// <summary>Sends each datagram back twice over.</summary>
    private static UdpClient Server(string address)
    {
        UdpClient client = new(new IPEndPoint(IPAddress.Parse(address), 0));
        client.Client.ReceiveBufferSize = Room;
        System.Net.Sockets.Socket socket = client.Client;
        new Thread(() =>
        {
            byte[] buffer = new byte[1000];
            EndPoint from = socket.LocalEndPoint!;
            try
            {
                while (true)
                {
                    int length = socket.ReceiveFrom(buffer, ref from);
                    buffer.AsSpan(0, length).CopyTo(buffer.AsSpan(length));
                    socket.SendTo(buffer.AsSpan(0, 2 * length), SocketFlags.None, from);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        })
        { IsBackground = true }.Start();
        return client;
    }
}
