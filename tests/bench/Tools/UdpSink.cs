using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Tools;

/// <summary>udp_sink of netoptimizer/network-testing.</summary>
internal sealed class UdpSink(string path)
{
    public const int Port = 9001;

    /// <summary>The methods it has too.</summary>
    public static readonly ReceiveMethod[] Methods = [ReceiveMethod.Recvmsg, ReceiveMethod.Recvmmsg, ReceiveMethod.Recv, ReceiveMethod.Recvfrom, ReceiveMethod.Read];

    /// <summary>Its batch size for recvmmsg.</summary>
    public const int Batch = 32;

    private double? _startSeconds;

    public string Path => path;

    public static string[] Arguments(ReceiveMethod method, long count, bool check) =>
    [
        "--" + method.ToString().ToLowerInvariant(), "--repeat", "1",
        "--count", count.ToString(CultureInfo.InvariantCulture),
        "--port", Port.ToString(CultureInfo.InvariantCulture),
        .. check ? (string[])["--check-pktgen"] : [],
    ];

    /// <summary>Receives <paramref name="count"/> of the packets sent by <paramref name="start"/>.</summary>
    public Sample Measure(PinnedBed bed, ReceiveMethod method, long count, Func<IDisposable> start, CancellationToken cancel)
    {
        using IDisposable flood = start();
        double before = ChildCpu.Seconds;
        using NamespaceProcess sink = NamespaceProcess.Start(bed.SinkNamespace, bed.SinkCpu, 15, [path, .. Arguments(method, count, check: false)]);
        double pps = Pps(sink.Finish(cancel));
        double cpu = ChildCpu.Seconds - before - StartSeconds(bed, cancel);
        return new Sample(pps, cpu * 1e9 / count, cpu * pps / count);
    }

    /// <summary>The time to start a program there, which is not part of the sink's cost.</summary>
    private double StartSeconds(PinnedBed bed, CancellationToken cancel) => _startSeconds ??= Statistics.Median(Enumerable.Range(0, 5).Select(_ =>
    {
        double before = ChildCpu.Seconds;
        using NamespaceProcess nothing = NamespaceProcess.Start(bed.SinkNamespace, bed.SinkCpu, 15, "true");
        nothing.Finish(cancel);
        return ChildCpu.Seconds - before;
    }));

    /// <summary>The line "recvmsg  run: 0  COUNT  NS/PKT  PPS  CYCLES  PAYLOAD".</summary>
    private static double Pps(string output)
    {
        foreach (string line in output.Split('\n'))
        {
            string[] words = line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 5 && words[1] == "run:" && double.TryParse(words[5], CultureInfo.InvariantCulture, out double pps))
            {
                return pps;
            }
        }

        throw new FormatException($"udp_sink printed no result: {output.Trim()}");
    }
}
