using System.Net;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Whether the sink downstream can receive what a flood is told to send.</summary>
internal static class SinkReach
{
    public const string Loopback = "lo";

    /// <exception cref="LabException">It cannot; the message names the parameter of the flood that would have to fit.</exception>
    public static void Require(LabHost generator, FloodPlan plan, SinkRunner sink, IPAddress? told)
    {
        if (told is not null && told.AddressFamily != sink.Address.AddressFamily)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Destination {told}{Named(plan)}: the sink listens on {sink.Address}, of the other address family; give Measure-Sink an -Address of the same one.", "Destination");
        }

        if (plan.Force)
        {
            return;
        }

        RequirePort(plan, sink);
        bool shared = sink.Host.SharesNetworkWith(generator);
        if (told is not null)
        {
            RequireDestination(plan, sink, shared, told);
        }

        // What a host sends to itself comes by lo, whatever interface the address is on.
        if (shared && sink.Interface is not (null or Loopback) && plan.Interface is null && !plan.Inject)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Interface {sink.Interface} of the sink: packets from {generator} to itself come by {Loopback}; leave it away, or give the flood an -Interface to send out of or to -Inject into.", "Interface");
        }

        if (!shared && sink.Interface == Loopback)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Interface {Loopback} of the sink: only {sink.Host} itself sends to its loopback, and the flood comes from {generator}; leave it away, or name the interface the packets come by.", "Interface");
        }
    }

    private static void RequirePort(FloodPlan plan, SinkRunner sink)
    {
        if (plan.Port is int port && port != sink.Port)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Port {port}: the sink downstream listens on port {sink.Port}; give both the same, or one of them none. -Force sends all the same, for where NAT changes the port.", "Port");
        }

        if (plan.Port is null && plan.Pktgen.DestinationPort is { } ports && (sink.Port < ports.First || sink.Port > ports.Last))
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Pktgen @{{ DestinationPort = {ports} }}: the sink downstream listens on port {sink.Port}, which is none of them.", "Pktgen");
        }
    }

    private static void RequireDestination(FloodPlan plan, SinkRunner sink, bool shared, IPAddress told)
    {
        bool everywhere = sink.Address.Equals(IPAddress.Any) || sink.Address.Equals(IPAddress.IPv6Any);
        if (!everywhere && !told.Equals(sink.Address) && plan.Pktgen.Destination is null or { IsSingle: true })
        {
            throw Wrong($"the sink downstream listens on {sink.Address} alone; give both the same, or one of them none.");
        }

        if (!shared && IPAddress.IsLoopback(told))
        {
            throw Wrong($"a loopback address leads the generator to itself, and the sink is on {sink.Host}; leave it away, or give an address of that host.");
        }

        if (everywhere && !plan.AllowSpecialAddress && !plan.Inject && !(shared && IPAddress.IsLoopback(told)) && !sink.Addresses.Any(a => a.Equals(told)))
        {
            throw Wrong($"the sink's host {sink.Host} has no such address (it has {string.Join<IPAddress>(", ", sink.Addresses)}), so the packets would go elsewhere; leave it away. -Force sends them all the same, for where NAT or a route brings them to the sink.");
        }

        LabException Wrong(string why) => new(FailureCode.InvalidArgument, $"-Destination {told}{Named(plan)}: {why}", "Destination");
    }

    private static string Named(FloodPlan plan) => plan.DestinationName is string name ? $" ({name})" : "";
}
