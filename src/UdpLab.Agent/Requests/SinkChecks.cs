using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>Checks of sink and measurement requests.</summary>
internal static class SinkChecks
{
    private const int MostSockets = 1024, MostBatch = 1024, MostBusyPoll = 1_000_000, LeastBuffer = 1024, MostInterfaces = 4096, MostSteps = 1000, MostSegments = 1024, MostMethods = 64;

    public static void Require(OpenSink plan)
    {
        Fields.Address("Address", plan.Address);
        Fields.Within("Port", plan.Port, 0, ushort.MaxValue);
        Fields.Interface("Interface", plan.Interface);
        Fields.Within("Sockets", plan.Sockets, 1, MostSockets);
        Fields.AtMost("Cpu", plan.Cpus, CpuText.Most);
        Cpu.RequireOnline(plan.Cpus);

        // The kernel doubles it, in an int.
        Fields.Within("ReceiveBuffer", plan.ReceiveBuffer, LeastBuffer, int.MaxValue / 2);
        Fields.Within("BusyPoll", plan.BusyPoll, 0, MostBusyPoll);
        Fields.AtMost("Method", plan.Methods, MostMethods);
        Array.ForEach(plan.Methods, method => Fields.Known("Method", method));
        if (plan.CheckSender is { } sender)
        {
            Fields.Address("CheckSender", sender);
            if (AddressField.Parse(sender, "CheckSender").AddressFamily != AddressField.Parse(plan.Address, "Address").AddressFamily)
            {
                throw AgentException.Wrong("CheckSender", sender, $"the sink is bound to {plan.Address}, the other address family; give the sink an -Address of the same");
            }
        }

        if (plan.Profile is { } profile)
        {
            PerfChecks.Require(profile, "Profile");
        }
    }

    public static void Require(OpenWindow plan)
    {
        if (plan.Profile is { } profile)
        {
            PerfChecks.Require(profile, "Profile");
        }
    }

    public static void Require(CutWindow plan) => Fields.Within("window", plan.Window, 1, long.MaxValue);

    public static void Require(WatchSockets plan)
    {
        Fields.Within("Port", plan.Port, 1, ushort.MaxValue);
        Fields.Within("ProcessId", plan.ProcessId, 1, int.MaxValue);
        Fields.Address("Destination", plan.Destination);
        if (plan is { Port: null, ProcessId: null, Cookie: null })
        {
            throw AgentException.Invalid("Port", "Nothing says which sockets to watch: give a port, a process or a cookie.");
        }

        if (plan.Profile is { } profile)
        {
            PerfChecks.Require(profile, "Profile");
        }
    }

    public static void Require(FinishMeasure plan)
    {
        Fields.Within("window", plan.Window, 1, long.MaxValue);
        Fields.Within("sent", plan.Sent, 0, long.MaxValue);
        Fields.AtMost("steps", plan.Steps, PktgenHeader.MaxStreams);
        foreach (StreamSteps stream in plan.Steps)
        {
            Fields.Within("steps.stream", stream.Stream, 0, PktgenHeader.MaxStreams - 1);
            Fields.AtMost("steps.starts", stream.Starts, MostSteps);
            long least = 0;
            foreach (long start in stream.Starts)
            {
                Fields.Within("steps.starts", start, least, long.MaxValue);
                least = start;
            }

            Fields.Within("steps.end", stream.End, least, long.MaxValue);
        }
    }

    public static void Require(Measure plan)
    {
        Fields.Known("Method", plan.Method);
        Fields.Within("Batch", plan.Batch, 1, MostBatch);
        Fields.Within("Segments", plan.Segments, 1, MostSegments);
        if (plan is { Discard: true, Check: true })
        {
            throw AgentException.Invalid("Discard", "-Discard receives no payload: its header cannot be checked.");
        }

        Fields.Within("Warmup", plan.Warmup, 0, Fields.LongestSeconds);
        Fields.Within("Duration", plan.Duration, 0, Fields.LongestSeconds);
        Fields.Within("Count", plan.Count, 1, long.MaxValue);
        Fields.Within("Timeout", plan.Timeout, 0, Fields.LongestSeconds);
        Fields.AtMost("streams", plan.Streams, PktgenHeader.MaxStreams);
        foreach (StreamSource source in plan.Streams)
        {
            Fields.Address("streams.address", source.Address);
            Fields.Within("streams.firstPort", source.FirstPort, 0, ushort.MaxValue);
            Fields.Within("streams.portsPerThread", source.PortsPerThread, 1, ushort.MaxValue);
            Fields.Within("streams.threads", source.Threads, 1, PktgenHeader.MaxStreams);
        }

        Fields.Within("streams", plan.Streams.Sum(s => s.Threads), 0, PktgenHeader.MaxStreams);
        Fields.AtMost("Interface", plan.Interfaces, MostInterfaces);
        Array.ForEach(plan.Interfaces, name => Fields.Interface("Interface", name));
    }
}
