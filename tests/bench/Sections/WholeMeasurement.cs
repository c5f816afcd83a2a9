using System.Diagnostics;

namespace UdpLab.Bench.Sections;

/// <summary>One complete measurement, made the same way as by the cmdlets.</summary>
/// <param name="Milliseconds">The time it took in addition to the flood's own.</param>
/// <param name="FloodMilliseconds">The flood's own time.</param>
/// <param name="Requests">Requests to both agents.</param>
internal sealed record WholeMeasurement(double Milliseconds, double FloodMilliseconds, long Requests)
{
    /// <summary>Floods from one host to a sink on the other, and measures the time.</summary>
    public static WholeMeasurement Take(LabHost generator, LabHost receiver, FloodPlan what, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        Watcher watcher = new();
        MeasuringPlan plan = new() { Host = receiver, Sink = new SinkPlan { ReceiveBuffer = 4_000_000 } };
        long requests = MeasuringRun.Run(plan, [generator], what, watcher, cancel);
        double flood = watcher.Measurement!.Flood![0].Seconds;
        return new((Stopwatch.GetElapsedTime(began).TotalSeconds - flood) * 1000, flood * 1000, requests);
    }

    private sealed class Watcher : IMeasuringObserver
    {
        public SinkMeasurement? Measurement { get; private set; }

        public void Measured(SinkMeasurement measurement) => Measurement = measurement;

        public void NothingCame(string message, Ledger ledger) => throw new TimeoutException(message);

        public void Fail(LabException error, object? about) => throw error;

        public void Progress(Func<string> status)
        {
        }

        public void EndProgress()
        {
        }

        public void Verbose(string message)
        {
        }

        public void Warn(string message)
        {
        }
    }
}
