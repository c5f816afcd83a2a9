using System.Runtime.CompilerServices;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>One datagram per call: Recvmsg, Recv, Recvfrom, Read.</summary>
internal sealed unsafe class SingleEngine<TCall>(ReceiveSetup setup) : IReceiveEngine
    where TCall : struct, IReceiveCall
{
    private readonly nint _fd = setup.Socket;
    private readonly HeaderChecker _checker = setup.Checker;
    private readonly ReceiveBuffers _buffers = new(setup.Layout);

    public int Batch => 1;

    public void Receive(SinkWorker worker, bool check)
    {
        byte* data = _buffers.Data();
        MessageHeader* header = &_buffers.Messages->Header;
        nint fd = _fd, size = _buffers.BufferSize;
        bool goOn = true;
        while (goOn)
        {
            BurstCount count = new() { Credit = worker.Credit };
            nint length = check
                ? CheckedBurst(_checker, fd, data, size, header, &count)
                : TCall.Burst(fd, data, size, header, &count);
            long packets = worker.Credit - count.Credit;
            goOn = worker.Look(new Tally { Packets = packets, Datagrams = packets, Bytes = count.Bytes }, length < 0 ? null : data, length);
        }
    }

    public void Dispose() => _buffers.Dispose();

    /// <summary>A separate function, so that the loop's variables stay in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint CheckedBurst(HeaderChecker checker, nint fd, byte* data, nint size, MessageHeader* header, BurstCount* count)
    {
        long credit = count->Credit, bytes = 0;
        nint length;
        while ((length = TCall.Receive(fd, data, size, header)) >= 0)
        {
            bytes += length;
            checker.Check(data, length);
            if (--credit == 0)
            {
                break;
            }
        }

        count->Credit = credit;
        count->Bytes = bytes;
        return length;
    }
}
