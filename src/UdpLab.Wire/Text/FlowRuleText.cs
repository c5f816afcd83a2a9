using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Wire;

/// <summary>A rule that steers UDP packets to a queue, in ethtool -N syntax: "udp4 dst-port 9 queue 2". Omitted fields match anything.</summary>
internal sealed record FlowRuleText
{
    private const int MostQueues = 65_536;

    public bool Ipv6 { get; init; }

    public IPAddress? Source { get; init; }

    public IPAddress? Destination { get; init; }

    public int? SourcePort { get; init; }

    public int? DestinationPort { get; init; }

    public int Queue { get; init; }

    /// <summary>Parses a rule; all of the text must be understood.</summary>
    /// <exception cref="FormatException">Malformed; the message names the wrong word.</exception>
    public static FlowRuleText Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["udp4" or "udp6", ..])
        {
            throw new FormatException($"'{text}' is not a flow rule: it begins with udp4 or udp6.");
        }

        FlowRuleText rule = new() { Ipv6 = words[0] == "udp6", Queue = -1 };
        HashSet<string> said = [];
        for (int i = 1; i < words.Length; i += 2)
        {
            string name = words[i], value = i + 1 < words.Length ? words[i + 1] : throw new FormatException($"'{text}': '{name}' has no value.");
            rule = name switch
            {
                _ when !said.Add(name) => throw new FormatException($"'{text}': '{name}' occurs twice."),
                "src-ip" => rule with { Source = rule.Address(name, value) },
                "dst-ip" => rule with { Destination = rule.Address(name, value) },
                "src-port" => rule with { SourcePort = Number(name, value, 1, ushort.MaxValue) },
                "dst-port" => rule with { DestinationPort = Number(name, value, 1, ushort.MaxValue) },
                "queue" => rule with { Queue = Number(name, value, 0, MostQueues - 1) },
                _ => throw new FormatException($"'{name}' is not a flow rule keyword; use src-ip, dst-ip, src-port, dst-port, queue."),
            };
        }

        return rule.Queue >= 0 ? rule : throw new FormatException($"'{text}': it does not name a queue.");
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

    private IPAddress Address(string name, string text) =>
        AddressText.TryParse(text, out IPAddress? address) && Fits(address)
            ? address
            : throw new FormatException($"'{name} {text}': an {(Ipv6 ? "IPv6" : "IPv4")} address is needed.");

    private static int Number(string name, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new FormatException($"'{name} {text}': a number from {least} to {most} is needed.");

    /// <summary>Whether an address is of the rule's family.</summary>
    public bool Fits(IPAddress address) => (address.AddressFamily == AddressFamily.InterNetworkV6) == Ipv6;
}
