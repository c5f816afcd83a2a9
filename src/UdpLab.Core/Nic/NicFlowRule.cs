using System.Net;
using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Steers UDP packets to a receive queue, bypassing RSS. A field not given matches anything.</summary>
public sealed record NicFlowRule
{
    /// <summary>A rule without conditions, to be filled in.</summary>
    public NicFlowRule()
    {
    }

    /// <summary>A rule in ethtool's syntax: "dst-port 9 queue 2", "udp4 src-ip 10.0.0.1 dst-ip 10.0.0.2 src-port 5 dst-port 9 queue 2".</summary>
    /// <exception cref="FormatException">The text is not such a rule.</exception>
    public NicFlowRule(string text)
    {
        string words = text.TrimStart();
        FlowRuleText rule = FlowRuleText.Parse(words.StartsWith("udp", StringComparison.Ordinal) ? words : (words.Contains(':', StringComparison.Ordinal) ? "udp6 " : "udp4 ") + words);
        Ipv6 = rule.Ipv6;
        Source = rule.Source;
        Destination = rule.Destination;
        SourcePort = rule.SourcePort;
        DestinationPort = rule.DestinationPort;
        Queue = rule.Queue;
    }

    /// <summary>The rule is for IPv6 even if it has no address.</summary>
    public bool Ipv6 { get; set; }

    /// <summary>Source address.</summary>
    public IPAddress? Source { get; set; }

    /// <summary>Destination address.</summary>
    public IPAddress? Destination { get; set; }

    /// <summary>UDP source port.</summary>
    public int? SourcePort { get; set; }

    /// <summary>UDP destination port.</summary>
    public int? DestinationPort { get; set; }

    /// <summary>Receive queue for the packets; required, null until set.</summary>
    public int? Queue { get; set; }

    /// <summary>The rule in ethtool's syntax.</summary>
    public override string ToString() => Queue is null ? ToText().ToString().Replace(" queue 0", "", StringComparison.Ordinal) : ToText().ToString();

    internal FlowRuleText ToText() => new()
    {
        Ipv6 = Ipv6 || (Source ?? Destination)?.AddressFamily == AddressFamily.InterNetworkV6,
        Source = Source,
        Destination = Destination,
        SourcePort = SourcePort,
        DestinationPort = DestinationPort,
        Queue = Queue ?? 0,
    };
}
