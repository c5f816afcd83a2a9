using System.Globalization;
using UdpLab.Bench.Lab;

namespace UdpLab.Bench.Tools;

/// <summary>udp_flood of netoptimizer/network-testing, one of its system calls.</summary>
internal sealed class UdpFloodTool(PinnedBed bed, OwnSink receiver, string path, string method) : IGenerator
{
    public static readonly string[] Methods = ["sendmsg", "sendmmsg", "sendto", "write", "send"];

    public string Name => $"udp_flood {method}";

    public Sample Measure(CancellationToken cancel) => receiver.Measure(
        ReceiveMethod.Recvmmsg,
        () => NamespaceProcess.Start(
            bed.GeneratorNamespace,
            bed.FloodCpu,
            90,
            path,
            "--" + method,
            "--count",
            "2000000000",
            "--payload",
            "18",
            "--port",
            OwnSink.Port.ToString(CultureInfo.InvariantCulture),
            bed.SinkAddress),
        cancel);
}
