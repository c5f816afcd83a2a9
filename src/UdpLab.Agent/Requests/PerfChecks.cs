using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>Checks of a capture request.</summary>
internal static class PerfChecks
{
    private const int LongestEvent = 256;

    /// <param name="plan">What to record.</param>
    /// <param name="prefix">Prefix of the parameters' names: Profile for those of Measure-Sink.</param>
    public static void Require(PerfPlan plan, string prefix)
    {
        Fields.Text(prefix + "Event", plan.Event, LongestEvent);
        Fields.Within(prefix + "Frequency", plan.Frequency, 1, int.MaxValue);
        Fields.Known(prefix + "CallGraph", plan.CallGraph);
        Fields.Known(prefix + "Sampler", plan.Sampler);
        Fields.Within("ProcessId", plan.ProcessId, 1, int.MaxValue);
        Fields.Within("sinkPort", plan.SinkPort, 1, ushort.MaxValue);
        Fields.AtMost("Cpu", plan.Cpus, CpuText.Most);
        Cpu.RequireOnline(plan.Cpus);
    }

    /// <summary>A capture of its own says what to record; one of a sink records that sink.</summary>
    public static void RequireTarget(PerfPlan plan)
    {
        if (plan is { ProcessId: null, SinkPort: null, AllCpus: false, Cpus: [] })
        {
            throw AgentException.Invalid("ProcessId", "A capture needs something to record: give -ProcessId, -Sink, -Cpu or -AllCpus.");
        }
    }
}
