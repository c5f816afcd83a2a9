using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UdpLab.Tests;

/// <summary>A plain UDP socket that keeps every datagram it receives, as an independent oracle.</summary>
internal sealed class Receiver : IDisposable
{
    private const int NewNetwork = 0x40000000;
    private const int SocketLevel = 1, ForceReceiveBuffer = 33, Room = 8_000_000;
    private readonly UdpClient _client;
    private readonly List<UdpReceiveResult> _received = [];

    private Receiver(UdpClient client)
    {
        _client = client;

        // Room for packets while this process is kept off its CPU: root may exceed net.core.rmem_max.
        _client.Client.ReceiveBufferSize = Room;
        if (Environment.IsPrivilegedProcess)
        {
            _client.Client.SetRawSocketOption(SocketLevel, ForceReceiveBuffer, BitConverter.GetBytes(Room));
        }

        // The socket itself: UdpClient.Receive throws NullReferenceException if it is disposed at the wrong moment.
        Socket socket = client.Client;
        new Thread(() => Receive(socket)) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_client.Client.LocalEndPoint!).Port;

    /// <summary>On this machine.</summary>
    public static Receiver On(IPAddress address) => new(new UdpClient(new IPEndPoint(address, 0)));

    /// <summary>On all addresses of a family in another network namespace, where the socket stays.</summary>
    public static Receiver In(string space, IPAddress address)
    {
        UdpClient? client = null;
        Exception? problem = null;
        Thread thread = new(() =>
        {
            // The namespace applies to this thread only, and the thread ends here.
            using SafeFileHandle net = File.OpenHandle("/run/netns/" + space);
            if (SetNamespace(net, NewNetwork) != 0)
            {
                problem = new InvalidOperationException($"setns {space}: errno {Marshal.GetLastPInvokeError()}");
                return;
            }

            client = new UdpClient(new IPEndPoint(address, 0));
        });
        thread.Start();
        thread.Join();
        return new Receiver(client ?? throw problem!);
    }

    /// <inheritdoc cref="Ports.Free"/>
    public static int FreePort() => Ports.Free();

    /// <summary>The datagrams received, once there are as many as expected or no more arrive.</summary>
    public UdpReceiveResult[] Get(int expected)
    {
        Machine.Becomes(() => Count >= expected, 20);
        lock (_received)
        {
            return [.. _received];
        }
    }

    public void Dispose() => _client.Dispose();

    private int Count
    {
        get
        {
            lock (_received)
            {
                return _received.Count;
            }
        }
    }

    private void Receive(Socket socket)
    {
        byte[] buffer = new byte[ushort.MaxValue];
        try
        {
            EndPoint from = socket.LocalEndPoint!;
            while (true)
            {
                int length = socket.ReceiveFrom(buffer, ref from);
                lock (_received)
                {
                    _received.Add(new UdpReceiveResult(buffer[..length], (IPEndPoint)from));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNamespace(SafeFileHandle space, int kind);
}
