using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Lab;

namespace UdpLab.Bench.Tools;

/// <summary>
/// iperf3 -u -l 18 -b 0. Its protocol needs its own server, so that is the receiver here, and the kernel counts what arrived:
/// InDatagrams of the sink's namespace.
/// </summary>
internal sealed class Iperf3(PinnedBed bed, string path, double seconds) : IGenerator
{
    private const int Port = 9002;
    private static readonly TimeSpan _settle = TimeSpan.FromMilliseconds(400);

    public string Name => "iperf3 -u -l 18 -b 0";

    public Sample Measure(CancellationToken cancel)
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        int longest = (int)seconds + 10;
        using NamespaceProcess server = NamespaceProcess.Start(bed.SinkNamespace, bed.SinkCpu, longest, path, "-s", "-1", "-p", port);
        Wait(_settle, cancel);
        string duration = ((int)Math.Ceiling(seconds + 2)).ToString(CultureInfo.InvariantCulture);
        using NamespaceProcess client = NamespaceProcess.Start(bed.GeneratorNamespace, bed.FloodCpu, longest, path, "-c", bed.SinkAddress, "-p", port, "-u", "-l", "18", "-b", "0", "-t", duration);
        Wait(_settle, cancel);
        long before = InDatagrams(server.Id);
        long began = Stopwatch.GetTimestamp();
        Wait(TimeSpan.FromSeconds(seconds), cancel);
        long after = InDatagrams(server.Id);
        double pps = (after - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        return pps > 0 ? new Sample(pps) : throw new TimeoutException("iperf3 delivered no packet");
    }

    private static long InDatagrams(int process)
    {
        string[] lines = [.. File.ReadLines($"/proc/{process}/net/snmp").Where(l => l.StartsWith("Udp:", StringComparison.Ordinal))];
        int column = Array.IndexOf(lines[0].Split(' '), "InDatagrams");
        return long.Parse(lines[1].Split(' ')[column], CultureInfo.InvariantCulture);
    }

    private static void Wait(TimeSpan time, CancellationToken cancel)
    {
        _ = cancel.WaitHandle.WaitOne(time);
        cancel.ThrowIfCancellationRequested();
    }
}
