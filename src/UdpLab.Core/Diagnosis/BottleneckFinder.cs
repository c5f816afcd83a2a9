using System.Globalization;

namespace UdpLab;

/// <summary>Finds what limits a receiver, from a profile and from the counters and facts of a measurement.</summary>
internal sealed class BottleneckFinder
{
    /// <summary>Fewer samples are not enough: a share of 10 % could be anything from 6 to 15.</summary>
    public const int FewestSamples = 200;

    private const int MostSymbols = 6;

    // In percent of the packets: losses below the first are not mentioned; from the second on, a sink with time to spare is not
    // called idle.
    private const double SmallestLoss = 0.1, LossesThatMatter = 1;
    private const string NoKnownCause = nameof(NoKnownCause);
    private readonly BottleneckRules _rules = BottleneckRules.All;
    private readonly PerfProfile? _profile;
    private readonly SinkMeasurement? _measurement;
    private readonly string? _kernel;
    private bool _batched;

    private BottleneckFinder(PerfProfile? profile, SinkMeasurement? measurement)
    {
        _profile = profile;
        _measurement = measurement;
        _batched = measurement is { Batch: > 1 } or { Gro: true };
        _kernel = profile?.Kernel ?? (measurement?.Environment.Kernel is { Length: > 0 } kernel ? kernel : null);
    }

    public static IReadOnlyList<UdpBottleneck> Find(PerfProfile profile) => new BottleneckFinder(profile, null).Find();

    public static IReadOnlyList<UdpBottleneck> Find(SinkMeasurement measurement) => new BottleneckFinder(measurement.Profile, measurement).Find();

    private List<UdpBottleneck> Find()
    {
        SinkPace? pace = _measurement is null ? null : SinkPace.Of(_measurement);
        string[] others = _measurement is null ? [] : OtherPrograms.Of(_rules, _measurement);
        bool starved = TracedLosses.MostWithoutCpu(_measurement) ?? (pace is { LosesUnhurried: true } && (pace.WasKept ?? others.Length > 0));
        List<UdpBottleneck> bySamples = FromProfile(out double idlePercent);
        UdpBottleneck? interrupted = _measurement is null ? null : Interruption.Of(_measurement);

        // Losses first, then their possible causes.
        List<UdpBottleneck> found = _measurement is null ? [] : FromLosses(_measurement, unhurried: pace is { HasTime: true } && !starved, bySamples);
        if (interrupted is null && (pace is not null ? pace.HasTime && found.Sum(b => b.Share) < LossesThatMatter : idlePercent >= IdleSamples.Enough))
        {
            found.Add(pace is not null
                ? Idle(100 - pace.CpuPercent, pace.Evidence)
                : Idle(idlePercent, [string.Create(CultureInfo.InvariantCulture, $"{idlePercent:F1}% of the samples are from idle CPUs or a thread waiting for packets")]));
        }

        if (interrupted is not null)
        {
            found.Insert(0, interrupted with { Host = HostName, Kernel = _kernel });
        }

        if (starved)
        {
            bySamples.Add(Starved(pace, others));
        }

        found.AddRange(bySamples.Where(b => b.Share > 0).OrderByDescending(b => b.Share));

        // Findings without a share say only that the samples show nothing; drop that if there is another finding.
        found.AddRange(bySamples.Where(b => b.Share <= 0 && (found.Count == 0 || b.Cause != NoKnownCause)));
        return found.Count > 0 ? found : [Nothing()];
    }

    private List<UdpBottleneck> FromProfile(out double idlePercent)
    {
        idlePercent = 0;
        if (_profile is null)
        {
            return [];
        }

        // A table of percentages has symbols but no sample count.
        if (_profile.Samples < FewestSamples && (_profile.Samples > 0 || _profile.Symbols.Count == 0))
        {
            return [TooFew(_profile)];
        }

        List<WeighedStack> stacks = IdleSamples.Split(_rules.Idle, ProfileStacks.Of(_profile), out idlePercent);
        SampleSorter sorter = new(_rules, stacks);
        _batched |= sorter.PercentWith(_rules.BatchedReaders) > 0;
        if (sorter.PercentWith(_rules.Subject) == 0)
        {
            return idlePercent >= IdleSamples.Enough ? [] : [Unknown("None of its functions belong to UDP, sockets or packet reception: this is not a profile of a receiver.")];
        }

        List<UdpBottleneck> causes = [.. sorter.Findings
            .Where(f => sorter.Percent(f.Weight) >= f.Rule.Minimum)
            .Select(f => Cause(f.Rule, sorter.Percent(f.Weight), [.. f.Evidence(sorter.Total)], f.Rule.Checks))];
        double shared = SharedCpu.Percent(_rules.Shared, stacks);
        if (shared >= _rules.Shared.Minimum)
        {
            causes.Add(Cause(_rules.Shared, shared, [string.Create(CultureInfo.InvariantCulture, $"{shared:F2}% of the samples were taken in softirqs that interrupted the reader")], _rules.Shared.Checks));
        }

        return causes.Count > 0 || idlePercent >= IdleSamples.Enough ? causes : [Unknown("No function or group of functions known to this module has a significant share.")];
    }

