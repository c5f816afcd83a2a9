using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Opens the engine of a method, for this processor.</summary>
internal static class ReceiveEngines
{
    public static IReceiveEngine Open(ReceiveSetup setup) => Processor.HasDirectCalls ? Open<DirectCalls>(setup) : Open<LibcCalls>(setup);

    private static IReceiveEngine Open<TCalls>(ReceiveSetup setup)
        where TCalls : struct, IReceiveCalls => setup switch
        {
            { Plan.Method: ReceiveMethod.Recvmsg or ReceiveMethod.Recvmmsg } and ({ Sink.Gro: true } or { Sources: not null } or { Reader: not null }) => new BundleEngine<TCalls>(setup),
            { Plan.Method: ReceiveMethod.Recvmmsg } => new BatchEngine<TCalls>(setup),
            { Plan.Method: ReceiveMethod.Recvmsg } => new SingleEngine<RecvmsgCall<TCalls>>(setup),
            { Plan.Method: ReceiveMethod.Read } => new SingleEngine<ReadCall<TCalls>>(setup),
            _ => new SingleEngine<RecvfromCall<TCalls>>(setup),
        };
}
