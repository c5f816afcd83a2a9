using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Opens the engine of a method, for this processor.</summary>
internal static class ReceiveEngines
{
    public static IReceiveEngine Open(ReceiveSetup setup) => (Processor.HasDirectCalls, UserClock.IsUsed) switch
    {
        (true, false) => Open<DirectCalls>(setup),
        (true, true) => Open<CountedCalls<DirectCalls>>(setup),
        (false, false) => Open<LibcCalls>(setup),
        (false, true) => Open<CountedCalls<LibcCalls>>(setup),
    };

    /// <summary>Refuses a method that this host does not have, or not with these options.</summary>
    public static void TryOut(SinkSocket socket, OpenSink sink, ReceiveMethod method)
    {
        if (method == ReceiveMethod.AfXdp && sink.Interface is null)
        {
            // The interface comes with the flood.
            _ = Libc.Close(AfXdpRefusal.NewSocket());
            return;
        }

        using HeaderChecker checker = new();
        Open(new ReceiveSetup(socket.Fd, sink, new Measure { Method = method }, checker)).Dispose();
    }

    private static IReceiveEngine Open<TCalls>(ReceiveSetup setup)
        where TCalls : struct, IReceiveCalls => setup switch
        {
            { Sink.Echo: true } => new EchoEngine<TCalls>(setup),
            { Plan.Method: ReceiveMethod.Recvmsg or ReceiveMethod.Recvmmsg, NeedsMessages: true } => new BundleEngine<TCalls>(setup),
            { Plan.Method: ReceiveMethod.Recvmmsg } => new BatchEngine<TCalls>(setup),
            { Plan.Method: ReceiveMethod.Recvmsg } => new SingleEngine<RecvmsgCall<TCalls>>(setup),
            { Plan.Method: ReceiveMethod.Read } => new SingleEngine<ReadCall<TCalls>>(setup),
            { Plan.Method: ReceiveMethod.Epoll } => new EpollEngine<TCalls>(setup),
            { Plan.Method: ReceiveMethod.IoUring } => new RingEngine(setup, _ => new SingleShotRequests(setup)),
            { Plan.Method: ReceiveMethod.IoUringMultishot } => new RingEngine(setup, ring => new MultishotRequests(setup, ring)),
            { Plan.Method: ReceiveMethod.PacketRing } => new PacketRingEngine(setup),
            { Plan.Method: ReceiveMethod.AfXdp } => new AfXdpEngine(setup),
            _ => new SingleEngine<RecvfromCall<TCalls>>(setup),
        };
}
