using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>Up to a batch of datagrams per call: Recvmmsg.</summary>
internal sealed unsafe class BatchEngine<TCalls>(ReceiveSetup setup) : IReceiveEngine
    where TCalls : struct, IReceiveCalls
{
    private readonly nint _fd = setup.Socket;
    private readonly HeaderChecker _checker = setup.Checker;
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
        HeaderChecker checker = _checker;
        ReceiveBuffers buffers = _buffers;
        MessageHeaderMultiple* messages = buffers.Messages;
        nint fd = _fd;
        bool goOn = true;
        while (goOn)
        {
            long credit = worker.Credit, bytes = 0;
            int received;
            do
            {
                received = (int)TCalls.Recvmmsg(fd, messages, (nint)Math.Min(buffers.Batch, credit), Abi.MSG_WAITFORONE | Abi.MSG_TRUNC);
                for (MessageHeaderMultiple* message = messages, end = messages + received; message < end; message++)
                {
                    bytes += message->Length;
                    TCheck.Check(checker, message->Header.Vectors->Base, (nint)message->Length);
                }

                credit -= Math.Max(received, 0);
            }
            while (received > 0 && credit > 0);

            long packets = worker.Credit - credit;
            Tally tally = new() { Packets = packets, Datagrams = packets, Bytes = bytes };
            goOn = received > 0
                ? worker.Look(tally, buffers.Data(received - 1), (nint)messages[received - 1].Length)
                : worker.Look(tally, null, received);
        }
    }
}
