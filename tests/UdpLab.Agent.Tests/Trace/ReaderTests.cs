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
        reader.Hold();

        // It has been seen, and goes on sleeping.
        Assert.True(Machine.Becomes(() => reader.IsHeld && IsQuiet(tracer), 60));
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
        reader.Spin();
        Assert.True(Machine.Becomes(() => tracer.ReaderSeconds()[0][(int)ReaderState.Running] > 0.2, 60));
        reader.Send(3000);
        List<Drops> drops = tracer.Drops();
        Assert.InRange(drops.Sum(d => d.Packets), 1, 3000);
        Assert.Equal(0, drops.Sum(d => d.ByState[(int)ReaderState.Unknown]));

        // A garbage collection may stop it for a moment.
        Assert.InRange(drops.Sum(d => d.ByState[(int)ReaderState.Asleep]), 0, drops.Sum(d => d.Packets) / 2);
    }

    [Fact]
    public void AThreadWithoutACpuIsPreemptedOrWaits()
    {
        using Reader reader = new(cpu: 0);
        using Tracer tracer = Begin(reader);
        using Process hog = Process.Start("taskset", ["-c", "0", "sh", "-c", "while :; do :; done"]);
        try
        {
            reader.Spin();
            Assert.True(Machine.Becomes(() => tracer.Holders().Any(h => h is { Name: "sh", Seconds: > 0.1 }), 60), string.Join(' ', tracer.Holders()));
            (string Name, double Seconds)[] holders = tracer.Holders();
            double[] seconds = tracer.ReaderSeconds()[0];
            Assert.InRange(holders.Sum(h => h.Seconds), 0.1, seconds[(int)ReaderState.Preempted] + seconds[(int)ReaderState.Waiting] + 0.001);
        }
        finally
        {
            hog.Kill();
            hog.WaitForExit();
        }
    }

    private static bool IsQuiet(Tracer tracer)
    {
        double[] before = tracer.ReaderSeconds()[0];
        Thread.Sleep(50);
        double[] after = tracer.ReaderSeconds()[0];
        return after[(int)ReaderState.Asleep] > before[(int)ReaderState.Asleep] && after[1..4].SequenceEqual(before[1..4]);
    }

    private static Tracer Begin(Reader reader)
    {
        Machine.RequireRoot();
        Tracer tracer = Tracer.Begin([reader.Port], NetworkNamespace.Inode, [reader.Thread], []);
        Assert.True(Machine.Becomes(() => tracer.ReaderSeconds()[0][(int)ReaderState.Asleep] > 0, 20), "It was not seen.");
        return tracer;
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
                        IsHeld = true;
                        _released.WaitOne();
                    }

                    System.Threading.Thread.Sleep(1);
                }
            });
            _thread.Start();
            _begun.Wait();
        }

        public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

        public int Thread => _id;

        public bool IsHeld { get; private set; }

        public void Spin() => _spin = true;

        public void Hold() => _hold = true;

        public void Send(int count)
        {
            byte[] payload = new byte[100];
            IPEndPoint to = new(IPAddress.Loopback, Port);
            for (int i = 0; i < count; i++)
            {
                _sender.Send(payload, to);
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
