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
        HostLinks.Leaving += host => EndWhere(sink => sink.Host.Equals(host), host.Kind == LabHostKind.Ssh ? "its host was disconnected" : "its testbed was removed");

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

            RunningSink sink = RunningSink.Start(name, plan, owner, observer, cancel);
            _sinks[name] = sink;
            return sink.Read(cancel);
        }
    }

    /// <summary>All of them, as they are now.</summary>
    public static IReadOnlyList<Sink> Read(CancellationToken cancel) =>
        [.. _sinks.Values.Select(sink => sink.Read(cancel)).OrderBy(sink => sink.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The one of a name.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public static RunningSink Find(string name) => _sinks.GetValueOrDefault(name) ?? throw new LabException(
        FailureCode.NotFound,
        $"-Sink {name}: this session has no such sink; {(_sinks.IsEmpty ? "it has none" : "it has " + string.Join(", ", Names))}.",
        "Sink");

    /// <summary>Stops one, and gives the measurement of its whole life.</summary>
    public static SinkMeasurement Stop(string name, ILabObserver observer, CancellationToken cancel)
    {
        RunningSink sink = Find(name);
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

    private static void EndWhere(Func<RunningSink, bool> over, string reason) => Parallel.ForEach(_sinks.Values.Where(over), sink => sink.Close(reason));
}
