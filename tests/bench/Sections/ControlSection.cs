using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

/// <summary>What a measurement costs besides its packets: from nothing to the result, with two agents, of a flood of 1000.</summary>
internal static class ControlSection
{
    public const string Name = "control";

    private const long Count = 1000;

    public static void Run(Context context)
    {
        List<double> whole = [], packets = [];
        long requests = 0;
        for (int i = 0; i < Math.Max(context.Options.Pairs, 3); i++)
        {
            context.Watch.WaitForQuiet();
            long began = Stopwatch.GetTimestamp();
            (double seconds, requests) = Once(context);
            whole.Add((Stopwatch.GetElapsedTime(began).TotalSeconds - seconds) * 1000);
            packets.Add(seconds * 1000);
        }

        context.Add(new Row
        {
            Section = Name,
            A = $"start to result, -Count {Count}, less the flood's own time",
            Unit = "ms",
            MedianA = Statistics.Median(whole),
            Note = string.Create(CultureInfo.InvariantCulture, $"{whole.Min():0}..{whole.Max():0} ms; {requests} requests in 2 conversations; the flood itself {Statistics.Median(packets):0.0} ms"),
        });
    }

    private static (double Seconds, long Requests) Once(Context context)
    {
        using SinkRunner sink = SinkRunner.Open(LabHosts.Local, new SinkPlan(), null, true, context.Cancel);
        using FloodGroup flood = FloodGroup.Open([LabHosts.Local], new FloodPlan { Backend = FloodBackend.Socket, Count = Count }, sink, context.Cancel);
        sink.Arm(ReceiveMethod.Recvmsg, flood, context.Cancel);
        UdpFlood sent = flood.Start(context.Cancel)[0];
        while (!flood.Poll(stoppedByUs: false))
        {
            _ = WaitHandle.WaitAny([.. flood.Arrived, context.Cancel.WaitHandle], 100);
            context.Cancel.ThrowIfCancellationRequested();
        }

        _ = sink.Finish(context.Cancel);
        return (sent.Seconds, sink.Requests + flood.Requests);
    }
}
