using System.Globalization;
using System.Runtime.ExceptionServices;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The floods of one or several generators into one sink: they start at the same moment and end together.</summary>
internal sealed class FloodGroup : IDisposable
{
    // Enough time for a request to reach every agent before the start.
    private static readonly TimeSpan _lead = TimeSpan.FromMilliseconds(20);
    private readonly HashSet<FloodRunner> _over = [];
    private bool _brokenOff;

    private FloodGroup(IReadOnlyList<FloodRunner> floods) => Floods = floods;

    /// <summary>One per generator, in the order given.</summary>
    public IReadOnlyList<FloodRunner> Floods { get; }

    /// <summary>The results of the latest run.</summary>
    public UdpFlood[] Results => [.. Floods.Select(f => f.Flood!)];

    /// <summary>Set when a line has arrived from one of them.</summary>
    public IEnumerable<WaitHandle> Arrived => Floods.Select(f => f.Arrived);

    /// <summary>Round trips of the slowest flood; the floods' requests run in parallel.</summary>
    public long Requests => Floods.Max(f => f.Requests);

    /// <summary>Packets per second in the latest interval, all floods together.</summary>
    public double CurrentPps => Floods.Sum(f => f.CurrentPps);

    /// <summary>All floods have ended.</summary>
    public bool IsOver => Floods.All(f => f.Result is not null);

    /// <summary>Packets sent by all floods; null while one is running, or if one count is unknown or implausible.</summary>
    public long? Sent => IsOver && Floods.Aggregate((long?)0, (sum, f) => f.Result!.Sent >= 0 ? sum + f.Result.Sent : null) is >= 0 and var sent ? sent : null;

    /// <summary>Whether the agent of one of them is gone.</summary>
    public bool HasLostOne => Floods.Any(f => f.IsLost);

