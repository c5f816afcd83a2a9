using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.IoUringAbi;

namespace UdpLab.Agent.Sink;

/// <summary>
/// One request per datagram. A single one waits for the next datagram; while datagrams wait for the thread, it submits as many at
/// once as there were last time, twice as many if all found one, which do not wait.
/// </summary>
internal sealed unsafe class SingleShotRequests : IRingRequests
{
    private readonly int _socket;
    private readonly int _batch;
    private readonly int _size;
    private int _burst = 1;
    private int _found;

    public SingleShotRequests(ReceiveSetup setup)
    {
        (_socket, _batch, _size) = ((int)setup.Socket, setup.Layout.Batch, setup.Layout.Size);
        Data = (byte*)NativeMemory.AlignedAlloc((nuint)setup.Layout.Bytes, 4096);
    }

    public byte* Data { get; }

    public int Pending { get; private set; }

    public void Prepare(IoUring ring, int taken)
    {
        if (Pending > 0)
        {
            return;
        }

        _burst = _found == _burst ? Math.Min(2 * _burst, _batch) : Math.Max(_found, 1);
        _found = 0;
        for (int i = 0; i < _burst; i++)
        {
            Submission* request = ring.Prepare();
            request->Operation = IORING_OP_RECV;
            request->Fd = _socket;
            request->Address = (ulong)(Data + ((nint)i * _size));
            request->Length = (uint)_size;
            request->OperationFlags = (uint)(Abi.MSG_TRUNC | (_burst > 1 ? Abi.MSG_DONTWAIT : 0));
            request->UserData = (ulong)i;
        }

        Pending = _burst;
    }

    public void Ended(int result)
    {
        Pending--;
        _found += result >= 0 ? 1 : 0;
    }

    public void Cancel(IoUring ring)
    {
        Submission* request = ring.Prepare();
        request->Operation = IORING_OP_ASYNC_CANCEL;
        request->Address = 0;
        request->UserData = RingEngine.Cancellation;
    }

    public void Dispose() => NativeMemory.AlignedFree(Data);
}
