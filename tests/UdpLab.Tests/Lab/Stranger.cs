using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace UdpLab.Tests;

/// <summary>Traffic from elsewhere: a plain socket that sends to a port of this machine.</summary>
internal sealed class Stranger : IDisposable
{
    private const uint Magic = 0xbe9be955;
    private const string Clock = "sink-clock";

    // Left from the previous measurement, in an agent that waited for this one.
    private readonly int[] _earlier = [.. Agents.Own.SelectMany(id => Agents.Threads(id, Clock))];
    private readonly UdpClient _client = new(new IPEndPoint(IPAddress.Loopback, 0));

    public int Port { get; } = Receiver.FreePort();

    /// <summary>Waits until a sink receives there.</summary>
    public void Wait()
    {
        // Packets sent before the measurement starts are discarded; its clock starts after that.
        Assert.True(Machine.Becomes(() => Agents.Own.Any(id => HasPort(id) && Agents.Threads(id, Clock).Except(_earlier).Any()), 60), "No measurement started.");
    }

    /// <summary>Whether the agent has the socket of the port: another agent may still be finishing its measurement.</summary>
    private bool HasPort(int agent)
    {
        string port = $":{Port:X4} ";
        string? inode = File.ReadLines("/proc/net/udp").FirstOrDefault(l => l.Contains(port, StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[9];
        try
        {
            return inode is not null && Directory.EnumerateFiles($"/proc/{agent}/fd").Any(fd => new FileInfo(fd).LinkTarget == $"socket:[{inode}]");
        }
        catch (IOException)
        {
            return false; // It has just ended.
        }
    }

    /// <summary>A packet like those of network-testing's udp_flood -P, with the number in host byte order.</summary>
    public void SendPacketOfUdpFlood(uint sequence) => SendPacket(BinaryPrimitives.ReverseEndianness(sequence));

    /// <summary>A packet like pktgen's.</summary>
    public void SendPacket(uint sequence)
    {
        byte[] payload = new byte[18];
        BinaryPrimitives.WriteUInt32BigEndian(payload, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(8), (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Send(payload);
    }

    public void SendText(string text) => Send(Encoding.ASCII.GetBytes(text));

    public void Dispose() => _client.Dispose();

    private void Send(byte[] payload) => Assert.Equal(payload.Length, _client.Send(payload, new IPEndPoint(IPAddress.Loopback, Port)));
}
