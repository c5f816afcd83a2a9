using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Settings of a flood that exclude each other, or that do not have their usual effect together.</summary>
internal static class FloodCombinations
{
    /// <summary>Frames that backend Xdp processes at once (net/bpf/test_run.c: TEST_XDP_MAX_BATCH).</summary>
    private const int MostFramesOfXdp = 256;

    /// <summary>Refuses settings that exclude each other.</summary>
    /// <exception cref="LabException">Names the parameter.</exception>
    public static void Check(FloodPlan plan)
    {
        if (plan.Inject && plan.Pktgen.XmitMode is { } mode and not PktgenXmitMode.netif_receive)
        {
            throw Wrong("XmitMode", $"-XmitMode {mode} sends packets out; -Inject is -XmitMode netif_receive. Give one of them.");
        }

        if (plan is { Backend: FloodBackend.Xdp, Burst: > MostFramesOfXdp and var burst })
        {
            throw Wrong("Burst", Text($"-Burst {burst}: backend Xdp handles at most {MostFramesOfXdp} frames at once."));
        }

        if (plan.Cpus.Length > plan.Threads)
        {
            throw Wrong("Cpu", Text($"-Cpu names {plan.Cpus.Length} CPUs for -Threads {plan.Threads}; name at most one per thread."));
        }

        CheckPayload(plan);
        _ = PktgenCommands.Of(plan.Pktgen, plan.AllowSpecialAddress);

    }

    private static void CheckPayload(FloodPlan plan)
    {
        if (plan.Payloads.Length == 0)
        {
            if (plan.PayloadHeader)
            {
                throw Wrong("PayloadHeader", "-PayloadHeader writes pktgen's header into the packets of -Payload, and there is none; without -Payload the packets have it anyway.");
            }

            return;
        }

        if (PayloadLimits.Fault(plan.Payloads) is { } fault)
        {
            throw Wrong("Payload", $"-Payload: {fault}.");
        }

        if (plan.PayloadHeader && PayloadLimits.HeaderFault(plan.Payloads) is { } small)
        {
            throw Wrong("PayloadHeader", $"-PayloadHeader: {small}.");
        }

        if ((plan.PacketSize ?? plan.PayloadSize) is int size)
        {
            string name = plan.PacketSize is null ? "-PayloadSize" : "-PacketSize";
            throw Wrong("Payload", Text($"-Payload decides the size of each packet; omit {name} {size}."));
        }
    }

    private static LabException Wrong(string parameter, string message) => new(FailureCode.InvalidArgument, message, parameter);

    public static IEnumerable<string> Warnings(FloodPlan plan, OpenFlood asked, FloodReady ready)
    {
        if (ready.Backend == FloodBackend.Socket)
        {
            foreach (string warning in OfSocket(plan, asked, ready))
            {
                yield return warning;
            }
        }

        if (ready.Backend == FloodBackend.Pktgen && plan.Flows > 1 && ready.Flows != plan.Flows)
        {
            yield return Text($"-Flows {plan.Flows} on {ready.Threads} threads becomes {ready.Flows}: every pktgen thread uses the same number of source ports.");
        }

        if (asked.Count < ready.Threads)
        {
            yield return Text($"-Count {asked.Count} on {ready.Threads} threads leaves some threads without packets; give -Threads {asked.Count}.");
        }
        else if (asked.Count < plan.Flows)
        {
            yield return Text($"-Count {asked.Count} is fewer packets than -Flows {plan.Flows}: most source ports send none.");
        }

        if (plan.Pktgen.Imix is not null && (plan.PacketSize ?? plan.PayloadSize) is int size)
        {
            yield return Text($"-Imix decides the sizes of all packets; {(plan.PacketSize is null ? "-PayloadSize" : "-PacketSize")} {size} has no effect.");
        }
    }

    private static IEnumerable<string> OfSocket(FloodPlan plan, OpenFlood asked, FloodReady ready)
    {
        if (plan.DestinationMac is not null)
        {
            yield return "-DestinationMac has no effect: with backend Socket the kernel chooses the MAC address. Use backend Pktgen or Xdp to set it.";
        }

        if (ready.Threads > plan.Flows)
        {
            yield return Text($"-Threads {ready.Threads} with -Flows {plan.Flows}: each flow has one socket, and threads sharing a socket wait for each other; give -Flows {ready.Threads} or more.");
        }

        // Each send goes to the next flow.
        long send = Math.Max(1, ready.Bursts.FirstOrDefault()) * (asked.Gso ?? 1L);
        if (asked.Count is long count && count >= plan.Flows && (count + send - 1) / send < plan.Flows)
        {
            yield return Text($"-Count {count} is {(count + send - 1) / send} sends of {send} packets, each from one flow, so most of -Flows {plan.Flows} send nothing. Give -Burst 1.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
