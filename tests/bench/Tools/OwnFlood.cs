using UdpLab.Bench.Lab;

namespace UdpLab.Bench.Tools;

/// <summary>A backend of Invoke-UdpFlood.</summary>
internal sealed class OwnFlood(string name, PinnedBed bed, OwnSink receiver, FloodPlan plan) : IGenerator
{
    public string Name => name;

    public Sample Measure(CancellationToken cancel) => receiver.Measure(
        ReceiveMethod.Recvmmsg,
        () => Sender.Start(bed, plan, receiver.Sink, receiver.Sink.Port, cancel),
        cancel);
}