    /// <summary>The losses by size, each with the advice for its counter and with samples of the same cause as evidence.</summary>
    private List<UdpBottleneck> FromLosses(SinkMeasurement measurement, bool unhurried, List<UdpBottleneck> bySamples)
    {
        Ledger ledger = measurement.Ledger;
        List<UdpBottleneck> losses = [];
        foreach (IGrouping<LossAdvice?, LedgerEntry> group in ledger.Entries.Where(e => e is { IsLoss: true, Packets: > 0 }).GroupBy(LossCatalogue.All.AdviceFor))
        {
            (double percent, string[] evidence) = LedgerEvidence.Of(ledger, group.Contains);
            if (percent < (group.Key?.Minimum ?? SmallestLoss))
            {
                continue;
            }

            if (group.Any(LossCatalogue.All.IsAtSocket))
            {
                evidence = [.. evidence, .. BufferRoom.Of(measurement) is { } room ? [$"{char.ToUpperInvariant(room[0])}{room[1..]}"] : Array.Empty<string>(), .. TracedLosses.Evidence(measurement.Trace?.Losses)];
            }

            UdpBottleneck loss = group.Key is { } advice ? Cause(advice, percent, evidence, group.SelectMany(LossCatalogue.All.ChecksFor), unhurried ? advice.Unhurried : null) : Unnamed(group.First(), percent, evidence);
            int known = bySamples.FindIndex(b => b.Cause == loss.Cause);
            if (known >= 0)
            {
                loss = loss with { Evidence = [.. evidence, .. bySamples[known].Evidence], FixedIn = bySamples[known].FixedIn, Reference = [.. loss.Reference.Concat(bySamples[known].Reference).Distinct()] };
                bySamples.RemoveAt(known);
            }

            losses.Add(loss);
        }

        if (Interruption.Of(measurement) is null && UnexplainedLoss.Of(measurement) is { Percent: >= SmallestLoss } unexplained)
        {
            losses.Add(new UdpBottleneck
            {
                Cause = "UnexplainedLoss",
                Title = unexplained.Title,
                Share = unexplained.Percent,
                Evidence = unexplained.Evidence,
                Explanation = unexplained.Explanation,
                Advice = unexplained.Advice,
                Fix = Fix(unexplained.Advice, UnexplainedLoss.Droppers),
                Host = HostName,
                Kernel = _kernel,
            });
        }

        return [.. losses.OrderByDescending(l => l.Share)];
    }

    private UdpBottleneck Unnamed(LedgerEntry loss, double percent, string[] evidence) => new()
    {
        Cause = "Loss",
        Title = $"Packets are lost: {loss.Meaning}",
        Share = percent,
        Evidence = evidence,
        Host = HostName,
        Kernel = _kernel,
    };

    private UdpBottleneck Cause(Advice advice, double share, string[] evidence, IEnumerable<string> checks, Words? words = null)
    {
        words = IsServer ? advice.Server ?? words : words;
        string todo = KernelRelease.Has(_kernel, advice.FixedIn, advice.FixedInEl7) is true && advice.WhenFixed is { } left
            ? $"Linux {_kernel} already has the fix of {advice.FixedIn}: {left}"
            : words?.Fix ?? Batched(advice)?.Fix ?? advice.Fix;
        return new()
        {
            Cause = advice.Cause,
            Title = words?.Title ?? Batched(advice)?.Title ?? advice.Title,
            Share = share,
            Evidence = [.. evidence, .. EnvironmentEvidence(advice.Environment)],
            Explanation = words?.Explanation ?? Batched(advice)?.Explanation ?? advice.Explanation,
            Advice = todo,
            Fix = Fix(todo, checks),
            FixedIn = advice.FixedIn,
            Reference = advice.Reference,
            Host = HostName,
            Kernel = _kernel,
        };
    }

    private string Fix(string advice, IEnumerable<string> checks)
    {
        string[] commands = [.. (_measurement?.Environment.Findings ?? [])
            .Where(f => f.Status != FindingStatus.Pass && checks.Contains(f.Check) && FixText.IsCommand(f.Fix))
            .Select(f => f.Fix)
            .Distinct()];
        return commands.Length > 0 ? string.Join('\n', commands) : $"# {advice}";
    }

    /// <summary>The wording for a reader whose calls return many packets: it must not be advised to do what it does already.</summary>
    private Words? Batched(Advice advice) => _batched ? advice.Batched : null;

    /// <summary>The sockets were another program's.</summary>
    private bool IsServer => _measurement is { PacketBasis: not PacketBasis.Calls };

    private string? HostName => _profile?.Host ?? _measurement?.Host.Name;

