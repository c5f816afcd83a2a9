using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>Up to a batch of datagrams a call: Recvmmsg.</summary>
internal sealed unsafe class BatchEngine<TCalls>(ReceiveSetup setup) : IReceiveEngine
    where TCalls : struct, IReceiveCalls
{
    private readonly nint _fd = setup.Socket;
    private readonly HeaderChecker _checker = setup.Checker;
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
        HeaderChecker checker = _checker;
        MessageHeaderMultiple* messages = _buffers.Messages;
        nint fd = _fd;
        int batch = _buffers.Batch;
        long left = credit, bytes = 0;
        int count;
        do
        {
            count = (int)TCalls.Recvmmsg(fd, messages, (nint)Math.Min(batch, left), Abi.MSG_WAITFORONE | Abi.MSG_TRUNC);
            for (MessageHeaderMultiple* message = messages, end = messages + count; message < end; message++)
            {
                bytes += message->Length;
                TCheck.Check(checker, message->Header.Vectors->Base, (nint)message->Length);
            }

            left -= Math.Max(count, 0);
        }
        while (count > 0 && left > 0);

        long packets = credit - left;
        received.Tally.Packets = packets;
        received.Tally.Datagrams = packets;
        received.Tally.Bytes = bytes;
        received.Newest = count > 0 ? _buffers.Data(count - 1) : null;
        received.Result = count > 0 ? (nint)messages[count - 1].Length : count;
    }
}
