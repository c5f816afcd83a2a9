using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>
/// Recvmsg and Recvmmsg where more comes along with a datagram than its payload. With UDP_GRO it may be a bundle of segments, each
/// a packet with a header of its own; and where tags do not tell streams apart, its source does.
/// </summary>
internal sealed unsafe class BundleEngine<TCalls>(ReceiveSetup setup) : IReceiveEngine
    where TCalls : struct, IReceiveCalls
{
    private readonly nint _fd = setup.Socket;
    private readonly bool _single = !ReceiveTraits.Of(setup.Method).Batches;
    private readonly HeaderChecker _checker = setup.Checker;
    private readonly StreamNames? _sources = setup.Sources;
    private readonly ReceiveBuffers _buffers = setup.NewBuffers();

    public int Batch => _buffers.Batch;

    public void Receive(long credit, bool check, out Received received)
    {
        if (check)
        {
            Receive<CheckHeaders>(credit, out received);
        }
        else
        {
            Receive<CheckNothing>(credit, out received);
        }
    }

    public void Dispose() => _buffers.Dispose();

    private void Receive<TCheck>(long credit, out Received received)
        where TCheck : struct, IPayloadCheck
    {
        MessageHeaderMultiple* messages = _buffers.Messages;
        Tally tally = default;
        byte* newest = null;
        nint segment;
        int count;
        do
        {
            count = _single
                ? ReceiveOne(messages)
                : (int)TCalls.Recvmmsg(_fd, messages, (nint)Math.Min(_buffers.Batch, credit - tally.Packets), Abi.MSG_WAITFORONE);
            segment = count;
            for (int i = 0; i < count; i++)
            {
                int length = (int)messages[i].Length;
                newest = _buffers.Data(i);
                if (_sources is not null)
                {
                    _checker.Selected = _sources.Of(_buffers.Name(i));
                }

                segment = _buffers.SegmentSize(i, length);
                tally.Packets += Segments<TCheck>(_checker, newest, length, (int)segment);
                tally.Bytes += length;
                tally.Datagrams++;
            }

            _buffers.Rearm(count);
        }
        while (count > 0 && tally.Packets < credit);

        received = new Received { Tally = tally, Newest = count > 0 ? newest : null, Result = segment };
    }

    private int ReceiveOne(MessageHeaderMultiple* message)
    {
        nint length = TCalls.Recvmsg(_fd, &message->Header, 0);
        message->Length = (uint)Math.Max(length, 0);
        return length < 0 ? (int)length : 1;
    }

    private static long Segments<TCheck>(HeaderChecker checker, byte* data, int length, int segment)
        where TCheck : struct, IPayloadCheck
    {
        long packets = 1;
        TCheck.Check(checker, data, Math.Min(segment, length));
        for (int offset = segment; offset < length; offset += segment)
        {
            TCheck.Check(checker, data + offset, Math.Min(segment, length - offset));
            packets++;
        }

        return packets;
    }
}
