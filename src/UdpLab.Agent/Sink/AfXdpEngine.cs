using System.Globalization;
using System.Net;
using System.Numerics;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Takes frames at the driver, before the kernel makes packets of them: AfXdp.</summary>
internal sealed unsafe class AfXdpEngine : IReceiveEngine
{
    private const int DefaultBytes = 8 << 20, LeastFrames = 64, SmallChunk = 2048, LargeChunk = 4096, MostSettling = 20;

    // A queue that is never empty keeps the others waiting for so many frames, less one.
    private const ulong Turn = 63;

    private readonly FrameReader _reader;
    private readonly AfXdpQueues _queues;
    private int _queue;
    private ulong _read;
    private (ulong Redirected, ulong Drops)? _settled;

    public AfXdpEngine(ReceiveSetup setup)
    {
        string name = setup.Sink.Interface ?? (setup.Plan.Interfaces is [var only] ? only
            : throw AgentException.Invalid("Interface", "-Method AfXdp takes frames from the receive queues of one interface: say which, with -Interface."));
        IPEndPoint local = SockAddr.LocalOf((int)setup.Socket);
        int mtu = int.Parse(TextFile.Read($"/sys/class/net/{name}/mtu") ?? "1500", CultureInfo.InvariantCulture);
        int chunk = mtu + FrameLength.Ethernet + AfXdpAbi.XDP_PACKET_HEADROOM <= SmallChunk ? SmallChunk : LargeChunk;
        int frames = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(LeastFrames, (setup.Sink.ReceiveBuffer ?? DefaultBytes) / chunk));
        _reader = new FrameReader(setup);
        _queues = AfXdpQueues.Open(name, local.Address, local.Port, frames, chunk);
    }

    public int Batch => 1;

    public uint? Drops => (uint)Count.Drops;

    public long? Delivered => (long)(Count.Redirected - Count.Drops);

    public string? Mode => _queues.Mode;

    private (ulong Redirected, ulong Drops) Count => _settled ?? (_queues.Redirected, _queues.Drops);

    public void Arm() => _queues.Start();

    public void Receive(SinkWorker worker, bool check)
    {
        if (check)
        {
            Receive<CheckHeaders>(worker);
        }
        else
        {
            Receive<CheckNothing>(worker);
        }
    }

    public Tally Settle()
    {
        (ulong Redirected, ulong Drops) until = Count;
        Tally tally = default;
        for (int i = 0; i < MostSettling && _read < until.Redirected - until.Drops; i++)
        {
            while (_read < until.Redirected - until.Drops && Take<CheckNothing>(ref tally, out _) != null)
            {
            }

            Return();
        }

        _settled = until;
        return tally;
    }

    public void Dispose() => _queues.Dispose();

    private void Receive<TCheck>(SinkWorker worker)
        where TCheck : struct, IPayloadCheck
    {
        bool goOn = true;
        while (goOn)
        {
            Tally tally = default;
            byte* newest = null;
            nint result = 0;
            while (tally.Packets < worker.Credit)
            {
                byte* payload = Take<TCheck>(ref tally, out int length);
                if (payload != null)
                {
                    newest = payload;
                    result = length;
                    continue;
                }

                // What was received is handed over before a wait, and its memory given back.
                if (tally.Packets > 0)
                {
                    break;
                }

                Return();
                result = Wait();
                if (result <= 0)
                {
                    result = result == 0 ? -Errno.EAGAIN : result;
                    break;
                }
            }

            goOn = worker.Look(tally, newest, result);
            Return();
        }
    }

    /// <summary>Counts the next frame of any queue; returns its payload, null if there is none.</summary>
    private byte* Take<TCheck>(ref Tally tally, out int length)
        where TCheck : struct, IPayloadCheck
    {
        AfXdpSocket[] sockets = _queues.Sockets;
        for (int i = 0; i < sockets.Length; i++)
        {
            if (sockets[_queue].Next(out byte* frame, out int size))
            {
                length = 0;
                if ((++_read & Turn) == 0)
                {
                    _queue = (_queue + 1) % sockets.Length;
                }

                return _reader.Read<TCheck>(ref tally, frame + FrameLength.Ethernet, size - FrameLength.Ethernet, ref length);
            }

            _queue = (_queue + 1) % sockets.Length;
        }

        length = 0;
        return null;
    }

    private void Return()
    {
        foreach (AfXdpSocket socket in _queues.Sockets)
        {
            socket.Return();
        }
    }

    /// <summary>Waits for a frame in any queue: more than 0 if there may be one, 0 if the time is over, or -errno.</summary>
    private int Wait()
    {
        AfXdpSocket[] sockets = _queues.Sockets;
        PacketAbi.Poll* polls = stackalloc PacketAbi.Poll[sockets.Length];
        for (int i = 0; i < sockets.Length; i++)
        {
            polls[i] = new PacketAbi.Poll { Fd = sockets[i].Fd, Wanted = PacketAbi.Poll.POLLIN };
        }

        UserClock.Leave();
        int ready = Libc.Poll(polls, (nuint)sockets.Length, (int)SinkSocket.ReceiveTimeout.TotalMilliseconds);
        UserClock.Return();
        return ready < 0 ? -Errno.Last : ready;
    }
}
