using System.Collections.Concurrent;
using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The sinks this session has started, by name: those that run, and those that ended without being stopped.</summary>
internal static class RunningSinks
{
    private static readonly ConcurrentDictionary<string, RunningSink> _sinks = new(StringComparer.OrdinalIgnoreCase);
    private static readonly object _starting = new();

    static RunningSinks()
    {
        HostLinks.Removing += host => EndWhere(sink => sink.Host.Equals(host), host.Kind == LabHostKind.Ssh ? "its host was disconnected" : host.Kind == LabHostKind.Guest ? "its guest was removed" : "its testbed was removed");

        // The agents end with this process in any case, but this way they have ended before it returns.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => EndWhere(_ => true, "the session has ended");
    }

    public static IReadOnlyList<string> Names => [.. _sinks.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Starts one.</summary>
    /// <param name="name">Its name; null to number it.</param>
    /// <param name="plan">How it receives.</param>
    /// <param name="owner">The runspace.</param>
    /// <param name="observer">Receives warnings.</param>
    /// <param name="cancel">Ends it.</param>
    public static Sink Start(string? name, MeasuringPlan plan, Guid owner, ILabObserver observer, CancellationToken cancel)
    {
        lock (_starting)
        {
            name ??= Enumerable.Range(1, int.MaxValue).Select(i => string.Create(CultureInfo.InvariantCulture, $"sink{i}")).First(n => !_sinks.ContainsKey(n));
            if (_sinks.TryGetValue(name, out RunningSink? old) && old.Read(cancel).State == SinkState.Running)
            {
                throw new LabException(FailureCode.Busy, $"-Name {name}: a sink of this name runs already; give another one, or end that one with Stop-Sink.", "Name");
            }

            try
            {
                RunningSink sink = RunningSink.Start(name, plan, owner, observer, cancel);
                _sinks[name] = sink;
                return sink.Read(cancel);
            }
            catch (LabException e)
            {
                throw Named(e, plan.Host, plan.Sink.Port);
            }
        }
    }

    /// <summary>Some of them, as they are now. They are read at once, so that one that answers late does not delay the others.</summary>
    /// <param name="names">Those that are read.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static IReadOnlyList<Sink> Read(Func<string, bool> names, CancellationToken cancel)
    {
        RunningSink[] chosen = [.. _sinks.Where(sink => names(sink.Key)).OrderBy(sink => sink.Key, StringComparer.OrdinalIgnoreCase).Select(sink => sink.Value)];
        if (chosen.Length == 1)
        {
            return [chosen[0].Read(cancel)];
        }

        Task<Sink>[] reading = [.. chosen.Select(sink => Task.Factory.StartNew(() => sink.Read(cancel), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        return [.. reading.Select(one => one.GetAwaiter().GetResult())];
    }

    /// <summary>Those that a name or pattern means, as they are now.</summary>
    /// <param name="name">As given.</param>
    /// <param name="fits">Whether it means a name.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="LabException">It means none.</exception>
    public static IReadOnlyList<Sink> Named(string name, Func<string, bool> fits, CancellationToken cancel) =>
        Read(fits, cancel) is { Count: > 0 } found ? found : throw Missing(name);

    /// <summary>The running one that was meant: an object of an earlier sink of the same name is not it.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public static RunningSink Find(Sink sink)
    {
        RunningSink found = _sinks.GetValueOrDefault(sink.Name) ?? throw Missing(sink.Name);
        return found.Started == sink.Started ? found : throw new LabException(
            FailureCode.NotFound,
            string.Create(CultureInfo.InvariantCulture, $"-Sink {sink.Name}: this is the sink that was started at {sink.Started:HH:mm:ss}, and the {sink.Name} that the session has now was started at {found.Started:HH:mm:ss}. If you mean that one: Get-Sink {sink.Name}."),
            "Sink");
    }

    /// <summary>Stops one, and gives the measurement of its whole life.</summary>
    public static SinkMeasurement Stop(Sink which, ILabObserver observer, CancellationToken cancel)
    {
        RunningSink sink = Find(which);
        _ = _sinks.TryRemove(new KeyValuePair<string, RunningSink>(sink.Name, sink));
        return sink.Stop(observer, cancel);
    }

    /// <summary>Ends the sinks of some owners; called when the module is unloaded.</summary>
    public static void EndOwn(Func<Guid, bool> ofOwner)
    {
        foreach (RunningSink sink in _sinks.Values.Where(sink => ofOwner(sink.Owner)))
        {
            _ = _sinks.TryRemove(new KeyValuePair<string, RunningSink>(sink.Name, sink));
            sink.Close("the module was removed");
        }
    }

    /// <summary>An error that a port is taken says so if it is by one of these sinks.</summary>
    public static LabException Named(LabException error, LabHost host, int? port) =>
        error is { Code: FailureCode.Busy, Parameter: "Port" } && _sinks.Values.FirstOrDefault(sink => sink.Host.SharesNetworkWith(host) && sink.IsOn(port ?? Defaults.Port)) is { } sink
            ? new LabException(FailureCode.Busy, string.Create(CultureInfo.InvariantCulture, $"-Port {port ?? Defaults.Port}: sink {sink.Name} of this session has this UDP port; choose another -Port, or end that sink with Stop-Sink {sink.Name}."), "Port", error)
            : error;

    private static LabException Missing(string name) =>
        new(FailureCode.NotFound, $"-Sink {name}: this session has no such sink; {(_sinks.IsEmpty ? "it has none" : "it has " + string.Join(", ", Names))}.", "Sink");

    private static void EndWhere(Func<RunningSink, bool> over, string reason) => Parallel.ForEach(_sinks.Values.Where(over), sink => sink.Close(reason));
}
