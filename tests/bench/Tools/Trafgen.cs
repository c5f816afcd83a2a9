using System.Globalization;
using UdpLab.Bench.Lab;

namespace UdpLab.Bench.Tools;

/// <summary>trafgen of netsniff-ng: AF_PACKET, one process, bypassing the qdisc as by default.</summary>
internal sealed class Trafgen(PinnedBed bed, OwnSink receiver, string path) : IGenerator
{
    public string Name => "trafgen";

    public Sample Measure(CancellationToken cancel)
    {
        string mac = receiver.Sink.ReachableAddresses.First(a => a.Interface == bed.SinkInterface).MacAddress!;
        string packet = string.Create(
            CultureInfo.InvariantCulture,
            $"{{ eth(da={mac}, type=0x800), ipv4(saddr={bed.GeneratorAddress}, daddr={bed.SinkAddress}), udp(sport=9, dport={receiver.Sink.Port}), fill(0x42, 18) }}");
        return receiver.Measure(
            ReceiveMethod.Recvmmsg,
            () => NamespaceProcess.Start(bed.GeneratorNamespace, bed.FloodCpu, 90, path, "--no-sock-mem", "--notouch-irq", "--cpus", "1", "--dev", bed.GeneratorInterface, packet),
            cancel);
    }
}
