using System.Globalization;

namespace UdpLab;

/// <summary>Finds what holds a receiver back: in a profile, and in the counters and facts of a measurement.</summary>
internal sealed class BottleneckFinder
{
    /// <summary>Fewer samples say nothing: a share of 10 % would be anything from 6 to 15.</summary>
    public const int FewestSamples = 200;

    private const int MostSymbols = 6, MostCommands = 4;
    private readonly BottleneckRules _rules = BottleneckRules.All;
    private readonly PerfProfile? _profile;
    private readonly SinkMeasurement? _measurement;
    private readonly string? _kernel;

    private BottleneckFinder(PerfProfile? profile, SinkMeasurement? measurement)
    {
        _profile = profile;
        _measurement = measurement;
        _kernel = profile?.Kernel ?? measurement?.Environment.GetValueOrDefault("Kernel");
    }

    public static IReadOnlyList<UdpBottleneck> Find(PerfProfile profile) => new BottleneckFinder(profile, null).Find();

    public static IReadOnlyList<UdpBottleneck> Find(SinkMeasurement measurement) => new BottleneckFinder(measurement.Profile, measurement).Find();

    private List<UdpBottleneck> Find()
    {
        List<UdpBottleneck> found = [];
        SinkPace? pace = _measurement is null ? null : SinkPace.Of(_measurement);
        List<UdpBottleneck> bySamples = FromProfile(out double idlePercent);
        List<UdpBottleneck> byCounters = _measurement is null ? [] : FromCounters(bySamples);
        if (pace is { IsIdle: true })
        {
            found.Add(Idle(100 - pace.CpuPercent, pace.Evidence));
        }
        else if (pace is null && idlePercent >= IdleSamples.Enough)
        {
            found.Add(Idle(idlePercent, [string.Create(CultureInfo.InvariantCulture, $"{idlePercent:F1}% of the samples are of idle CPUs or of a thread that waits for packets")]));
        }

        if (pace is { IsStarved: true })
        {
            bySamples.Add(Starved(pace));
        }

        // That the samples alone say nothing comes last: it has no share.
        found.AddRange(bySamples.Where(b => b.Share > 0).OrderByDescending(b => b.Share));
        found.AddRange(byCounters.OrderByDescending(b => b.Share));
        found.AddRange(bySamples.Where(b => b.Share <= 0));
        return found.Count > 0 ? found : [Nothing()];
    }

    private List<UdpBottleneck> FromProfile(out double idlePercent)
    {
        idlePercent = 0;
        if (_profile is null)
        {
            return [];
        }

        // A table of percentages has symbols, and does not say of how many samples.
        if (_profile.Samples < FewestSamples && (_profile.Samples > 0 || _profile.Symbols.Count == 0))
        {
            return [TooFew(_profile)];
        }

        List<WeighedStack> stacks = IdleSamples.Split(_rules.Idle, ProfileStacks.Of(_profile), out idlePercent);
        SampleSorter sorter = new(_rules, stacks);
        if (sorter.PercentWith(_rules.Subject) == 0)
        {
            return idlePercent >= IdleSamples.Enough ? [] : [Unknown("Nothing of UDP, of sockets or of packets is among its functions: this is no profile of a receiver.")];
        }

        List<UdpBottleneck> causes = [.. sorter.Findings
            .Where(f => sorter.Percent(f.Weight) >= f.Rule.Minimum)
            .Select(f => Cause(f.Rule, sorter.Percent(f.Weight), [.. f.Evidence(sorter.Total)]))];
        double shared = SharedCpu.Percent(_rules.Shared, stacks);
        if (shared >= _rules.Shared.Minimum)
        {
            causes.Add(Cause(_rules.Shared, shared, [string.Create(CultureInfo.InvariantCulture, $"{shared:F2}% of the samples were taken in softirqs that interrupted the reader")]));
        }

        return causes.Count > 0 || idlePercent >= IdleSamples.Enough ? causes : [Unknown("No function, and no group of functions this module knows, has a share worth naming.")];
    }

    private List<UdpBottleneck> FromCounters(List<UdpBottleneck> bySamples)
    {
        List<UdpBottleneck> causes = [];
        foreach (CounterRule rule in _rules.Counters)
        {
            (double percent, string[] evidence) = LedgerEvidence.Of(_measurement!.Ledger, rule.Layers);
            int known = bySamples.FindIndex(b => b.Cause == rule.Cause);
            if (known >= 0 && evidence.Length > 0)
            {
                bySamples[known] = bySamples[known] with { Evidence = [.. bySamples[known].Evidence, .. evidence] };
            }
            else if (percent >= rule.Minimum)
            {
                causes.Add(Cause(rule, percent, evidence));
            }
        }

        return causes;
    }

