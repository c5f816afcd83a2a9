using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>The sockets that a host lists.</summary>
public class SocketListTests
{
    /// <summary>Process 1 keeps sockets of services that it starts on demand: the service is the holder, if there is one.</summary>
    [Fact]
    public void TheHolderIsTheService()
    {
        List<string> warnings = [];
        UdpSocket[] sockets = Read(
            warnings,
            ["/proc/7/fd cannot be read"],
            new SocketFacts { Address = "::", Port = 53, Inode = 9, Holders = [new SocketHolder { Id = 1, Name = "systemd" }] },
            new SocketFacts { Address = "127.0.0.1", Port = 53, Inode = 8, Drops = 3, ReceiveQueue = 768, Interface = "lo", PeerAddress = "2001:db8::1", PeerPort = 9, Holders = [new SocketHolder { Id = 1, Name = "systemd" }, new SocketHolder { Id = 99, Name = "dns\u001b[31m" }, new SocketHolder { Id = 100, Name = "child" }] },
            new SocketFacts { Address = "0.0.0.0", Port = 9, Inode = 7, PeerAddress = "198.18.0.1", PeerPort = 5000 });

        Assert.Equal(["0.0.0.0", "127.0.0.1", "::"], sockets.Select(socket => socket.Address));
        Assert.Equal((null, null, "198.18.0.1:5000"), (sockets[0].Process, sockets[0].ProcessId, sockets[0].Peer));
        Assert.Equal((99, "[2001:db8::1]:9", "lo", 3u, 768L, 3), (sockets[1].ProcessId, sockets[1].Peer, sockets[1].Interface, sockets[1].Drops, sockets[1].ReceiveQueue, sockets[1].Holders.Count));
        Assert.DoesNotContain('\u001b', sockets[1].Process!);
        Assert.Equal((1, "systemd", null), (sockets[2].ProcessId, sockets[2].Process, sockets[2].Peer));
        Assert.Equal(["far: /proc/7/fd cannot be read"], warnings);
    }

    private static UdpSocket[] Read(List<string> warnings, string[] notes, params SocketFacts[] facts) =>
        [.. SocketList.Read(new MemoryHost("far", [FakeAgent.Says(FakeAgent.Hello)[1..]], [FakeAgent.Says(new Sockets { Id = 1, Items = facts, Notes = notes })[1..]]), warnings.Add, default)];
}
