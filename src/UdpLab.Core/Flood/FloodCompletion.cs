using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Completes a plan: what was not given is taken from the target, then from the defaults; what the target could not receive is refused.</summary>
internal static class FloodCompletion
{
    public static OpenFlood Complete(LabHost host, FloodPlan plan, FloodTarget? target)
    {
        IPAddress? given = plan.Destination ?? plan.Pktgen.Destination?.First;
        IPAddress? destination = given ?? DefaultDestination(host, plan, target);
        bool ipv6 = (destination ?? target?.Address)?.AddressFamily == AddressFamily.InterNetworkV6;
        if (destination is not null && plan.Source is not null && destination.AddressFamily != plan.Source.AddressFamily)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Source {plan.Source}: the destination {destination} is of the other address family; use IPv4 or IPv6 for both.", "Source");
        }

        if (target is not null)
        {
            TargetReach.Require(host, plan, target, given);
        }

        string[] pktgen = PktgenCommands.Of(plan.Pktgen, plan.AllowSpecialAddress);
        bool forever = plan.Duration is null && plan.Count is null && target is { DecidesHowLong: true };
        int tags = PktgenTags.Bytes(pktgen);
        return new OpenFlood
        {
            Backend = plan.Backend,
            Destination = destination?.ToString(),
            AllowSpecialAddress = plan.AllowSpecialAddress,
            Port = plan.Port ?? target?.Port ?? Defaults.Port,
            Source = plan.Source?.ToString(),
            DestinationMac = plan.DestinationMac is null ? null : Format(plan.DestinationMac),
            SinkAddresses = target?.ReachableAddresses ?? [],
            Interface = plan.Interface,
            PacketSize = plan.PacketSize ?? SizeOf(plan, ipv6) + tags,
            Flows = plan.Flows,
            Threads = plan.Threads,
            Cpus = plan.Cpus,
            Burst = plan.Burst,
            RatePps = plan.RatePps,
            StepRates = plan.StepRates,
            Duration = plan.StepRates.Length > 0 ? plan.StepRates.Length * plan.StepSeconds : plan.Duration ?? (plan.Count is null && !forever ? Defaults.DurationSeconds : null),
            Count = plan.Count,
            Gso = plan.Gso,
            Inject = plan.Inject,
            Payloads = plan.Payloads,
            PayloadHeader = plan.PayloadHeader,
            CountReplies = plan.CountReplies,
            FirstStream = plan.FirstStream,
            Pktgen = pktgen,
        };
    }

    /// <summary>Bytes of the frame; of the longest, if payloads differ.</summary>
    private static int SizeOf(FloodPlan plan, bool ipv6) =>
        (plan.Payloads.Length > 0 ? plan.Payloads.Max(payload => payload.Length) : plan.PayloadSize) is int payload
            ? Math.Max(FrameLength.Shortest, payload + PktgenHeader.Overhead(ipv6))
            : PktgenHeader.MinimumPacketSize(ipv6);

    /// <summary>The address to use for a name: one of the partner's family, or the host's preferred one.</summary>
    public static IPAddress Choose(string name, IEnumerable<string> addresses, IPAddress? partner)
    {
        IPAddress[] all = [.. addresses.Select(AddressText.Parse)];
        return all.FirstOrDefault(a => partner is null || a.AddressFamily == partner.AddressFamily)
            ?? throw new LabException(FailureCode.InvalidArgument, $"-Destination {name}: none of its addresses ({string.Join<IPAddress>(", ", all)}) is of the address family of {partner}; give -Source, or Measure-Sink -Address, of the same family.", "Destination");
    }

    /// <summary>Null leaves the choice among the sink's addresses to the generator's routes.</summary>
    private static IPAddress? DefaultDestination(LabHost host, FloodPlan plan, FloodTarget? target)
    {
        if (target is null)
        {
            return plan.Inject ? throw new LabException(FailureCode.InvalidArgument, "-Inject without a sink downstream needs -Destination.", "Destination")
                : plan.Source?.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        }

        if (!target.IsEverywhere)
        {
            return target.Address;
        }

        bool near = target.Host.SharesNetworkWith(host) && plan.Interface is null or TargetReach.Loopback && target.Interface is null or TargetReach.Loopback;
        return !near ? null : target.Address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
    }

    private static string Format(PhysicalAddress mac) => string.Join(':', mac.GetAddressBytes().Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
}
