using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Wire;

/// <summary>A rule that steers UDP packets to a queue, in the words of ethtool -N: "udp4 dst-port 9 queue 2". What it does not name is any.</summary>
internal sealed record FlowRuleText
{
    public bool Ipv6 { get; init; }

    public IPAddress? Source { get; init; }

    public IPAddress? Destination { get; init; }

    public int? SourcePort { get; init; }

    public int? DestinationPort { get; init; }

    public int Queue { get; init; }

    public static FlowRuleText Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        FlowRuleText rule = new() { Ipv6 = words[0] == "udp6" };
        for (int i = 1; i + 1 < words.Length; i += 2)
        {
            string value = words[i + 1];
            rule = words[i] switch
            {
                "src-ip" => rule with { Source = AddressText.Parse(value) },
                "dst-ip" => rule with { Destination = AddressText.Parse(value) },
                "src-port" => rule with { SourcePort = int.Parse(value, CultureInfo.InvariantCulture) },
                "dst-port" => rule with { DestinationPort = int.Parse(value, CultureInfo.InvariantCulture) },
                "queue" => rule with { Queue = int.Parse(value, CultureInfo.InvariantCulture) },
                _ => throw new FormatException($"'{words[i]}' is no word of a flow rule."),
            };
        }

        return rule;
    }

    public override string ToString() => string.Join(' ', new[]
    {
        Ipv6 ? "udp6" : "udp4",
        Source is null ? null : $"src-ip {Source}",
        Destination is null ? null : $"dst-ip {Destination}",
        SourcePort is null ? null : string.Create(CultureInfo.InvariantCulture, $"src-port {SourcePort}"),
        DestinationPort is null ? null : string.Create(CultureInfo.InvariantCulture, $"dst-port {DestinationPort}"),
        string.Create(CultureInfo.InvariantCulture, $"queue {Queue}"),
    }.OfType<string>());

    /// <summary>An address fits the rule's family.</summary>
    public bool Fits(IPAddress address) => (address.AddressFamily == AddressFamily.InterNetworkV6) == Ipv6;
}
