using System.Runtime.CompilerServices;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>A datagram a call: Recvmsg, Recv, Recvfrom, Read.</summary>
internal sealed unsafe class SingleEngine<TCall>(ReceiveSetup setup) : IReceiveEngine
    where TCall : struct, IReceiveCall
{
    private readonly nint _fd = setup.Socket;
    private readonly HeaderChecker _checker = setup.Checker;
    private readonly ReceiveBuffers _buffers = setup.NewBuffers();

    public int Batch => 1;

    public void Receive(long credit, bool check, out Received received)
    {
        byte* data = _buffers.Data();
        MessageHeader* header = &_buffers.Messages->Header;
        BurstCount count = new() { Credit = credit };
        nint length = check
            ? CheckedBurst(_checker, _fd, data, _buffers.BufferSize, header, &count)
            : TCall.Burst(_fd, data, _buffers.BufferSize, header, &count);
        long packets = credit - count.Credit;
        received.Tally.Packets = packets;
        received.Tally.Datagrams = packets;
        received.Tally.Bytes = count.Bytes;
        received.Newest = length < 0 ? null : data;
        received.Result = length;
    }

    public void Dispose() => _buffers.Dispose();

    /// <summary>A function of its own: with nothing else in it, the loop's variables stay in registers.</summary>
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
