using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

/// <summary>
/// The cost of distance, in round trips: a measurement between two guests over SSH (tests/lab/guests.sh), without and with
/// 50 ms of extra delay to each (netem on their management cards).
/// </summary>
internal static class DistanceSection
{
    public const string Name = "distance";

    private static readonly FloodPlan _flood = new() { Backend = FloodBackend.Socket, Count = 100 };
    private const double DelayMilliseconds = 50;

    public static void Run(Context context)
    {
        using GuestPair guests = GuestPair.Start();
        using SshLink gen = guests.Connect("gen"), dut = guests.Connect("dut");
        HostLinks.Add(gen);
        HostLinks.Add(dut);
        List<double> near = [], far = [], connects = [];
        for (int i = 0; i < Math.Max(context.Options.Pairs, 3); i++)
        {
            near.Add(WholeMeasurement.Take(gen.Host, dut.Host, _flood, context.Cancel).Milliseconds);
            guests.Delay(DelayMilliseconds);
            try
            {
                far.Add(WholeMeasurement.Take(gen.Host, dut.Host, _flood, context.Cancel).Milliseconds);
                long began = Stopwatch.GetTimestamp();
                guests.Connect("gen").Dispose();
                connects.Add(Stopwatch.GetElapsedTime(began).TotalSeconds * 1000);
            }
            finally
            {
                guests.Delay(0);
            }
        }

        double median = Statistics.Median(far) - Statistics.Median(near);
        context.Add(new Row
        {
            Section = Name,
            A = $"SSH, +{DelayMilliseconds:0} ms round trip: whole measurement less the flood's own time",
            Unit = "ms",
            MedianA = Statistics.Median(far),
            MedianB = Statistics.Median(near),
            Note = string.Create(CultureInfo.InvariantCulture, $"B: without the delay; the difference is {median / DelayMilliseconds:0.0} round trips"),
        });
        context.Add(new Row
        {
            Section = Name,
            A = $"SSH, +{DelayMilliseconds:0} ms round trip: Connect-LabHost, the agent lies there already",
            Unit = "ms",
            MedianA = Statistics.Median(connects),
            Note = string.Create(CultureInfo.InvariantCulture, $"{connects.Min():0}..{connects.Max():0} ms"),
        });
    }
}
