using System.Net;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Whether the downstream sink can receive what a flood would send.</summary>
internal static class TargetReach
{
    public const string Loopback = "lo";

    /// <exception cref="LabException">It cannot; the message names the flood's parameter to change.</exception>
    public static void Require(LabHost generator, FloodPlan plan, FloodTarget target, IPAddress? given)
    {
        if (given is not null && given.AddressFamily != target.Address.AddressFamily)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Destination {given}{Named(plan)}: the sink listens on {target.Address}, of the other address family; give Measure-Sink -Address of the same family.", "Destination");
        }

        if (plan.Force)
        {
            return;
        }

        RequirePort(plan, target);
        bool shared = target.Host.SharesNetworkWith(generator);
        if (given is not null)
        {
            RequireDestination(plan, target, shared, given);
        }

        // Packets a host sends to itself arrive on lo, whichever interface has the address.
        if (shared && target.Interface is not (null or Loopback) && plan.Interface is null && !plan.Inject)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Interface {target.Interface} of the sink: packets from {generator} to itself arrive on {Loopback}; omit it, or give the flood -Interface to send from, or with -Inject to inject into.", "Interface");
        }

        if (!shared && target.Interface == Loopback)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Interface {Loopback} of the sink: only {target.Host} itself sends to its loopback, and the flood comes from {generator}; omit it, or name the interface the packets arrive on.", "Interface");
        }
    }

    private static void RequirePort(FloodPlan plan, FloodTarget target)
    {
        if (plan.Port is int port && port != target.Port)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Port {port}: the sink downstream listens on port {target.Port}; use the same port for both, or omit one. Use -Force to send anyway where NAT changes the port.", "Port");
        }

        if (plan.Port is null && plan.Pktgen.DestinationPort is { } ports && (target.Port < ports.First || target.Port > ports.Last))
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Pktgen @{{ DestinationPort = {ports} }}: the sink downstream listens on port {target.Port}, which is not one of them.", "Pktgen");
        }
    }

    private static void RequireDestination(FloodPlan plan, FloodTarget target, bool shared, IPAddress given)
    {
        if (!target.IsEverywhere && !given.Equals(target.Address) && plan.Pktgen.Destination is null or { IsSingle: true })
        {
            throw Wrong($"the sink downstream listens on {target.Address} only; give both the same address, or omit one of them.");
        }

        if (!shared && IPAddress.IsLoopback(given))
        {
            throw Wrong($"a loopback address leads the generator to itself, and the sink is on {target.Host}; omit it, or give an address of that host.");
        }

        if (target.IsEverywhere && !plan.AllowSpecialAddress && !plan.Inject && !(shared && IPAddress.IsLoopback(given)) && !target.Addresses.Any(a => a.Equals(given)))
        {
            throw Wrong($"the sink's host {target.Host} has no such address (it has {string.Join<IPAddress>(", ", target.Addresses)}), so the packets would go elsewhere; omit it, or use -Force where NAT or a route brings them to the sink.");
        }

        LabException Wrong(string why) => new(FailureCode.InvalidArgument, $"-Destination {given}{Named(plan)}: {why}", "Destination");
    }

    private static string Named(FloodPlan plan) => plan.DestinationName is string name ? $" ({name})" : "";
}
