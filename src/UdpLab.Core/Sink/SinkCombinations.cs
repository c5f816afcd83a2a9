using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Settings of a sink that work, but do not do what they say: together, or with the flood that comes.</summary>
internal static class SinkCombinations
{
    /// <summary>Those that can be told without a flood.</summary>
    public static IEnumerable<string> Warnings(SinkPlan plan, IReadOnlyCollection<ReceiveMethod> methods, bool batchTold)
    {
        if (batchTold && !methods.Any(m => ReceiveTraits.Of(m).Batches))
        {
            yield return Text($"-Batch {plan.Batch} does nothing with -Method {string.Join(", ", methods)}: only {ReceiveTraits.Names(t => t.Batches)} receives several packets a call.");
        }

        if (plan.Cpus.Length > plan.Sockets)
        {
            yield return Text($"-Cpu names {plan.Cpus.Length} CPUs for -Sockets {plan.Sockets}: each socket has one thread, so only the first {plan.Sockets} of them {(plan.Sockets == 1 ? "is" : "are")} used.");
        }
    }

    /// <summary>Those that the host tells.</summary>
    public static IEnumerable<string> Warnings(SinkRunner sink)
    {
        int cpus = sink.HostFacts.OnlineCpus.Length;
        if (sink.Plan.SteerByCpu && sink.Plan.Sockets > cpus)
        {
            yield return Text($"-SteerByCpu with -Sockets {sink.Plan.Sockets}: {sink.Host} has {cpus} CPUs, and each steers to one socket; the others receive nothing.");
        }
    }

    /// <summary>Those that the floods tell.</summary>
    public static IEnumerable<string> Warnings(SinkRunner sink, FloodGroup group)
    {
        SinkPlan plan = sink.Plan;
        int flows = group.Floods.Sum(f => f.Settings.Ready.Flows);
        bool ownPorts = group.Floods.Any(f => f.Plan.Pktgen is { SourcePort: not null } or { Source: not null } or { Flag: not null });
        if (plan.Sockets > flows && !plan.SteerByCpu && !ownPorts)
        {
            yield return Text($"-Sockets {plan.Sockets} with {Flows(flows)}: the kernel gives all packets of a flow to one socket, so at most {flows} of them {(flows == 1 ? "receives" : "receive")} any. Give the flood -Flows {4 * plan.Sockets} or more.");
        }

        if (plan.Connect && flows > plan.Sockets)
        {
            yield return Text($"-Connect with {Flows(flows)} and -Sockets {plan.Sockets}: each socket is connected to the first source it hears, and what comes from the others is lost.");
        }

        bool loopback = group.Floods.All(f => f.Interface == SinkReach.Loopback && !f.Plan.Inject && f.Host.SharesNetworkWith(sink.Host));
        if (plan.BusyPoll > 0 && loopback)
        {
            yield return Text($"-BusyPoll {plan.BusyPoll} does nothing here: loopback has no receive queue to poll.");
        }

        if (plan.Gro && loopback && group.Floods.All(f => f.Gso == 1))
        {
            yield return "-Gro does nothing here: loopback merges no packets; it only leaves together what a flood with -Gso sends together.";
        }

        if (plan.Duration is double window && LengthOf(group) is double flood && plan.Warmup + window > flood)
        {
            yield return Text($"-Duration {window:0.###} of the sink{(plan.Warmup > 0 ? Text($" after -Warmup {plan.Warmup:0.###}") : "")} is longer than the flood, {flood:0.###} s: it measures until the flood is over.");
        }
    }

    private static double? LengthOf(FloodGroup group) => group.Floods.Max(f => f.Settings.Asked.Duration);

    private static string Flows(int flows) => flows == 1 ? "one flow" : Text($"{flows} flows");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
