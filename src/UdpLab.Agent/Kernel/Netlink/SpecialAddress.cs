using System.Net;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Addresses that belong to no single host.</summary>
internal static class SpecialAddress
{
    /// <summary>Why an address, by its form or by this host's networks, is not that of a single host; null if it is.</summary>
    public static string? Why(IPAddress address) => AddressText.Special(address) ?? Broadcast(address);

    /// <summary>The same, by this host's networks alone.</summary>
    public static string? Broadcast(IPAddress address) => Routes.Find(address) is { Broadcast: true } ? "is the broadcast address of a network of this host" : null;

    /// <summary>The first broadcast address of this host's IPv4 networks in a range; null if it includes none.</summary>
    public static IPAddress? BroadcastWithin(IPAddress first, IPAddress last) => Interfaces.Addresses()
        .SelectMany(Prefix.Ends)
        .FirstOrDefault(end => Prefix.IsWithin(end, first, last) && Broadcast(end) is not null);
}
