using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace UdpLab;

/// <summary>The many ways in which SSH.NET reports a failed connection.</summary>
internal static class SshFailure
{
    public static bool Is(Exception e) => e is SshException or ProxyException or SocketException or IOException or ObjectDisposedException or InvalidOperationException
        || (e is AggregateException { InnerException: { } inner } && Is(inner));

    /// <summary>Whether the connection is up. May race with a thread that closes it.</summary>
    public static bool IsUp(SshClient client)
    {
        try
        {
            return client.IsConnected;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
