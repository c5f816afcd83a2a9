using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Settings of a flood that work, but together do not do what each of them says.</summary>
internal static class FloodCombinations
{
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

        // A send goes to one flow, the next to the next.
        long send = Math.Max(1, ready.Bursts.FirstOrDefault()) * (asked.Gso ?? 1L);
        if (asked.Count is long count && count >= plan.Flows && (count + send - 1) / send < plan.Flows)
        {
            yield return Text($"-Count {count} is {(count + send - 1) / send} sends of {send} packets, each from one flow, so most of -Flows {plan.Flows} send nothing. Give -Burst 1.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
