using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.IoUringAbi;

namespace UdpLab.Agent.Sink;

/// <summary>Receives through an io_uring: IoUring and IoUringMultishot, which differ in what they submit.</summary>
internal sealed unsafe class RingEngine : IReceiveEngine
{
    /// <summary>Names the completion of a cancellation.</summary>
    public const ulong Cancellation = ulong.MaxValue;

    private const int MostSettling = 50;

    private readonly HeaderChecker _checker;
    private readonly nint _size;
    private readonly IoUring _ring;
    private readonly IRingRequests _requests;
    private readonly bool _gathers;
    private Gathering _gathering;
    private long _found;
    private bool _enabled;
    private int _taken;

    /// <param name="setup">The setup.</param>
    /// <param name="requests">Makes the requests for a ring.</param>
    public RingEngine(ReceiveSetup setup, Func<IoUring, IRingRequests> requests)
    {
        _checker = setup.Checker;
        _gathers = setup.Sink.BusyPoll is not > 0;
        _gathering = new Gathering(setup.Layout.Batch);
        _size = setup.Layout.Size;
        Batch = setup.Layout.Batch;

        // A completion for each buffer, and for what ended; with twice as many they cannot overflow.
        _ring = IoUring.Create(Batch + 1, 2 * (Batch + 1));
        try
        {
            if (setup.Sink.BusyPoll is > 0 and int microseconds)
            {
                _ring.BusyPoll(microseconds);
            }

            _requests = requests(_ring);
        }
        catch
        {
            _ring.Dispose();
            throw;
        }
    }

    public int Batch { get; }

    public void Receive(SinkWorker worker, bool check)
    {
        if (!_enabled)
        {
            _ring.Enable();
            _enabled = true;
        }

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
        Tally tally = default;
        if (_enabled && _requests.Pending > 0)
        {
            _requests.Cancel(_ring);
        }

        for (int i = 0; _enabled && i < MostSettling; i++)
        {
            while (_ring.Next() is var done && done != null)
            {
                if (done->Result >= 0 && done->UserData != Cancellation)
                {
                    tally.Add(new Tally { Packets = 1, Datagrams = 1, Bytes = done->Result });
                }

                End(done);
            }

            if (_requests.Pending == 0)
            {
                break;
            }

            _ = _ring.Submit(SinkSocket.ReceiveTimeout);
        }

        return tally;
    }

    public void Dispose()
    {
        _ring.Dispose();
        _requests.Dispose();
    }

    private void Receive<TCheck>(SinkWorker worker)
        where TCheck : struct, IPayloadCheck
    {
        byte* data = _requests.Data;
        bool goOn = true;
        while (goOn)
        {
            long credit = worker.Credit, bytes = 0;
            byte* newest = null;
            nint result = 0;
            while (credit > 0)
            {
                Completion* done = _ring.Next();
                if (done == null)
                {
                    _requests.Prepare(_ring, _taken);
                    _taken = 0;
                    _gathering.Adapt(_found);
                    _found = 0;

                    // Several requests do not wait for datagrams: they are complete at once.
                    result = _ring.Submit(SinkSocket.ReceiveTimeout, _gathers && _requests.Pending == 1 ? Batch : 1, _gathering.Microseconds);
                    if (result < 0)
                    {
                        newest = null;
                        break;
                    }

                    continue;
                }

                result = done->Result;
                uint buffer = done->Flags & IORING_CQE_F_BUFFER;
                _taken += (int)buffer;
                if ((done->Flags & IORING_CQE_F_MORE) == 0)
                {
                    End(done);
                }

                if (result >= 0)
                {
                    newest = data + (_size * (nint)(buffer == 0 ? done->UserData : done->Flags >> IORING_CQE_BUFFER_SHIFT));
                    bytes += result;
                    _found++;
                    TCheck.Check(_checker, newest, result);
                    credit--;
                }
                else if (result is not (-Errno.EAGAIN or -Errno.ENOBUFS))
                {
                    newest = null;
                    break;
                }
            }

            long packets = worker.Credit - credit;
            goOn = worker.Look(new Tally { Packets = packets, Datagrams = packets, Bytes = bytes }, newest, result);
        }
    }

    private void End(Completion* done)
    {
        if ((done->Flags & IORING_CQE_F_MORE) == 0 && done->UserData != Cancellation)
        {
            _requests.Ended(done->Result);
        }
    }
}
