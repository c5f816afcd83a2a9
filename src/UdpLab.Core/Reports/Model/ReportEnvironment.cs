using System.Globalization;

namespace UdpLab;

/// <summary>A fact of the hosts of an experiment.</summary>
/// <param name="Room">What it belongs to: Environment, Nic, ...</param>
/// <param name="Name">Its name, as -AllowDifference of Compare-SinkMeasurement takes it.</param>
/// <param name="Values">Its value on each host, empty where it is not known; several values where it changed.</param>
/// <param name="Differs">Hosts differ in it, or it changed.</param>
internal sealed record ReportFact(string Room, string Name, IReadOnlyList<string> Values, bool Differs);

/// <summary>The hosts of an experiment side by side.</summary>
internal sealed class ReportEnvironment
{
    private const int MostHosts = 8, MostValues = 6;

    // Shown though all hosts agree; the other facts are behind a click.
    private static readonly string[] _main = ["Kernel", "Architecture", "CpuModel", "OnlineCpus", "Governor", "Smt", "ClockSource", "Driver", "SpeedMbps", "Mtu", "RxQueues", "CombinedQueues", "RxRing", "Pause"];

    public ReportEnvironment(IReadOnlyList<SinkMeasurement> measurements)
    {
        IGrouping<(string, string), SinkMeasurement>[] sinks = [.. measurements.GroupBy(m => (m.Host.Name, m.Environment.Kernel)).Take(MostHosts)];
        ConditionTally[] tallies = [.. sinks.Select(sink => new ConditionTally([.. sink]))];
        (string Room, string Name)[] names = [.. tallies.SelectMany(tally => tally.Known).Select(known => (known.Room, known.Name)).Where(name => name.Room is "Environment" or "Nic").Distinct()];
        ReportFact[] facts = [.. names.Select(name =>
        {
            string[] values = [.. tallies.Select(tally => Text(tally.Find(name.Room, name.Name)))];
            bool changed = tallies.Any(tally => tally.Find(name.Room, name.Name) is { Count: > 1 });
            return new ReportFact(name.Room, name.Name, values, changed || values.Where(value => value.Length > 0).Distinct().Skip(1).Any());
        })];
        Hosts = [.. sinks.Select(sink => sinks.Count(other => other.Key.Item1 == sink.Key.Item1) == 1 ? sink.Key.Item1 : $"{sink.Key.Item1}, {sink.Key.Item2}")];
        LeftOut = measurements.Select(m => (m.Host.Name, m.Environment.Kernel)).Distinct().Count() - sinks.Length;
        bool Matters(ReportFact fact) => fact.Differs || (Array.IndexOf(_main, fact.Name) >= 0 && fact.Values.Any(value => value is not ("" or FactorText.None)));
        Main = [.. facts.Where(Matters).OrderBy(fact => Array.IndexOf(_main, fact.Name) is >= 0 and var place ? place : _main.Length)];
        Rest = [.. facts.Where(fact => !Matters(fact))];
        Generators = [.. measurements.SelectMany(m => m.Flood ?? []).Select(flood => flood.Host).DistinctBy(host => (host.Name, host.Kernel)).Select(Line)];
        Distributions = [.. measurements.GroupBy(m => m.Environment.Distribution).Where(d => d.Key.Length > 0).Select(d => d.Key)];
    }

    /// <summary>The sinks' hosts; one with several kernels, such as a guest, once for each.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>Hosts that are not shown.</summary>
    public int LeftOut { get; }

    /// <summary>What differs, and what everybody wants to know.</summary>
    public IReadOnlyList<ReportFact> Main { get; }

    /// <summary>What is the same everywhere.</summary>
    public IReadOnlyList<ReportFact> Rest { get; }

    /// <summary>The generators' hosts, a line each.</summary>
    public IReadOnlyList<string> Generators { get; }

    /// <summary>The sinks' distributions.</summary>
    public IReadOnlyList<string> Distributions { get; }

    private static string Line(LabHost host) => string.Join(", ", new[] { host.Name, host.Kernel, host.Architecture, host.Distribution, host.Cpus > 0 ? string.Create(CultureInfo.InvariantCulture, $"{host.Cpus} CPUs") : "" }.Where(part => part.Length > 0));

    private static string Text(HashSet<string>? values) => values is null ? ""
        : string.Join(" | ", FactorText.InOrder(values).Take(MostValues)) + (values.Count > MostValues ? string.Create(CultureInfo.InvariantCulture, $" | ... ({values.Count})") : "");
}
