using System.Net;
using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.PacketAbi;

namespace UdpLab.Agent.Sink;

/// <summary>Reads frames from a ring that a packet socket fills before IP sees them: PacketRing.</summary>
internal sealed unsafe class PacketRingEngine : IReceiveEngine
{
    private const int DefaultBytes = 4 << 20, MostSettling = 20;

    private readonly FrameReader _reader;
    private readonly PacketRing _ring;
    private readonly long _clockOffset = Clock.RealtimeOffset;
    private Block* _block;
    private byte* _frame;
    private uint _left;
    private uint _read;
    private long _arrival;
    private (uint Frames, uint Drops)? _settled;

    public PacketRingEngine(ReceiveSetup setup)
    {
        IPEndPoint local = SockAddr.LocalOf((int)setup.Socket);
        _reader = new FrameReader(setup);
        _ring = PacketRing.Open(local.Address, local.Port, setup.Sink.Interface is { } name ? (int)Libc.InterfaceIndex(name) : 0, setup.Sink.ReceiveBuffer ?? DefaultBytes);
    }

    public int Batch => 1;

    public uint? Drops => Count.Drops;

    public long? Delivered => unchecked(Count.Frames - Count.Drops);

    private (uint Frames, uint Drops) Count => _settled ?? _ring.Count;

    public void Arm() => _ring.Start();

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
        // Frames up to now; those of a block that is not full come when it is old.
        (uint Frames, uint Drops) until = _ring.Count;
        Tally tally = default;
        for (int i = 0; i < MostSettling && _read != unchecked(until.Frames - until.Drops);)
        {
            if (_left == 0 && !Advance())
            {
                _ = _ring.Wait(TimeSpan.FromMilliseconds(PacketRing.RetireMilliseconds));
                i++;
            }
            else if (_left > 0)
            {
                Take<CheckNothing>(ref tally, out _);
            }
        }

        _settled = until;
        return tally;
    }

    public void Dispose() => _ring.Dispose();

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
                if (_left > 0)
                {
                    newest = Take<TCheck>(ref tally, out int segment);
                    result = segment;
                    continue;
                }

                if (Advance())
                {
                    continue;
                }

                // What was received is handed over before a wait.
                if (tally.Packets > 0)
                {
                    break;
                }

                result = _ring.Wait(SinkSocket.ReceiveTimeout);
                if (result <= 0)
                {
                    result = result == 0 ? -Errno.EAGAIN : result;
                    break;
                }
            }

            worker.Arrival = newest == null ? 0 : _arrival;
            goOn = worker.Look(tally, newest, result);
        }
    }

    /// <summary>Counts the next frame of the block; returns its payload and the length of its first packet.</summary>
    private byte* Take<TCheck>(ref Tally tally, out int segment)
        where TCheck : struct, IPayloadCheck
    {
        Frame* frame = (Frame*)_frame;
        byte* virtio = _frame + frame->MacAt - VirtioHeaderLength;
        segment = _ring.ShowsSegments && virtio[GsoTypeInVirtio] != 0 ? *(ushort*)(virtio + GsoSizeInVirtio) : 0;
        _arrival = (frame->Seconds * 1_000_000_000L) + frame->Nanoseconds - _clockOffset;
        byte* payload = _reader.Read<TCheck>(ref tally, _frame + frame->NetworkAt, (int)frame->Captured - (frame->NetworkAt - frame->MacAt), ref segment);
        _frame += frame->NextAt;
        _left--;
        _read++;
        return payload;
    }

    /// <summary>Goes on to the next block; false if there is none.</summary>
    private bool Advance()
    {
        if (_block != null)
        {
            _ring.Return(_block);
        }

        _block = _ring.Next();
        if (_block == null)
        {
            return false;
        }

        _left = _block->Frames;
        _frame = (byte*)_block + _block->FirstFrameAt;
        return true;
    }
}
