using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Settings of a sink that work, but not as expected with these floods.</summary>
internal static class MeasuringCombinations
{
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
            yield return Text($"-Connect with {Flows(flows)} and -Sockets {plan.Sockets}: each socket connects to the first source it receives from, and packets from all others are lost.");
        }

        bool loopback = group.Floods.All(f => f.Interface == TargetReach.Loopback && !f.Plan.Inject && f.Host.SharesNetworkWith(sink.Host));
        if (plan.BusyPoll > 0 && loopback)
        {
            yield return Text($"-BusyPoll {plan.BusyPoll} does nothing here: loopback has no receive queue to poll.");
        }

        if (plan.Gro && loopback && group.Floods.All(f => f.Gso == 1))
        {
            yield return "-Gro has no effect here: loopback does not merge packets; it only keeps the bundles a flood with -Gso sends.";
        }

        ReceiveMethod[] frames = [.. plan.Methods.Where(m => m == ReceiveMethod.PacketRing)];
        if (frames.Length > 0 && group.Floods.Any(f => f.Gso > 1) && KernelRelease.Parse(sink.Hello.Kernel) is { } release && release.IsBefore(6, 2))
        {
            yield return Text($"-Method {frames[0]} with a flood with -Gso: before Linux 6.2 a packet socket does not show how many packets a train has, so each train counts as one packet, and the others are Unexplained.");
        }

        if (plan.Methods.Contains(ReceiveMethod.AfXdp) && loopback && group.Floods.Any(f => f.Gso > 1))
        {
            yield return "-Method AfXdp with a flood with -Gso over loopback: generic XDP sees trains undivided, so each counts as one packet, and the others are Unexplained. Through a veth or a network card they arrive divided.";
        }

        if (plan.Duration is double window && LengthOf(group) is double flood && plan.Warmup + window > flood)
        {
            yield return Text($"-Duration {window:0.###} of the sink{(plan.Warmup > 0 ? Text($" after -Warmup {plan.Warmup:0.###}") : "")} is longer than the flood, {flood:0.###} s: the measurement ends with the flood.");
        }

        if (plan.Watch is null && group.Floods.Any(f => f is { Numbered: false, Plan.Payloads.Length: > 0 }) && (plan.Warmup > 0 || sink.DecidesHowLong))
        {
            yield return "-Payload without -PayloadHeader: the packets have no numbers, so of a window that is only part of the flood (-Warmup, -Duration, -Count) no loss is known but the drops of the sink's sockets. Measure the whole flood, or give -PayloadHeader.";
        }
    }

    private static double? LengthOf(FloodGroup group) => group.Floods.Max(f => f.Settings.Asked.Duration);

    private static string Flows(int flows) => flows == 1 ? "one flow" : Text($"{flows} flows");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
