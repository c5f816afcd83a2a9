using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace UdpLab;

/// <summary>The many ways SSH.NET says that a connection does not work.</summary>
internal static class SshFailure
{
    public static bool Is(Exception e) => e is SshException or ProxyException or SocketException or IOException or ObjectDisposedException or InvalidOperationException
        || (e is AggregateException { InnerException: { } inner } && Is(inner));

    /// <summary>The connection stands. Whoever asks may be another thread than the one that ends it, and late.</summary>
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
