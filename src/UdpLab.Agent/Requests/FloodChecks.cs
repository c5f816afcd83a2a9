using System.Net;
using System.Net.Sockets;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>Checks of a flood request.</summary>
internal static class FloodChecks
{
    private const int MostFlows = 50_000, MostThreads = 1024, MostSegments = 64, MostSteps = 1000;
    private const int LargestPacket = 1_000_000;
    private const double LeastRate = 0.001, MostRate = 1e9;

    public static void Require(OpenFlood plan)
    {
        Fields.Known("Backend", plan.Backend);
        Fields.Address("Destination", plan.Destination);
        Fields.Within("Port", plan.Port, 1, ushort.MaxValue);
        Fields.Address("Source", plan.Source);
        Fields.Mac("DestinationMac", plan.DestinationMac);
        Fields.Interface("Interface", plan.Interface);
        Fields.Within("PacketSize", plan.PacketSize, FrameLength.Shortest, LargestPacket);
        Fields.Within("Flows", plan.Flows, 1, MostFlows);
        Fields.Within("Threads", plan.Threads, 1, MostThreads);
        Fields.AtMost("Cpu", plan.Cpus, CpuText.Most);
        Cpu.RequireOnline(plan.Cpus);
        Fields.Within("Burst", plan.Burst, 1, PktgenVocabulary.MostBurst);
        Fields.Within("RatePps", plan.RatePps, LeastRate, MostRate);
        Fields.AtMost("stepRates", plan.StepRates, MostSteps);
        Array.ForEach(plan.StepRates, rate => Fields.Within("stepRates", rate, LeastRate, MostRate));
        Fields.Within("Duration", plan.Duration, 0, Fields.LongestSeconds);
        Fields.Within("Count", plan.Count, 1, long.MaxValue);
        Fields.Within("Gso", plan.Gso, 1, MostSegments);
        Fields.Within("firstStream", plan.FirstStream, 0, PktgenHeader.MaxStreams - 1);
        PktgenChecks.Require("Pktgen", plan.Pktgen);
        if ((PayloadLimits.Fault(plan.Payloads) ?? (plan.PayloadHeader ? PayloadLimits.HeaderFault(plan.Payloads) : null)) is { } fault)
        {
            throw AgentException.Invalid("Payload", $"-Payload: {fault}.");
        }

        Require(plan.SinkAddresses);
        RequireOneFamily(plan);
        if (plan is { StepRates.Length: > 0, Duration: null })
        {
            throw AgentException.Invalid("Duration", "A ramp needs a -Duration, which its steps share.");
        }
    }

    private static void Require(InterfaceAddress[] addresses)
    {
        const int most = 4096;
        Fields.AtMost("sinkAddresses", addresses, most);
        foreach (InterfaceAddress address in addresses)
        {
            Fields.Interface("sinkAddresses.interface", address.Interface);
            Fields.Address("sinkAddresses.address", address.Address);
            Fields.Within("sinkAddresses.prefixLength", address.PrefixLength, 0, IPAddress.Parse(address.Address).AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32);
            Fields.Mac("sinkAddresses.macAddress", address.MacAddress);
        }
    }

    private static void RequireOneFamily(OpenFlood plan)
    {
        if (plan.Source is { } source && plan.Destination is { } destination && IPAddress.Parse(source).AddressFamily != IPAddress.Parse(destination).AddressFamily)
        {
            throw AgentException.Wrong("Source", source, $"the destination {destination} is of the other address family; give both as IPv4 or both as IPv6");
        }
    }
}