    private UdpBottleneck Cause(Advice advice, double share, string[] evidence) => new()
    {
        Cause = advice.Cause,
        Title = advice.Title,
        Share = share,
        Evidence = [.. evidence, .. EnvironmentEvidence(advice.Environment)],
        Explanation = advice.Explanation,
        Fix = KernelRelease.Has(_kernel, advice.FixedIn, advice.FixedInEl7) is true && advice.WhenFixed is { } left
            ? $"Linux {_kernel} has the cure of {advice.FixedIn} already: {left}"
            : advice.Fix,
        FixedIn = advice.FixedIn,
        Reference = advice.Reference,
        Host = HostName,
        Kernel = _kernel,
    };

    private string? HostName => _profile?.Host ?? _measurement?.Host.Name;

    private IEnumerable<string> EnvironmentEvidence(string[] patterns) => (_measurement?.Environment ?? new Dictionary<string, string>())
        .Select(fact => $"{fact.Key}={fact.Value}")
        .Where(fact => FunctionName.Fits(fact, patterns))
        .Order(StringComparer.Ordinal);

    private UdpBottleneck Idle(double share, IReadOnlyList<string> evidence) => new()
    {
        Cause = "SinkIdle",
        Title = "The sink is idle: the generator, or what is before the sink, is the limit",
        Share = share,
        Evidence = evidence,
        Explanation = "The sink receives all that comes, and waits for more. What it does in the rest of the time says nothing about its limit.",
        Fix = "Send more: more generators (-LabHost gen1, gen2), -Threads, -Backend Pktgen or Xdp; then measure again.",
        Host = HostName,
        Kernel = _kernel,
    };

    private UdpBottleneck Starved(SinkPace pace) => new()
    {
        Cause = "SinkStarved",
        Title = "The sink waits for a CPU while its buffer overflows: something else runs there",
        Share = 100 - pace.CpuPercent,
        Evidence = [.. pace.Evidence, .. Others()],
        Explanation = "Packets are lost at the socket although the sink used only a part of a CPU: it was kept from running, by the generator, by softirqs or by other programs.",
        Fix = "Give it a CPU of its own: -Cpu for the sink, other CPUs for the flood and for the interrupts of the NIC; or absorb the pauses with -ReceiveBuffer.",
        Host = HostName,
        Kernel = _kernel,
    };

    /// <summary>Who else ran on the CPUs that were profiled.</summary>
    private IEnumerable<string> Others() => _profile is { ByCommand: { Count: > 1 } commands }
        ? commands.Take(MostCommands).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Overhead:F1}% of the samples are of {c.Name}"))
        : [];

    private UdpBottleneck TooFew(PerfProfile profile) => new()
    {
        Cause = "TooFewSamples",
        Title = string.Create(CultureInfo.InvariantCulture, $"Too few samples for a verdict: {profile.Samples}"),
        Explanation = string.Create(CultureInfo.InvariantCulture, $"Under {FewestSamples} samples a share may be half or twice what it seems."),
        Fix = "Capture longer (-Duration), or more often (-Frequency, -ProfileFrequency); a sink that sleeps gives few samples, because it has nothing to do.",
        Host = HostName,
        Kernel = _kernel,
    };

    private UdpBottleneck Unknown(string why) => new()
    {
        Cause = "NoKnownCause",
        Title = "No known cause shows in the profile",
        Evidence = [.. _profile!.Symbols.Take(MostSymbols).Select(s => s.ToString())],
        Explanation = why,
        Fix = "Look at the call tree and the flame graph (Export-FlameGraph), or compare with a profile of a faster run (Compare-PerfProfile).",
        Host = HostName,
        Kernel = _kernel,
    };

    private UdpBottleneck Nothing() => new()
    {
        Cause = "NoKnownCause",
        Title = _profile is null ? "Nothing was lost, the sink was busy, and there is no profile that could say more" : "No known cause shows",
        Fix = "Measure again with -Profile, which says what the sink does.",
        Host = HostName,
        Kernel = _kernel,
    };
}