    private IEnumerable<string> EnvironmentEvidence(string[] patterns) => (_measurement is null ? [] : Facts(_measurement.Environment))
        .Where(fact => FunctionName.Fits(fact, patterns) && !(fact.StartsWith("net.core.rmem_default=", StringComparison.Ordinal) && _measurement!.ReceiveBufferAsked is not null))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Facts(MeasurementEnvironment environment) =>
        [.. environment.Sysctls.Select(s => $"{s.Key}={s.Value}"), .. environment.Mitigations.Select(m => $"Mitigation.{m.Key}={m.Value}")];

    private UdpBottleneck Idle(double share, IReadOnlyList<string> evidence) => new()
    {
        Cause = "SinkIdle",
        Title = IsServer ? "The server is idle: it receives all that comes, and could take more" : "The sink is idle: the limit is the generator or something else before the sink",
        Share = share,
        Evidence = evidence,
        Explanation = $"The {(IsServer ? "server" : "sink")} receives everything that arrives and waits for more. What it does the rest of the time says nothing about its limit.",
        Advice = "Send more: more generators (-LabHost gen1, gen2), -Threads, -Backend Pktgen or Xdp; then measure again.",
        Fix = "# Send more: more generators (-LabHost gen1, gen2), -Threads, -Backend Pktgen or Xdp; then measure again.",
        Host = HostName,
        Kernel = _kernel,
    };

    private UdpBottleneck Starved(SinkPace? pace, string[] others)
    {
        string who = IsServer ? "server" : "sink";
        string advice = IsServer
            ? "Give it its own CPU (taskset, CPUAffinity of systemd), other CPUs for the flood and the NIC's interrupts; or absorb the pauses with a larger receive buffer."
            : "Give it its own CPU: -Cpu for the sink, other CPUs for the flood and the NIC's interrupts; or absorb the pauses with a larger -ReceiveBuffer.";
        return new()
        {
            Cause = "SinkStarved",
            Title = TracedLosses.WithoutCpu(_measurement) is double traced
                ? string.Create(CultureInfo.InvariantCulture, $"{traced:F0}% of the losses at the {who}'s socket fell while it was awake but had no CPU: {TracedLosses.Holder(_measurement!.Trace) ?? "something else ran there"}")
                : $"The {who} waits for a CPU while its buffer overflows: something else runs there",
            Share = TracedLosses.WithoutCpu(_measurement) ?? pace?.WaitPercent ?? (100 - pace?.CpuPercent) ?? 0,
            Evidence = [.. TracedLosses.Evidence(_measurement!.Trace?.Losses), .. TracedLosses.Holders(_measurement.Trace), .. pace?.Evidence ?? [], .. others],
            Explanation = $"Packets are lost at the socket although the {who} used only part of a CPU: the generator, softirqs or other programs kept it from running.",
            Advice = advice,
            Fix = $"# {advice}",
            Host = HostName,
            Kernel = _kernel,
        };
    }

    private UdpBottleneck TooFew(PerfProfile profile) => new()
    {
        Cause = "TooFewSamples",
        Title = string.Create(CultureInfo.InvariantCulture, $"Too few samples for a verdict: {profile.Samples}"),
        Explanation = string.Create(CultureInfo.InvariantCulture, $"With fewer than {FewestSamples} samples the real share may be half or twice the one shown."),
        Advice = "Capture longer (-Duration) or at a higher frequency (-Frequency, -ProfileFrequency); a sink that sleeps gives few samples because it has nothing to do.",
        Fix = "# Capture longer (-Duration) or at a higher frequency (-Frequency, -ProfileFrequency); a sink that sleeps gives few samples because it has nothing to do.",
        Host = HostName,
        Kernel = _kernel,
    };

    private UdpBottleneck Unknown(string why) => new()
    {
        Cause = NoKnownCause,
        Title = "The profile shows no known cause",
        Evidence = [.. _profile!.Symbols.Take(MostSymbols).Select(s => s.ToString())],
        Explanation = why,
        Advice = "Look at the call tree and the flame graph (Export-FlameGraph), or compare with a profile of a faster run (Compare-PerfProfile).",
        Fix = "# Look at the call tree and the flame graph (Export-FlameGraph), or compare with a profile of a faster run (Compare-PerfProfile).",
        Host = HostName,
        Kernel = _kernel,
    };

    private UdpBottleneck Nothing() => new()
    {
        Cause = NoKnownCause,
        Title = _profile is not null ? "No known cause found"
            : _measurement is not null && SinkPace.Of(_measurement) is null ? "Nothing was lost, the window is too short to say whether the sink was busy, and there is no profile"
            : "Nothing was lost, the sink was busy, and there is no profile to say more",
        Advice = "Measure again with -Profile, which shows what the sink does.",
        Fix = "# Measure again with -Profile, which shows what the sink does.",
        Host = HostName,
        Kernel = _kernel,
    };
}
