namespace UdpLab;

/// <summary>
/// A sink and its measurements, with or without floods. <see cref="Run"/> does everything at once; a pipeline, whose flood is a
/// separate cmdlet, calls the steps one by one.
/// </summary>
internal sealed class MeasuringRun : IDisposable
{
    private FloodGroup? _attached;
    private UdpFlood[] _measured = [];
    private MeasuringPlan? _plan;
    private SinkRunner? _window;

    /// <summary>The bound sink; null before and after.</summary>
    public SinkRunner? Sink { get; private set; }

    /// <summary>A measurement is armed but not finished.</summary>
    public bool IsMeasuring { get; private set; }

    /// <summary>Binds a sink, prepares the flood for it, and measures.</summary>
    /// <param name="plan">What to measure.</param>
    /// <param name="generators">Hosts that send; none for packets from elsewhere.</param>
    /// <param name="flood">What they send.</param>
    /// <param name="observer">Receives the measurements.</param>
    /// <param name="cancel">Cancels it.</param>
    /// <returns>Requests to the agents, including the slowest generator's.</returns>
    public static long Run(MeasuringPlan plan, IReadOnlyList<LabHost> generators, FloodPlan flood, IMeasuringObserver observer, CancellationToken cancel)
    {
        using MeasuringRun run = new();
        plan.Warn(observer);
        if (generators.Count == 0)
        {
            run.Bind(plan, null, observer, cancel);
            run.Measure(observer, cancel);
            return run.Sink!.Requests;
        }

        FloodTarget target = run.TargetFor(plan, SinkAndFlood.HintsOf(flood), observer, cancel);
        using FloodGroup group = FloodGroup.Open(generators, flood, target, cancel);
        group.Describe(observer);
        _ = run.Measure(run.Attach(group, observer, cancel)[0], observer, cancel);
        return run.Sink!.Requests + group.Requests;
    }

    /// <summary>Binds the sink; closes the previous one.</summary>
    /// <param name="plan">What to measure.</param>
    /// <param name="sender">The sender upstream; null for packets from elsewhere.</param>
    /// <param name="observer">Receives warnings.</param>
    /// <param name="cancel">Ends the wait.</param>
    public void Bind(MeasuringPlan plan, SenderHints? sender, ILabObserver observer, CancellationToken cancel)
    {
        Unbind();
        _plan = plan;
        try
        {
            Sink = SinkRunner.Open(plan.Host, plan.Sink with { Methods = plan.Methods }, sender, cancel);
        }
        catch (LabException e)
        {
            throw RunningSinks.Named(e, plan.Host, plan.Sink.Port);
        }

        Sink.Warn(observer);
    }

    /// <summary>The sink as a flood sees it, bound again if it does not fit the flood.</summary>
    /// <inheritdoc cref="Bind"/>
    public FloodTarget TargetFor(MeasuringPlan plan, SenderHints sender, ILabObserver observer, CancellationToken cancel)
    {
        if (Sink is null || !Sink.Fits(sender))
        {
            Bind(plan, sender, observer, cancel);
        }

        return SinkAndFlood.TargetOf(Sink!);
    }

    /// <summary>Arms the first measurement and starts the floods; <see cref="Measure(UdpFlood, IMeasuringObserver, CancellationToken)"/> finishes it.</summary>
    public UdpFlood[] Attach(FloodGroup flood, ILabObserver observer, CancellationToken cancel)
    {
        SinkRunner sink = Sink!;
        foreach (string warning in MeasuringCombinations.Warnings(sink, flood))
        {
            observer.Warn(warning);
        }

        if (sink.Plan.Check && flood.Floods.FirstOrDefault(f => !f.Numbered) is { } unnumbered)
        {
            observer.Verbose($"{unnumbered.WhyUnnumbered}, so the sink cannot detect reordering, duplicates and latency; loss is what was sent minus what arrived.");
        }

        if (_attached is not null)
        {
            // The previous flood never came down the pipeline, so it is not measured.
            _window?.Dispose();
            _ = sink.Finish(null, cancel);
        }

        try
        {
            Arm(flood, _plan!.Methods[0], _plan.First, cancel);
        }
        catch (LabException)
        {
            Abandon(null);
            throw;
        }

        _attached = flood;
        return flood.Start(cancel);
    }

