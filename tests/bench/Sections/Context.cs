using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Tools;

namespace UdpLab.Bench.Sections;

/// <summary>What every section uses.</summary>
internal sealed record Context(Options Options, PinnedBed Bed, QuietWatch Watch, List<Row> Rows, CancellationToken Cancel)
{
    /// <summary>
    /// The highest rate that one CPU can deliver to a socket: trains that the kernel splits just before it. A sink that waits for its
    /// flood cannot be compared with another.
    /// </summary>
    public static readonly FloodPlan Overload = new() { Backend = FloodBackend.Socket, Gso = 64 };

    /// <summary>Single frames through the veth and its NAPI, which does GRO.</summary>
    public static readonly FloodPlan Frames = new() { Backend = FloodBackend.Xdp };

    public UdpSink? UdpSink { get; } = Options.UdpSink is string path ? new UdpSink(path) : null;

    public void Add(Row row)
    {
        Rows.Add(row);
        Console.Error.WriteLine(string.Join("  ", row.Cells.Where(c => c.Length > 0)));
    }

    public OwnSink OwnSink(SinkPlan plan, int port = Lab.OwnSink.Port) => Lab.OwnSink.Open(Bed, Options.Seconds, plan with { Port = port }, Cancel);

    /// <summary>The overload under which sinks are compared.</summary>
    public Sender Flood(SinkRunner? sink, int port, FloodPlan? plan = null) => Sender.Start(Bed, plan ?? Overload, sink, port, Cancel);

    /// <summary>The number of packets udp_sink receives in about the time that UdpLab measures.</summary>
    public long CountFor(double pps) => Math.Max(1000, (long)(pps * Options.Seconds));

    public Pairs Take(Func<Sample> a, Func<Sample> b) => Pairs.Take(Options.Pairs, Watch, a, b);

    /// <summary>The best of several candidates, by the median of three rounds in turn.</summary>
    public T Best<T>(IReadOnlyList<T> candidates, Func<T, Sample> measure)
    {
        List<double>[] found = [.. candidates.Select(_ => new List<double>())];
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < candidates.Count; i++)
            {
                Watch.WaitForQuiet();
                try
                {
                    found[i].Add(measure(candidates[i]).Value);
                }
                catch (Exception e) when (e is TimeoutException or InvalidOperationException or LabException)
                {
                    found[i].Add(0);
                }
            }
        }

        double[] medians = [.. found.Select(Statistics.Median)];
        return candidates[Array.IndexOf(medians, medians.Max())];
    }
}
