using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Settings of a sink that work, but not as expected in this combination or on this host.</summary>
internal static class SinkCombinations
{
    /// <summary>Warnings that follow from the plan.</summary>
    public static IEnumerable<string> Warnings(SinkPlan plan, IReadOnlyCollection<ReceiveMethod> methods)
    {
        if (plan.Batch is > 1 and int batch && !methods.Any(m => ReceiveTraits.Of(m).Batches))
        {
            yield return Text($"-Batch {batch} does nothing with -Method {string.Join(", ", methods)}: only {ReceiveTraits.Names(t => t.Batches)} can receive several packets per call.");
        }

        if (plan.Cpus.Length > plan.Sockets)
        {
            yield return Text($"-Cpu names {plan.Cpus.Length} CPUs for -Sockets {plan.Sockets}: each socket has one thread, so only the first {plan.Sockets} of them {(plan.Sockets == 1 ? "is" : "are")} used.");
        }
    }

    /// <summary>Warnings that follow from the host.</summary>
    public static IEnumerable<string> Warnings(SinkRunner sink)
    {
        int cpus = sink.Hello.OnlineCpus.Length;
        if (sink.Plan.SteerByCpu && sink.Plan.Sockets > cpus)
        {
            yield return Text($"-SteerByCpu with -Sockets {sink.Plan.Sockets}: {sink.Host} has {cpus} CPUs, and each steers to one socket; the others receive nothing.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