    /// <summary>Measures the attached floods if this is one of them; the first of several gives the measurement of all.</summary>
    /// <returns>False if it is not: it had ended before, or was replaced.</returns>
    public bool Measure(UdpFlood started, IMeasuringObserver observer, CancellationToken cancel)
    {
        FloodGroup? flood = _attached;
        if (flood is null && IsIn(_measured, started))
        {
            return true;
        }

        _attached = null;
        if (flood is null || !IsIn(flood.Results, started))
        {
            return false;
        }

        _measured = [.. flood.Results.Where(f => !ReferenceEquals(f, started))];
        MeasureAll(flood, observer, cancel);
        return true;
    }

    /// <summary>Measures packets from elsewhere.</summary>
    public void Measure(IMeasuringObserver observer, CancellationToken cancel) => MeasureAll(null, observer, cancel);

    public void Dispose() => Unbind();

    private static bool IsIn(UdpFlood[] floods, UdpFlood flood) => Array.Exists(floods, f => ReferenceEquals(f, flood));

    /// <summary>Runs every method in turn, with all repetitions. The first flood is already running; each further measurement starts a new one.</summary>
    private void MeasureAll(FloodGroup? flood, IMeasuringObserver observer, CancellationToken cancel)
    {
        MeasuringPlan plan = _plan!;
        bool started = flood is not null;
        LabException? floodLost = null;
        try
        {
            // The cost of watching: the first measurement is made twice, here without it, and only the second is passed on.
            SinkMeasurement? without = plan.ProfileCost || plan.TraceCost ? Next(plan.Methods[0], plan.First) : null;
            for (int i = 0; i < plan.Repeat; i++)
            {
                foreach (ReceiveMethod method in plan.Methods)
                {
                    if (Next(method, plan.Others) is { } measurement)
                    {
                        observer.Measured(plan.WithCost(measurement, without));
                    }

                    without = null;

                    if (floodLost is not null)
                    {
                        // The flood is gone and cannot be measured again.
                        throw floodLost;
                    }
                }
            }
        }
        catch (LabException)
        {
            observer.EndProgress();
            Abandon(flood);
            throw;
        }

        SinkMeasurement? Next(ReceiveMethod method, Watching watching)
        {
            if (!started)
            {
                Arm(flood, method, watching, cancel);
                _ = flood?.Start(cancel);
            }

            started = false;
            if (plan.Interval is double interval)
            {
                IntervalTurn parts = new(Sink!, _window!, flood, method, observer, cancel);
                parts.Run(interval, plan.Sink.Duration);
                floodLost = parts.FloodLost;
                return null;
            }

            MeasurementTurn turn = new(Sink!, flood, method, observer, cancel);
            SinkMeasurement? measurement = turn.Take();
            IsMeasuring = false;
            floodLost = turn.FloodLost;
            return measurement;
        }
    }

    private void Arm(FloodGroup? flood, ReceiveMethod method, Watching watching, CancellationToken cancel)
    {
        Sink!.Arm(method, flood is null ? null : SinkAndFlood.TrafficOf(flood, Sink), cancel, watching, stays: _plan!.Interval is not null);
        _window = _plan.Interval is double interval ? Sink.OpenWindow(facts: false, interval, cancel) : null;
        IsMeasuring = _plan.Interval is null;
    }

    /// <summary>Abandons a measurement: the flood stops, and the sink is bound again for the next.</summary>
    private void Abandon(FloodGroup? flood)
    {
        IsMeasuring = false;
        Unbind();
        flood?.BreakOff();
    }

    private void Unbind()
    {
        _window?.Dispose();
        _window = null;
        Sink?.Dispose();
        Sink = null;
    }
}
