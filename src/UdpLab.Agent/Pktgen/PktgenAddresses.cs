using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>The addresses of pktgen's IPv4 packets.</summary>
internal static class PktgenAddresses
{
    private static readonly (string First, string Last, string Parameter)[] _ranges = [("dst_min", "dst_max", "Destination"), ("src_min", "src_max", "Source")];

    /// <summary>
    /// Refuses broadcast addresses of this host's networks, alone or within a range. Sources may be all addresses of a prefix,
    /// as in the kernel's samples: only the sink receives the packets.
    /// </summary>
    /// <param name="subject">What the commands are for; it precedes the parameter's name.</param>
    /// <param name="commands">Commands of a device.</param>
    public static void RequireOneHost(string subject, IEnumerable<string> commands)
    {
        Dictionary<string, string> values = commands.Select(PktgenDevices.Split).GroupBy(c => c.Name).ToDictionary(g => g.Key, g => g.Last().Value);
        foreach ((string from, string to, string parameter) in _ranges)
        {
            if (!values.TryGetValue(from, out string? value))
            {
                continue;
            }

            IPAddress first = AddressField.Parse(value, parameter), last = values.TryGetValue(to, out string? end) ? AddressField.Parse(end, parameter) : first;
            if (first.Equals(last) && SpecialAddress.Broadcast(first) is { } why)
            {
                throw Refuse($"{first} {why}");
            }

            if (!first.Equals(last) && !(parameter == "Source" && Prefix.IsWhole(first, last)) && SpecialAddress.BroadcastWithin(first, last) is { } within)
            {
                throw Refuse($"{first}-{last} includes {within}, the broadcast address of a network of this host; give a range without it");
            }

            AgentException Refuse(string message) => AgentException.Invalid(parameter, $"{subject}-{parameter} {message}; use -AllowSpecialAddress to send {(parameter == "Source" ? "from" : "to")} it anyway.");
        }
    }
}
