using System.Net;
using System.Net.Sockets;
using CsCheck;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>The two ways in which the kernel lists UDP sockets.</summary>
public sealed class SocketTableTests
{
    /// <summary>Lines of /proc/net/udp and udp6 as kernels print them, the last two of an old one without drops and of another program.</summary>
    [Theory]
    [InlineData("  366: 0100007F:0035 00000000:0000 07 00000000:00000300 00:00000000 00000000   101        0 19452 2 00000000a1b2c3d4 17         ", "127.0.0.1", 53, null, 0, 768, 17, 101, 19452)]
    [InlineData(" 1024: 02000A0A:C350 0101A8C0:0035 01 00000000:00000000 00:00000000 00000000  1000        0 777 2 0000000000000000 0", "10.10.0.2", 50000, "192.168.1.1", 53, 0, 0, 1000, 777)]
    [InlineData("    5: 00000000000000000000000001000000:14E9 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 5 2 0 3", "::1", 5353, null, 0, 0, 3, 0, 5)]
    [InlineData("    5: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 6", "0.0.0.0", 68, null, 0, 0, 0, 0, 6)]
    public void ALineIsASocket(string line, string address, int port, string? peer, int peerPort, long queue, uint drops, uint user, uint inode)
    {
        SocketFacts socket = SocketTable.Parse(line)!;
        Assert.Equal((address, port, peer, peerPort, queue, drops, user, inode), (socket.Address, socket.Port, socket.PeerAddress, socket.PeerPort, socket.ReceiveQueue, socket.Drops, socket.UserId, socket.Inode));
        Assert.Equal((null, null), (socket.ReceiveBuffer, socket.Cookie));
    }

    [Fact]
    public void AnyTextIsReadOrLeftOut() => Gen.Char["0123456789ABCDEFx: "].Array[0, 160].Select(chars => new string(chars)).Sample(text => _ = SocketTable.Parse(text), iter: 20_000);

    [Fact]
    public void BothWaysGiveTheSameSockets()
    {
        using System.Net.Sockets.Socket four = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp), six = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        four.Bind(new IPEndPoint(IPAddress.Parse("127.1.2.3"), 0));
        six.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        six.Connect(IPAddress.IPv6Loopback, 9);
        int[] ports = [((IPEndPoint)four.LocalEndPoint!).Port, ((IPEndPoint)six.LocalEndPoint!).Port];
        List<SocketFacts>? listed = SocketDiag.Read(out int errno);
        Assert.SkipWhen(listed is null, $"this kernel has no udp_diag (errno {errno})");
        SocketFacts[] table = [.. SocketTable.Read().Where(socket => ports.Contains(socket.Port))];
        Assert.Equal(2, table.Length);
        Assert.Equal(Texts(table), Texts(listed.Where(socket => ports.Contains(socket.Port))));
        Assert.Equal([Environment.ProcessId], SocketHolders.Of(table.Select(socket => socket.Inode)).Values.SelectMany(holders => holders).Select(holder => holder.Id).Distinct());
    }

    private static string[] Texts(IEnumerable<SocketFacts> sockets) => [.. sockets.Select(socket => $"{socket.Address} {socket.Port} {socket.PeerAddress} {socket.PeerPort} {socket.ReceiveQueue} {socket.Drops} {socket.UserId} {socket.Inode}").Order(StringComparer.Ordinal)];
}
