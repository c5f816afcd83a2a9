using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Tools;

namespace UdpLab.Bench.Sections;

/// <summary>Every backend against udp_flood, iperf3 and trafgen, as counted by a receiver.</summary>
internal static class FloodSection
{
    public const string Name = "flood";

    private const int GroPort = 9003;
    private const double SocketGoal = 1, GsoGoal = 3, XdpGoal = 4;

    public static void Run(Context context)
    {
        PinnedBed bed = context.Bed;
        using OwnSink plain = context.OwnSink(new SinkPlan { Check = false });
        OwnFlood socket = new("Socket", bed, plain, new FloodPlan { Backend = FloodBackend.Socket });
        OwnFlood xdp = new("Xdp", bed, plain, Context.Frames);
        IGenerator? udpFlood = context.Options.UdpFlood is string path
            ? context.Best([.. UdpFloodTool.Methods.Select(m => new UdpFloodTool(bed, plain, path, m))], g => g.Measure(context.Cancel))
            : null;
        IGenerator? iperf3 = OtherTools.Find("iperf3") is string iperf3Path ? new Iperf3(bed, iperf3Path, context.Options.Seconds) : null;
        IGenerator? trafgen = OtherTools.Find("trafgen") is string trafgenPath ? new Trafgen(bed, plain, trafgenPath) : null;

        Compare(context, socket, udpFlood, SocketGoal, "udp_flood", OtherTools.NotGiven("--udp-flood"));
        Compare(context, socket, iperf3, null, "iperf3", OtherTools.Missing("iperf3", "iperf3"));
        Compare(context, socket, trafgen, null, "trafgen", OtherTools.Missing("trafgen", "netsniff-ng"));
        Compare(context, xdp, udpFlood, null, "udp_flood", OtherTools.NotGiven("--udp-flood"));
        Compare(context, xdp, iperf3, XdpGoal, "iperf3", OtherTools.Missing("iperf3", "iperf3"));
        Compare(context, xdp, trafgen, XdpGoal, "trafgen", OtherTools.Missing("trafgen", "netsniff-ng"));
        using (OwnSink bundles = context.OwnSink(new SinkPlan { Check = false, Gro = true }, GroPort))
        {
            OwnFlood merged = new("Xdp, both into a sink with -Gro", bed, bundles, Context.Frames);
            IGenerator? rival = OtherTools.Find("trafgen") is string program ? new Trafgen(bed, bundles, program) : null;
            Compare(context, merged, rival, XdpGoal, "trafgen", OtherTools.Missing("trafgen", "netsniff-ng"));
        }

        foreach (int segments in new[] { 32, 64 })
        {
            GsoFlood gso = new(context, segments, gro: true);
            Compare(context, gso, udpFlood, GsoGoal, "udp_flood", OtherTools.NotGiven("--udp-flood"));
            Compare(context, new GsoFlood(context, segments, gro: false), udpFlood, null, "udp_flood", OtherTools.NotGiven("--udp-flood"));
        }
    }

    private static void Compare(Context context, IGenerator ours, IGenerator? theirs, double? goal, string name, string why)
    {
        if (theirs is null)
        {
            context.Add(Row.Skipped(Name, ours.Name, name, why));
            return;
        }

        try
        {
            Pairs pairs = context.Take(() => ours.Measure(context.Cancel), () => theirs.Measure(context.Cancel));
            context.Add(Row.Of(Name, ours.Name, theirs.Name, pairs) with { Goal = goal });
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or LabException)
        {
            context.Add(Row.Skipped(Name, ours.Name, theirs.Name, $"failed: {e.Message}"));
        }
    }
}
