using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Trace;

namespace UdpLab.Agent.Tests.Trace;

/// <summary>What the reading thread does is known at each moment, and where its socket's losses fell.</summary>
[Collection(Machine.Name)]
public sealed class ReaderTests
{
    [Fact]
    public void LossesOfASleeperFellWhileItSlept()
    {
        using Reader reader = new();
        using Tracer tracer = Begin(reader);
        Assert.True(Machine.Becomes(() => reader.Naps > 2, 20));
        reader.Hold();

        // It goes on sleeping, and does nothing else any more.
        double slept = 0;
        Assert.True(Machine.Becomes(() => tracer.ReaderSeconds()[0] is var s && s[1..4].Sum() is var active && (slept, slept = active).Item1 == active, 20));
        reader.Send(3000);
        List<Drops> drops = [.. tracer.Drops().Where(d => d.Reason == "SOCKET_RCVBUFF")];
        Assert.InRange(drops.Sum(d => d.Packets), 1, 3000);
        Assert.Equal(drops.Sum(d => d.Packets), drops.Sum(d => d.ByState[(int)ReaderState.Asleep]));
    }

    [Fact]
    public void LossesOfABusyThreadFellWhileItRan()
    {
        using Reader reader = new();
        using Tracer tracer = Begin(reader);
        Assert.True(Machine.Becomes(() => reader.Naps > 2, 20));
        reader.Spin();
        Assert.True(Machine.Becomes(() => tracer.ReaderSeconds()[0][(int)ReaderState.Running] > 0.2, 60));
        reader.Send(3000);
        List<Drops> drops = tracer.Drops();
        Assert.Equal(0, drops.Sum(d => d.ByState[(int)ReaderState.Asleep] + d.ByState[(int)ReaderState.Unknown]));
        Assert.InRange(drops.Sum(d => d.Packets), 1, 3000);
    }

    [Fact]
    public void AThreadWithoutACpuIsPreemptedOrWaits()
    {
        using Reader reader = new(cpu: 0);
        using Tracer tracer = Begin(reader);
        Assert.True(Machine.Becomes(() => reader.Naps > 2, 20));
        using Process hog = Process.Start("taskset", ["-c", "0", "sh", "-c", "while :; do :; done"]);
        try
        {
            reader.Spin();
            Assert.True(Machine.Becomes(() => tracer.ReaderSeconds()[0] is var s && s[(int)ReaderState.Preempted] + s[(int)ReaderState.Waiting] > 0.2, 60), string.Join(' ', tracer.ReaderSeconds()[0]));
        }
        finally
        {
            hog.Kill();
            hog.WaitForExit();
        }
    }

    private static Tracer Begin(Reader reader)
    {
        Machine.RequireRoot();
        return Tracer.Begin(reader.Port, NetworkNamespace.Inode, [reader.Thread], []);
    }

    /// <summary>A thread with a small socket that naps, until it is told to do something else.</summary>
    private sealed class Reader : IDisposable
    {
        private readonly System.Net.Sockets.Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4096 };
        private readonly UdpClient _sender = new();
        private readonly Thread _thread;
        private readonly ManualResetEventSlim _begun = new();
        private readonly ManualResetEvent _released = new(false);
        private volatile bool _spin, _hold, _over;
        private volatile int _naps;
        private volatile int _id;

        public Reader(int? cpu = null)
        {
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _thread = new Thread(() =>
            {
                _id = WakeSignal.CurrentThread;
                if (cpu is int one)
                {
                    UdpLab.Agent.Kernel.Cpu.Pin(one);
                }

                _begun.Set();
                while (!_over)
                {
                    if (_spin)
                    {
                        continue;
                    }

                    if (_hold)
                    {
                        _released.WaitOne();
                    }

                    System.Threading.Thread.Sleep(1);
                    _naps++;
                }
            });
            _thread.Start();
            _begun.Wait();
        }

        public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

        public int Thread => _id;

        public int Naps => _naps;

        public void Spin() => _spin = true;

        public void Hold() => _hold = true;

        public void Send(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _sender.Send(new byte[100], new IPEndPoint(IPAddress.Loopback, Port));
            }
        }

        public void Dispose()
        {
            _over = true;
            _spin = false;
            _released.Set();
            _thread.Join();
            _released.Dispose();
            _begun.Dispose();
            _sender.Dispose();
            _socket.Dispose();
        }
    }
}
