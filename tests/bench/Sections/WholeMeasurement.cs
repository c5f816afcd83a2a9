using System.Diagnostics;

namespace UdpLab.Bench.Sections;

/// <summary>One complete measurement, made the same way as by the cmdlets.</summary>
/// <param name="Milliseconds">The time it took in addition to the flood's own.</param>
/// <param name="FloodMilliseconds">The flood's own time.</param>
/// <param name="Requests">Requests to both agents.</param>
internal sealed record WholeMeasurement(double Milliseconds, double FloodMilliseconds, long Requests)
{
    /// <summary>Floods from one host to a sink on the other, and measures the time.</summary>
    public static WholeMeasurement Take(LabHost generator, LabHost receiver, long count, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        using SinkRunner sink = SinkRunner.Open(receiver, new SinkPlan { ReceiveBuffer = 4_000_000 }, null, true, cancel);
        using FloodGroup flood = FloodGroup.Open([generator], new FloodPlan { Backend = FloodBackend.Socket, Count = count }, sink, cancel);
        sink.Arm(ReceiveMethod.Recvmsg, flood, cancel);
        UdpFlood sent = flood.Start(cancel)[0];
        while (!flood.Poll(stoppedByUs: false))
        {
            _ = WaitHandle.WaitAny([.. flood.Arrived, cancel.WaitHandle], 100);
            cancel.ThrowIfCancellationRequested();
        }

        _ = sink.Finish(cancel);
        return new((Stopwatch.GetElapsedTime(began).TotalSeconds - sent.Seconds) * 1000, sent.Seconds * 1000, sink.Requests + flood.Requests);
    }
}
