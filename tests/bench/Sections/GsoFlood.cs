using UdpLab.Bench.Lab;
using UdpLab.Bench.Tools;

namespace UdpLab.Bench.Sections;

/// <summary>Backend Socket with -Gso. A sink with -Gro receives whole bundles and keeps up; one without gets every segment separately.</summary>
internal sealed class GsoFlood(Context context, int segments, bool gro) : IGenerator
{
    private const int Port = 9004;

    public string Name => $"Socket -Gso {segments}, sink {(gro ? "with" : "without")} -Gro";

    public Sample Measure(CancellationToken cancel)
    {
        using OwnSink receiver = context.OwnSink(new SinkPlan { Check = false, Gro = gro }, Port);
        return receiver.Measure(
            ReceiveMethod.Recvmmsg,
            () => context.Flood(receiver.Sink, Port, new FloodPlan { Backend = FloodBackend.Socket, Gso = segments }),
            cancel);
    }
}
