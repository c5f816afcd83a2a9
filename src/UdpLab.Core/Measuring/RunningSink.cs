using UdpLab.Wire;

namespace UdpLab;

/// <summary>A started sink: its agent, which holds its sockets, ends with this session.</summary>
internal sealed class RunningSink
{
    private readonly SinkRunner _sink;
    private readonly object _reading = new();
    private Sink _latest;
    private bool _broken;

    private RunningSink(SinkRunner sink, Sink first, Guid owner) => (_sink, _latest, Owner) = (sink, first, owner);

    /// <summary>The runspace that started it.</summary>
    public Guid Owner { get; }

    public string Name => _latest.Name;

    public LabHost Host => _latest.Host;

    public DateTimeOffset Started => _latest.Started;

    /// <summary>It receives, and has this port.</summary>
    public bool IsOn(int port) => _latest.State == SinkState.Running && _latest.Port == port;

    /// <summary>Binds and starts one.</summary>
    public static RunningSink Start(string name, MeasuringPlan plan, Guid owner, ILabObserver observer, CancellationToken cancel)
    {
        plan.Warn(observer);
        SinkRunner sink = SinkRunner.Open(plan.Host, plan.Sink, null, cancel);
        try
        {
            sink.Warn(observer);
            sink.Arm(plan.Methods[0], null, cancel, stays: true);
            return new RunningSink(
                sink,
                new Sink
                {
                    Host = sink.Host,
                    Name = name,
                    Address = sink.Address.ToString(),
                    Port = sink.Port,
                    Method = plan.Methods[0],
                    Sockets = plan.Sink.Sockets,
                    Interface = sink.Interface,
                    Echo = plan.Sink.Echo,
                    Drops = 0,
                    Started = DateTimeOffset.Now,
                },
                owner);
        }
        catch
        {
            sink.Dispose();
            throw;
        }
    }

    /// <summary>Reads how it is doing.</summary>
    public Sink Read(CancellationToken cancel)
    {
        lock (_reading)
        {
            if (_latest.State == SinkState.Ended)
            {
                return _latest;
            }

            try
            {
                SinkStatus now = _sink.ReadStatus(cancel);
                _latest = _latest with { Packets = now.Packets, Pps = now.Pps, Drops = now.Drops };
                _broken = now.Problem is not null;
                return now.Problem is null ? _latest : Ended(now.Problem);
            }
            catch (LabException e) when (e.Code is FailureCode.Connection or FailureCode.System or FailureCode.Protocol)
            {
                Close(e.Message);
                return _latest;
            }
        }
    }

    /// <summary>Measures a window of it.</summary>
    /// <param name="duration">Seconds; null for the default, or, in intervals, for no limit.</param>
    /// <param name="interval">Seconds of each interval; null for one measurement.</param>
    /// <param name="profile">How to record it with perf; null for no recording.</param>
    /// <param name="observer">Receives the measurements.</param>
    /// <param name="cancel">Ends it; the sink goes on.</param>
    public void Measure(double? duration, double? interval, PerfPlan? profile, IMeasuringObserver observer, CancellationToken cancel)
    {
        RequireRunning(cancel);
        double? whole = duration ?? (interval is null ? Defaults.DurationSeconds : null);
        double step = interval ?? whole!.Value;
        try
        {
            using SinkRunner window = _sink.OpenWindow(facts: true, step, cancel, profile);
            new IntervalTurn(_sink, window, null, _latest.Method, observer, cancel).Run(step, whole);
        }
        catch (LabException e) when (e.Code is FailureCode.Connection or FailureCode.System or FailureCode.Protocol)
        {
            // Another runspace may have stopped it meanwhile.
            RequireRunning(cancel);
            throw new LabException(e.Code, $"Sink {Name}: {e.Message}", e.Parameter, e);
        }
    }

    /// <summary>Stops it, and gives the measurement of its whole life.</summary>
    public SinkMeasurement Stop(ILabObserver observer, CancellationToken cancel)
    {
        lock (_reading)
        {
            if (_latest is { State: SinkState.Ended, Reason: { } reason } && !_broken)
            {
                throw Over(reason);
            }

            try
            {
                SinkResult result = _sink.Finish(null, cancel);
                SinkMeasurement measurement = HostAnswer.Understand(Host, "the measurement", () => MeasurementBuilder.Build(_sink, _latest.Method, result, null));
                foreach (MeasurementNote note in measurement.Notes)
                {
                    observer.Warn(note.Message);
                }

                return measurement;
            }
            finally
            {
                Close("it was stopped");
            }
        }
    }

    /// <summary>Ends it; what it received is lost.</summary>
    public void Close(string reason)
    {
        _ = Ended(reason);
        _sink.Dispose();
    }

    private void RequireRunning(CancellationToken cancel)
    {
        if (Read(cancel) is { State: SinkState.Ended, Reason: { } reason })
        {
            throw Over(reason);
        }
    }

    private LabException Over(string reason) => new(FailureCode.NotFound, $"Sink {Name} has ended: {reason.TrimEnd('.')}. Start it again with Start-Sink.", "Sink");

    private Sink Ended(string reason) => _latest = _latest.State == SinkState.Ended ? _latest : _latest with { State = SinkState.Ended, Reason = reason, Pps = 0 };
}
