using System.Net;
using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A sink that sends back what it receives.</summary>
[Collection(Machine.Name)]
public class EchoTests
{
    [Theory]
    [InlineData(ReceiveMethod.Recvmsg, "0.0.0.0", "127.0.0.1", 1)]
    [InlineData(ReceiveMethod.Recvmsg, "0.0.0.0", "127.0.0.2", 1)]
    [InlineData(ReceiveMethod.Recvmmsg, "0.0.0.0", "127.9.9.9", 1)]
    [InlineData(ReceiveMethod.Recvmmsg, "127.0.0.1", "127.0.0.1", 3)]
    [InlineData(ReceiveMethod.Recvmmsg, "::", "::1", 1)]
    public void ItAnswersEveryDatagramFromTheAddressItWasSentTo(ReceiveMethod method, string bound, string address, int sockets)
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = bound, Sockets = sockets, Echo = true, ReceiveBuffer = 4_000_000 });
        trial.Arm(new Measure { Method = method, Stays = true });
        long bytes = 0;
        foreach (int length in new[] { 0, 1, 18, 1472, 9000, 60_000 })
        {
            // Connected: an answer from another address would not arrive.
            using UdpClient client = new(address.Contains(':') ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
            client.Client.ReceiveTimeout = 20_000;
            client.Connect(IPAddress.Parse(address), trial.Ready.Port);
            byte[] sent = new byte[length];
            Random.Shared.NextBytes(sent);
            client.Send(sent);
            IPEndPoint? from = null;
            Assert.Equal(sent, client.Receive(ref from));
            Assert.Equal((IPAddress.Parse(address), trial.Ready.Port), (from!.Address, from.Port));
            bytes += length;
        }

        trial.Finish();
        Assert.Equal((6, bytes, 6), (trial.Result.Packets, trial.Result.Bytes, trial.Result.Echoed));
    }

    [Fact]
    public void WhatIsReceivedAgainstAnOverloadIsSentBack()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, Echo = true, ReceiveBuffer = 4096 });
        trial.Run(new Measure { Method = ReceiveMethod.Recvmmsg }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = 50_000 }).MustConserve();
        Assert.Equal(trial.Result.TotalPackets, trial.Result.Echoed);
        Assert.Equal(0, trial.Result.Headers!.BadMagic);
    }

    [Fact]
    public void ItNeedsToKnowWhereToSend()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, Echo = true });
        Assert.Contains("-Echo", agent.Refused(new Measure { Method = ReceiveMethod.Recv }).Message, StringComparison.Ordinal);
        Assert.Contains("-Gro", agent.Refused(new OpenSink { Address = Trial.Loopback, Echo = true, Gro = true }).Message, StringComparison.Ordinal);
    }
}