    /// <summary>Resolves and checks the floods; nothing is sent.</summary>
    public static FloodGroup Open(IReadOnlyList<LabHost> hosts, FloodPlan plan, FloodTarget? target, CancellationToken cancel)
    {
        FloodRunner[] floods = OnEach(hosts, (host, stream) => FloodRunner.Open(host, plan with { FirstStream = stream }, target, cancel), flood => flood.Dispose());
        FloodGroup group = new(floods);
        try
        {
            target?.RequireWindow(floods[0].Settings.Asked);
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <summary>What the floods would send, without opening them.</summary>
    public static FloodPreview[] Preview(IReadOnlyList<LabHost> hosts, FloodPlan plan, FloodTarget? target, CancellationToken cancel)
    {
        FloodPreview[] previews = OnEach(hosts, (host, _) => FloodRunner.Preview(host, plan, target, cancel), _ => { });
        target?.RequireWindow(previews[0].Asked);
        return previews;
    }

    /// <summary>Opens the floods on all hosts in parallel; if one fails, the others are closed.</summary>
    private static T[] OnEach<T>(IReadOnlyList<LabHost> hosts, Func<LabHost, int, T> ask, Action<T> giveBack)
    {
        if (hosts.GroupBy(h => h.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-LabHost names {twice.Key} more than once; give it more -Threads instead.", "LabHost");
        }

        int streams = PktgenHeader.MaxStreams / hosts.Count;
        Task<T>[] asking = [.. hosts.Select((host, i) => Task.Run(() => ask(host, i * streams), CancellationToken.None))];
        try
        {
            Task.WaitAll(asking, CancellationToken.None);
        }
        catch (AggregateException e)
        {
            foreach (Task<T> answered in asking.Where(o => o.IsCompletedSuccessfully))
            {
                giveBack(answered.Result);
            }

            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return [.. asking.Select(a => a.Result)];
    }

    /// <summary>Starts the floods; returns when their first packets are about to be sent.</summary>
    public UdpFlood[] Start(CancellationToken cancel)
    {
        _over.Clear();
        _brokenOff = false;
        long? at = Floods.Count == 1 ? null : ClockOffset.Now + (long)(_lead + Floods.Max(f => f.RoundTrip)).TotalNanoseconds;
        foreach (FloodRunner flood in Floods)
        {
            flood.SendStart(at);
        }

        try
        {
            return [.. Floods.Select(f => f.AwaitStart(cancel))];
        }
        catch (LabException)
        {
            BreakOff(null);
            throw;
        }
    }

    /// <summary>Processes received lines; true once all floods have ended. A failed flood or lost agent stops the others.</summary>
    /// <param name="stoppedByUs">The sink has measured enough: a stopped flood counts as completed.</param>
    public bool Poll(bool stoppedByUs)
    {
        foreach (FloodRunner flood in Floods.Where(f => !_over.Contains(f)))
        {
            try
            {
                if (flood.Poll(stoppedByUs && !_brokenOff))
                {
                    _over.Add(flood);
                    if (flood.Failure is not null)
                    {
                        BreakOff(flood);
                    }
                }
            }
            catch (LabException e)
            {
                flood.Lose(e.Message);
                BreakOff(flood);
                throw Floods.Count == 1 ? e : OthersStopped(e);
            }
        }

        return IsOver;
    }

    /// <summary>Runs floods without a sink of ours: starts, waits, and reports errors.</summary>
    public void Run(ILabObserver observer, CancellationToken cancel)
    {
        _ = Start(cancel);
        Await(observer, cancel);
        ReportFailures(observer);
        foreach (string note in Results.SelectMany(f => f.Notes))
        {
            observer.Warn(note);
        }
    }

    /// <summary>Waits for floods that a sink measures, in case no command downstream passed them on.</summary>
    public void Complete(ILabObserver observer, CancellationToken cancel)
    {
        if (HasLostOne)
        {
            return;
        }

        try
        {
            Await(observer, cancel);
        }
        catch (LabException) when (IsAbandoned)
        {
            // The sink lost the same connection and has reported it.
        }
    }

    /// <summary>Waits until all have ended.</summary>
    private void Await(ILabObserver observer, CancellationToken cancel)
    {
        while (!Poll(stoppedByUs: false))
        {
            _ = WaitHandle.WaitAny([.. Arrived, cancel.WaitHandle], 200);
            cancel.ThrowIfCancellationRequested();
            observer.Progress(() => string.Create(CultureInfo.InvariantCulture, $"{(DateTimeOffset.UtcNow - Results[0].Started).TotalSeconds:0.0} s, {CurrentPps:N0} pps sent"));
        }

        observer.EndProgress();
        Warn(observer);
    }

    /// <summary>Asks the agents to stop; <see cref="Poll"/> reports when they have.</summary>
    public void Stop()
    {
        foreach (FloodRunner flood in Floods.Where(f => f.Result is null))
        {
            flood.Stop();
        }
    }

    public void Dispose()
    {
        foreach (FloodRunner flood in Floods)
        {
            flood.Dispose();
        }
    }

    /// <summary>Reports what will send the packets, and warnings about its settings.</summary>
    public void Describe(ILabObserver observer)
    {
        foreach (FloodRunner flood in Floods)
        {
            observer.Verbose($"{Prefix(flood)}{flood.BackendReason}");
            if (flood.Plan.DestinationName is string name)
            {
                observer.Verbose($"{Prefix(flood)}{name} is {flood.Destination}, as {flood.Host} resolves it.");
            }
        }

        Warn(observer);
    }

    /// <summary>Reports which floods failed, and that the others were stopped because of it.</summary>
    public void ReportFailures(ILabObserver observer)
    {
        foreach (FloodRunner flood in Floods)
        {
            if (flood.Failure is { } failure)
            {
                observer.Fail(Floods.Count == 1 ? failure : OthersStopped(failure), flood.Flood);
            }
        }
    }

    /// <summary>Stops floods whose result is no longer needed; a dead connection is not an error.</summary>
    public void BreakOff()
    {
        IsAbandoned = true;
        BreakOff(null);
    }

    /// <summary>The sink abandoned them and has reported the error.</summary>
    public bool IsAbandoned { get; private set; }

    private static LabException OthersStopped(LabException e) => new(e.Code, $"{e.Message} The floods of the other generators were stopped.", e.Parameter, e);

    private void Warn(ILabObserver observer)
    {
        foreach (FloodRunner flood in Floods)
        {
            foreach (string warning in flood.Warnings)
            {
                observer.Warn(Prefix(flood) + warning);
            }
        }
    }

    private string Prefix(FloodRunner flood) => Floods.Count > 1 ? $"{flood.Host}: " : "";

    private void BreakOff(FloodRunner? failed)
    {
        _brokenOff = true;
        foreach (FloodRunner flood in Floods.Where(f => f != failed && f.Result is null))
        {
            try
            {
                flood.Stop();
            }
            catch (LabException)
            {
                // The connection is dead too; the agent stops by itself.
            }
        }
    }
}
