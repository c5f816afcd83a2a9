using System.Globalization;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

/// <summary>The overhead of a measurement: from nothing to the result, with two agents, for a flood of 1000 packets.</summary>
internal static class ControlSection
{
    public const string Name = "control";

    private const long Count = 1000;

    public static void Run(Context context)
    {
        List<double> whole = [], packets = [], endings = [];
        long requests = 0;
        for (int i = 0; i < Math.Max(context.Options.Pairs, 3); i++)
        {
            context.Watch.WaitForQuiet();
            WholeMeasurement taken = WholeMeasurement.Take(LabHosts.Local, LabHosts.Local, Count, context.Cancel);
            whole.Add(taken.Milliseconds);
            packets.Add(taken.FloodMilliseconds);
            requests = taken.Requests;
            endings.Add(AgentEnding.Take());
        }

        context.Add(new Row
        {
            Section = Name,
            A = $"start to result, -Count {Count}, less the flood's own time",
            Unit = "ms",
            MedianA = Statistics.Median(whole),
            Note = string.Create(CultureInfo.InvariantCulture, $"{whole.Min():0}..{whole.Max():0} ms; {requests} requests in 2 conversations; the flood itself {Statistics.Median(packets):0.0} ms"),
        });
        context.Add(new Row
        {
            Section = Name,
            A = "controller gone to flooding agent gone",
            Unit = "ms",
            MedianA = Statistics.Median(endings),
            Note = string.Create(CultureInfo.InvariantCulture, $"{endings.Min():0}..{endings.Max():0} ms; {(endings.Max() < 1000 ? "within" : "MISSED:")} the second that is promised"),
        });
    }
}
