using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>One measurement of a bound sink: armed, started, awaited, finished and built.</summary>
internal sealed class MeasurementTurn(SinkRunner sink, FloodGroup? flood, ReceiveMethod method, IMeasuringObserver observer, CancellationToken cancel)
{
    /// <summary>Why the flood cannot be repeated; null if it can.</summary>
    public LabException? FloodLost { get; private set; }

    /// <summary>Waits for the current measurement; null if no packet arrived.</summary>
    public SinkMeasurement? Take()
    {
        try
        {
            Await();
        }
        catch (LabException e) when (flood is { HasLostOne: true })
        {
            // The generator is gone; what was received from its flood is valid.
            FloodLost = e;
        }

        SinkResult result = HostCount.WithoutReplies(sink, sink.Finish(flood?.Sent, cancel, RateSteps.StreamsOf(flood)), flood);
        observer.EndProgress();
        flood?.ReportFailures(observer);
        observer.Verbose($"{sink.Requests + (flood?.Requests ?? 0)} requests to the agents so far.");

        // A server that hangs drops all: that is a result.
        if (result.Packets == 0 && result is not { Watch: not null, SocketDrops: > 0 })
        {
            Ledger ledger = MeasurementBuilder.LedgerOf(sink, result, flood);
            observer.NothingCame(EmptyWindow.Explain(sink, result, flood, ledger), ledger);
            return null;
        }

        PerfProfile? profile = WindowProfile.Receive(sink, result.Packets, observer, cancel);
        SinkMeasurement measurement = HostAnswer.Understand(sink.Host, "the measurement", () => MeasurementBuilder.Build(sink, method, result, flood, profile));
        Warn(measurement);
        return measurement;
    }

    /// <summary>Waits until the window is closed and the flood, which the sink may stop, has ended.</summary>
    private void Await()
    {
        bool stopped = false;
        WaitHandle[] events = flood is null ? [sink.Arrived, cancel.WaitHandle] : [sink.Arrived, .. flood.Arrived, cancel.WaitHandle];
        while (true)
        {
            bool closed = sink.Poll();
            if (flood is null ? closed : flood.Poll(stopped))
            {
                return;
            }

            if (closed && !stopped)
            {
                flood!.Stop();
                stopped = true;
            }

            _ = WaitHandle.WaitAny(events, 200);
            cancel.ThrowIfCancellationRequested();
            observer.Progress(Status);
        }
    }

    private string Status()
    {
        SinkInterval? last = sink.Intervals.Count > 0 ? sink.Intervals[^1] : null;
        string received = last is null ? "waiting for packets" : string.Create(CultureInfo.InvariantCulture, $"{last.Seconds:0.0} s, {last.Pps:N0} pps received");
        return flood is null ? received : string.Create(CultureInfo.InvariantCulture, $"{received}, {flood.CurrentPps:N0} pps sent");
    }

    private void Warn(SinkMeasurement measurement)
    {
        // The failure has already been reported.
        string[] failed = [.. flood?.Floods.Select(f => f.Failure?.Message).OfType<string>() ?? []];
        foreach (MeasurementNote note in measurement.Notes.Where(n => !failed.Contains(n.Message)))
        {
            observer.Warn(note.Message);
        }

        if (measurement.Packets < sink.Plan.Count)
        {
            observer.Warn(string.Create(CultureInfo.InvariantCulture, $"The flood ended before -Count {sink.Plan.Count:N0} was reached: {measurement.Packets:N0} packets were measured."));
        }
    }
}
