using System.ComponentModel;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Socket;

/// <summary>Reads the UDP sockets of this network namespace, and who holds them.</summary>
internal static class SocketReader
{
    public static Sockets Read(long id)
    {
        List<string> notes = [];
        SocketFacts[]? sockets = SocketDiag.Read(out int errno)?.ToArray();
        if (sockets is null)
        {
            notes.Add($"This kernel does not list UDP sockets by netlink (udp_diag: {new Win32Exception(errno).Message}): receive buffers and cookies are unknown. Load the module: modprobe udp_diag.");
            sockets = SocketTable.Read();
        }

        Dictionary<uint, List<SocketHolder>> holders = SocketHolders.Of(sockets.Select(socket => socket.Inode));
        foreach (SocketFacts socket in sockets)
        {
            socket.Holders = holders.TryGetValue(socket.Inode, out List<SocketHolder>? all) ? [.. all] : [];
        }

        int hidden = sockets.Count(socket => socket is { Inode: > 0, Holders.Length: 0 });
        if (hidden > 0)
        {
            notes.Add($"No process was found for {hidden} of {sockets.Length} sockets: reading those of other users takes root, and those of another pid namespace cannot be seen.");
        }

        return new Sockets { Id = id, Items = sockets, Notes = [.. notes] };
    }
}
