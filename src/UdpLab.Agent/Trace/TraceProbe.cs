using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Trace;

/// <summary>Whether a tracer works here, by letting one watch this very thread for a moment.</summary>
internal static class TraceProbe
{
    // No packet is sent to it. Without a port the kernel would refuse the program: what follows a match could not be reached.
    private const int NoPort = 0;

    public static TraceFacts Read()
    {
        try
        {
            TracedKernel kernel = TracedKernel.Read();
            using Tracer tracer = Tracer.Begin(kernel, [NoPort], NetworkNamespace.Inode, [WakeSignal.CurrentThread], []);
            return new TraceFacts { HasReasons = kernel.Reasons.Count > 0, FollowsThreads = kernel.ShowsState };
        }
        catch (AgentException e)
        {
            return new TraceFacts { Problem = e.Message, Forbidden = e.Code == FailureCode.PermissionDenied };
        }
    }
}
