using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The UDP sockets of a host.</summary>
internal static class SocketList
{
    private const int Init = 1;

    /// <summary>Reads them in one request.</summary>
    /// <param name="host">The host.</param>
    /// <param name="warn">Receives what could not be read.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="LabException">The host did not answer.</exception>
    public static IReadOnlyList<UdpSocket> Read(LabHost host, Action<string> warn, CancellationToken cancel)
    {
        using AgentSession agent = host.OpenAgent();
        Sockets sockets = agent.Ask<Sockets>(id => new ReadSockets { Id = id }, cancel);
        foreach (string note in sockets.Notes)
        {
            warn($"{agent.Host}: {note}");
        }

        return HostAnswer.Understand(agent.Host, "sockets", () => sockets.Items.Select(facts => Socket(agent.Host, facts)).OrderBy(socket => socket.Port).ThenBy(socket => socket.Address, StringComparer.Ordinal).ThenBy(socket => socket.Inode).ToArray());
    }

    private static UdpSocket Socket(LabHost host, SocketFacts facts)
    {
        // Process 1 keeps the sockets of services that it starts on demand.
        SocketHolder? holder = facts.Holders.OrderBy(one => one.Id == Init).ThenBy(one => one.Id).FirstOrDefault();
        return new UdpSocket
        {
            Host = host,
            Process = holder is null ? null : HostText.Clean(holder.Name),
            ProcessId = holder?.Id,
            Address = HostText.Clean(facts.Address),
            Port = facts.Port,
            Peer = facts.PeerAddress is { } peer ? string.Create(CultureInfo.InvariantCulture, $"{(peer.Contains(':') ? $"[{HostText.Clean(peer)}]" : HostText.Clean(peer))}:{facts.PeerPort}") : null,
            Interface = facts.Interface is { } name ? HostText.Clean(name) : null,
            Ipv6Only = facts.Ipv6Only,
            ReceiveQueue = facts.ReceiveQueue,
            ReceiveBuffer = facts.ReceiveBuffer,
            Drops = facts.Drops,
            Cookie = facts.Cookie,
            Inode = facts.Inode,
            UserId = facts.UserId,
            Holders = [.. facts.Holders.Select(one => new UdpSocketHolder { Name = HostText.Clean(one.Name), Id = one.Id })],
        };
    }
}
