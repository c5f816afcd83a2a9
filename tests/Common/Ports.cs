using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Tests;

/// <summary>UDP ports for tests.</summary>
internal static class Ports
{
    // Below those that the kernel gives to sockets without one (ip_local_port_range, from 32768 on): a flood's must not take a port between two uses.
    private const int First = 12_000, Last = 32_000;
    private static readonly ConcurrentDictionary<int, bool> _given = new();

    /// <summary>A UDP port of this machine that is free, and that no other test of this process has.</summary>
    public static int Free()
    {
        while (true)
        {
            int port = Random.Shared.Next(First, Last);
            try
            {
                using UdpClient client = new(new IPEndPoint(IPAddress.Any, port));
                if (_given.TryAdd(port, true))
                {
                    return port;
                }
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
