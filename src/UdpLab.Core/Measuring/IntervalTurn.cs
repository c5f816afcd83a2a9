using System.Diagnostics;
using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A measurement in intervals, each of which is a measurement of its own. Together they are the whole, to the packet.</summary>
/// <param name="sink">The sink, which receives.</param>
/// <param name="window">The window of it that is cut.</param>
/// <param name="flood">The floods, whose end is the measurement's; null for packets from elsewhere.</param>
/// <param name="method">The receiving system call.</param>
/// <param name="observer">Receives the measurements.</param>
/// <param name="cancel">Ends it; what was received since the latest cut is lost.</param>
internal sealed class IntervalTurn(SinkRunner sink, SinkRunner window, FloodGroup? flood, ReceiveMethod method, IMeasuringObserver observer, CancellationToken cancel)
{
    // Seconds; between shorter ones the measurements show the progress.
    private const double LongInterval = 1;

    private readonly LedgerParts _ledgers = new();
    private readonly HashSet<MeasurementNoteCode> _warned = [];
    private bool _stopped;

    /// <summary>Why the flood cannot be repeated; null if it can.</summary>
    public LabException? FloodLost { get; private set; }

    /// <summary>Measures.</summary>
    /// <param name="interval">Seconds from one cut to the next.</param>
    /// <param name="duration">Seconds in all; null for no limit. A flood's end is one too.</param>
    public void Run(double interval, double? duration)
    {
        Stopwatch clock = Stopwatch.StartNew();
        double limit = flood is null ? duration ?? double.PositiveInfinity : double.PositiveInfinity;
        for (int i = 1; ; i++)
        {
            double end = Math.Min(i * interval, limit);
            if (!AwaitUntil(clock, end))
            {
                break;
            }

            if (end >= limit)
            {
                Emit(window.Cut(close: true, cancel));
                return;
            }

            Emit(window.Cut(close: false, cancel));
        }

        // The flood is over, or the sink has what it was to count.
        SinkResult rest = flood is null ? window.Cut(close: true, cancel) : window.FinishRest(flood.Sent, cancel);
        flood?.ReportFailures(observer);
        Emit(rest, unlessEmpty: true);
    }

    /// <summary>Waits; false if the measurement is over before.</summary>
    private bool AwaitUntil(Stopwatch clock, double end)
    {
        WaitHandle[] events = flood is null ? [window.Arrived, cancel.WaitHandle] : [window.Arrived, .. flood.Arrived, cancel.WaitHandle];
        while (true)
        {
            if (IsOver())
            {
                return false;
            }

            double left = end - clock.Elapsed.TotalSeconds;
            if (left <= 0)
            {
                return true;
            }

            _ = WaitHandle.WaitAny(events, (int)Math.Min(Math.Ceiling(left * 1000), 200));
            cancel.ThrowIfCancellationRequested();
            if (left > LongInterval)
            {
                observer.Progress(() => string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0.0} s, {(window.Intervals.Count > 0 ? window.Intervals[^1].Pps : 0):N0} pps received"));
            }
        }
    }

    private bool IsOver()
    {
        bool closed = sink.Poll();
        _ = window.Poll();
        if (flood is null)
        {
            return closed;
        }

        try
        {
            return flood.Poll(closed && StopFlood());
        }
        catch (LabException e) when (flood.HasLostOne)
        {
            // The generator is gone; what was received from its flood is valid.
            FloodLost = e;
            return true;
        }
    }

    private bool StopFlood()
    {
        if (!_stopped)
        {
            flood!.Stop();
            _stopped = true;
        }

        return true;
    }

    private void Emit(SinkResult result, bool unlessEmpty = false)
    {
        observer.EndProgress();
        PerfProfile? profile = WindowProfile.Receive(window, result.Packets, observer, cancel);
        SinkMeasurement measurement = HostAnswer.Understand(sink.Host, "the measurement", () => MeasurementBuilder.Build(window, method, result, flood, profile, _ledgers));
        if (unlessEmpty && measurement is { Packets: 0, Ledger: { Received: 0, Losses: 0 } })
        {
            return;
        }

        // Once for all intervals: the counts in their messages differ.
        foreach (MeasurementNote note in measurement.Notes.Where(n => _warned.Add(n.Code)))
        {
            observer.Warn(note.Message);
        }

        observer.Measured(measurement);
    }
}
