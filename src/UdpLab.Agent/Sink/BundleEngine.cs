using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>
/// Recvmsg and Recvmmsg when more than the payload is needed. With UDP_GRO a datagram may be a bundle of segments, each a
/// packet with its own header; if tags do not identify streams, sources do; and control messages may be requested.
/// </summary>
internal sealed unsafe class BundleEngine<TCalls>(ReceiveSetup setup) : IReceiveEngine
    where TCalls : struct, IReceiveCalls
{
    private readonly nint _fd = setup.Socket;
    private readonly bool _single = !ReceiveTraits.Of(setup.Plan.Method).Batches;
    private readonly HeaderChecker _checker = setup.Checker;
    private readonly StreamNames? _sources = setup.Sources;
    private readonly MessageReader? _reader = setup.Reader;
    private readonly ReceiveBuffers _buffers = new(setup.Layout);

    public int Batch => _buffers.Batch;

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

    public void Dispose() => _buffers.Dispose();

    private void Receive<TCheck>(SinkWorker worker)
        where TCheck : struct, IPayloadCheck
    {
        MessageHeaderMultiple* messages = _buffers.Messages;
        bool goOn = true;
        while (goOn)
        {
            Tally tally = default;
            byte* newest = null;
            nint segment;
            int received;
            do
            {
                received = _single
                    ? ReceiveOne(messages)
                    : (int)TCalls.Recvmmsg(_fd, messages, (nint)Math.Min(_buffers.Batch, worker.Credit - tally.Packets), Abi.MSG_WAITFORONE | Abi.MSG_TRUNC);
                segment = received;
                for (int i = 0; i < received; i++)
                {
                    int length = (int)messages[i].Length;
                    newest = _buffers.Data(i);
                    if (_sources is not null)
                    {
                        _checker.Selected = _sources.Of(_buffers.Name(i));
                    }

                    segment = _reader is null ? _buffers.SegmentSize(i, length) : _reader.Read(messages[i].Header, length);
                    tally.Packets += Bundle.Count<TCheck>(_checker, newest, length, (int)segment, length);
                    tally.Bytes += length;
                    tally.Datagrams++;
                }

                _buffers.Rearm(received);
            }
            while (received > 0 && tally.Packets < worker.Credit);

            goOn = worker.Look(tally, received > 0 ? newest : null, segment);
        }
    }

    private int ReceiveOne(MessageHeaderMultiple* message)
    {
        nint length = TCalls.Recvmsg(_fd, &message->Header, Abi.MSG_TRUNC);
        message->Length = (uint)Math.Max(length, 0);
        return length < 0 ? (int)length : 1;
    }
}
