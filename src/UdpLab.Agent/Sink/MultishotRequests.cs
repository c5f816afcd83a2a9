using System.Numerics;
using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.IoUringAbi;

namespace UdpLab.Agent.Sink;

/// <summary>
/// One request that gives a completion for each datagram, in buffers that the kernel takes from a ring. It ends when the ring is
/// empty (ENOBUFS): no datagram is lost by that, since they wait in the socket; it is submitted again with the buffers returned.
/// </summary>
internal sealed unsafe class MultishotRequests(ReceiveSetup setup, IoUring ring) : IRingRequests
{
    private const ushort Group = 1;

    private readonly BufferRing _buffers = new(ring, Group, (int)BitOperations.RoundUpToPowerOf2((uint)setup.Layout.Batch), setup.Layout.Size);

    public byte* Data => _buffers.Data;

    public int Pending { get; private set; }

    /// <summary>How often the ring had no buffer left.</summary>
    public long TimesEmpty { get; private set; }

    public void Prepare(IoUring ring, int taken)
    {
        _buffers.Return(taken);
        if (Pending > 0)
        {
            return;
        }

        Submission* request = ring.Prepare();
        request->Operation = IORING_OP_RECV;
        request->Flags = IOSQE_BUFFER_SELECT;
        request->Priority = IORING_RECV_MULTISHOT;
        request->Fd = (int)setup.Socket;
        request->OperationFlags = Abi.MSG_TRUNC;
        request->BufferGroup = Group;
        Pending = 1;
    }

    public void Ended(int result)
    {
        Pending = 0;
        if (result == -Errno.ENOBUFS)
        {
            TimesEmpty++;
        }
        else if (result == -Errno.EINVAL)
        {
            throw IoUringRefusal.Lacks(Errno.EINVAL, "IoUringMultishot", "multishot receives", "6.0");
        }
    }

    public void Cancel(IoUring ring)
    {
        Submission* request = ring.Prepare();
        request->Operation = IORING_OP_ASYNC_CANCEL;
        request->Address = 0;
        request->UserData = RingEngine.Cancellation;
    }

    public void Dispose() => _buffers.Dispose();
}
