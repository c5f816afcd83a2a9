using UdpLab.Agent.Bpf;
using UdpLab.Agent.Native;

namespace UdpLab.Agent.Floods;

/// <summary>Sends by BPF_PROG_TEST_RUN with live frames: the kernel repeats the frame, the program makes each its own.</summary>
internal sealed class XdpFlood : FloodThread
{
    /// <summary>Frames the kernel handles at once, and the most it takes.</summary>
    public const int DefaultBatch = 64, MaximumBatch = 256;

    // A call should last long enough to be worth its set-up (a page pool) and end soon when asked to stop.
    private const long CallNanoseconds = 20_000_000;

    private readonly BpfObject _counter = BpfObject.CreateCounter();
    private readonly BpfObject _program;
    private readonly byte[] _frame;
    private readonly int _batch;
    private readonly (int Index, int Queue)? _ingress;
    private long _chunk = 1024;
    private ulong _made;

    public XdpFlood(FloodControl control, FloodShare share, XdpProgram.Parameters program, byte[] frame, int batch, (int Index, int Queue)? ingress)
        : base(control, share)
    {
        try
        {
            _program = BpfObject.Load(XdpProgram.Flood(_counter.Fd, program));
        }
        catch
        {
            _counter.Dispose();
            throw;
        }

        _frame = frame;
        _batch = batch;
        _ingress = ingress;
    }

    protected override long Chunk => _chunk;

    public override void Dispose()
    {
        base.Dispose();
        _program.Dispose();
        _counter.Dispose();
    }

    protected override (long Sent, long Failed, int Errno) Send(long packets)
    {
        long start = Clock.Monotonic;
        int errno = _program.RunLive(_frame, (int)packets, (int)Math.Min(_batch, packets), _ingress);
        long took = Math.Max(1, Clock.Monotonic - start);
        if (errno is not (0 or Errno.EINTR or Errno.ENOMEM))
        {
            throw BpfObject.Refusal(errno, "Sending live frames");
        }

        if (packets == _chunk)
        {
            _chunk = Math.Clamp(_chunk * CallNanoseconds / took, 256, 1 << 20);
        }

        // What was really made, also when a signal cut the call short.
        ulong made = _counter.Value;
        long sent = (long)(made - _made);
        _made = made;
        return (sent, sent == 0 ? 1 : 0, errno);
    }
}
