using System.Text.RegularExpressions;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>Who takes the samples: the host's perf where it is installed, else the agent. Some things only perf can do.</summary>
internal static partial class SamplerChoice
{
    /// <summary>
    /// Whether nothing needs to be sampled, since instructions are counted here by address. They are those of the whole guest: a process of
    /// its own, callers as perf's unwinder finds them, and other events are sampled.
    /// </summary>
    /// <param name="plan">The requested capture.</param>
    /// <param name="forMeasurement">It belongs to a measurement, whose process it names.</param>
    public static bool IsCounted(PerfPlan plan, bool forMeasurement) => InstructionCounts.IsThere && plan.Sampler != PerfSampler.Perf && (plan.Event is null or GuestWords.CountedEvent)
        && (forMeasurement || plan is { ProcessId: null, SinkPort: null }) && plan is { CacheLine: false, SendData: false, CallGraph: not CallGraphMode.Dwarf };

    /// <summary>The perf to use; null for the agent.</summary>
    /// <param name="plan">The requested capture.</param>
    /// <param name="prefix">Prefix of the parameters' names: Profile for those of Measure-Sink.</param>
    /// <exception cref="AgentException">What was asked for is not to be had; the message says why, and what to install.</exception>
    public static PerfProgram? Make(PerfPlan plan, string prefix)
    {
        (string Parameter, string What)? special = OnlyPerf(plan, prefix);
        switch (plan.Sampler)
        {
            case PerfSampler.Agent when special is var (parameter, what):
                throw AgentException.Invalid(parameter, $"{what} takes perf, and -{prefix}Sampler is Agent: omit one of them.");
            case PerfSampler.Agent:
                return null;
            case PerfSampler.Perf:
                return PerfProgram.Require($"{prefix}Sampler", $"-{prefix}Sampler Perf");
            default:
                return special is var (only, why) ? PerfProgram.Require(only, why) : PerfProgram.Find(out _);
        }
    }

    /// <summary>What takes perf, and its parameter; null if the agent can do it too.</summary>
    private static (string Parameter, string What)? OnlyPerf(PerfPlan plan, string prefix) =>
        plan.CacheLine ? ("CacheLine", "-CacheLine")
        : plan.SendData ? ("Path", "-Path, a copy of perf.data,")
        : plan.CallGraph == CallGraphMode.Dwarf ? ($"{prefix}CallGraph", $"-{prefix}CallGraph Dwarf")
        : plan.Event is { } name && !OwnEvent().IsMatch(name) ? ("Event", $"-Event {name}")
        : null;

    // Those of the kernel's own; perf list has thousands more.
    [GeneratedRegex("^(cycles|cpu-cycles|cpu-clock)(:[uk])?$", RegexOptions.CultureInvariant)]
    private static partial Regex OwnEvent();
}
