using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Tests;

/// <summary>Relays between a client and a server, and breaks the connection once the client has sent a given amount.</summary>
internal sealed class CuttingRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _bytes;
    private readonly string _port;

    public CuttingRelay(string port, int bytes)
    {
        _port = port;
        _bytes = bytes;
        _listener.Start();
        _ = Task.Run(Serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private async Task Serve()
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        using TcpClient server = new();
        await server.ConnectAsync(IPAddress.Loopback, int.Parse(_port, CultureInfo.InvariantCulture));
        Task back = server.GetStream().CopyToAsync(client.GetStream());
        byte[] buffer = new byte[16384];
        for (int sent = 0; sent < _bytes;)
        {
            int read = await client.GetStream().ReadAsync(buffer);
            if (read == 0)
            {
                return;
            }

            await server.GetStream().WriteAsync(buffer.AsMemory(0, read));
            sent += read;
        }
    }
}
