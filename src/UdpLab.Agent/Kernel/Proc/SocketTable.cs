using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>The UDP sockets of this network namespace as text: /proc/net/udp and udp6, which every kernel has (proc_pid_net(5)).</summary>
internal static class SocketTable
{
    private static readonly string[] _files = ["/proc/thread-self/net/udp", "/proc/thread-self/net/udp6"];

    public static SocketFacts[] Read() => [.. _files.Where(File.Exists).SelectMany(file => File.ReadLines(file).Skip(1)).Select(Parse).OfType<SocketFacts>()];

    /// <summary>"  12: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1234 2 0000000000000000 0"; null for any other line.</summary>
    public static SocketFacts? Parse(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10 || End(fields[1]) is not var (address, port) || End(fields[2]) is not var (peer, peerPort)
            || !uint.TryParse(fields[9], CultureInfo.InvariantCulture, out uint inode) || !uint.TryParse(fields[7], CultureInfo.InvariantCulture, out uint user))
        {
            return null;
        }

        return new SocketFacts
        {
            Address = address.ToString(),
            Port = port,
            PeerAddress = peerPort == 0 ? null : peer.ToString(),
            PeerPort = peerPort,
            ReceiveQueue = long.TryParse(fields[4].Split(':')[^1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long queue) ? queue : 0,
            Drops = fields.Length > 12 && uint.TryParse(fields[12], CultureInfo.InvariantCulture, out uint drops) ? drops : 0,
            UserId = user,
            Inode = inode,
        };
    }

    // An address is 32-bit words in the processor's byte order, in hexadecimal.
    private static (IPAddress Address, int Port)? End(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length != 2 || parts[0].Length is not (8 or 32) || !int.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int port))
        {
            return null;
        }

        byte[] bytes = new byte[parts[0].Length / 2];
        for (int i = 0; i < bytes.Length; i += 4)
        {
            if (!uint.TryParse(parts[0].AsSpan(2 * i, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint word))
            {
                return null;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i), word);
        }

        return (new IPAddress(bytes), port);
    }
}
