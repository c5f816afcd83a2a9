using System.Net;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Addresses that are not one host's.</summary>
internal static class SpecialAddress
{
    /// <summary>Why packets to an address are not for one host, by its spelling or by this host's networks; null where they are.</summary>
    public static string? Why(IPAddress address) => AddressText.Special(address) ?? Broadcast(address);

    /// <summary>The same, by this host's networks alone.</summary>
    public static string? Broadcast(IPAddress address) => Routes.Find(address) is { Broadcast: true } ? "is the broadcast address of a network of this host" : null;

    /// <summary>The first broadcast address of this host's IPv4 networks in a range; null if it includes none.</summary>
    public static IPAddress? BroadcastWithin(IPAddress first, IPAddress last) => Interfaces.Addresses()
        .SelectMany(Prefix.Ends)
        .FirstOrDefault(end => Prefix.IsWithin(end, first, last) && Broadcast(end) is not null);
}
