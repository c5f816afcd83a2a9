using UdpLab.Wire;

namespace UdpLab;

/// <summary>What IP and UDP of one address family counted between two readings, by the IPv4 names of the counters.</summary>
internal sealed class ProtocolCounters
{
    private const string Snmp = "/proc/net/snmp";
    private const string Snmp6 = "/proc/net/snmp6";
    private const string Netstat = "/proc/net/netstat";

    private static readonly string[] EcnNames = ["InNoECTPkts", "InECT1Pkts", "InECT0Pkts", "InCEPkts"];

    private readonly bool _ipv6;
    private readonly Func<string, string, long?> _snmp;
    private readonly Func<string, string, long?> _netstat;
    private readonly Func<string, long?> _snmp6;

    /// <summary>Parses the texts of both readings.</summary>
    /// <param name="before">The first reading.</param>
    /// <param name="after">The second reading.</param>
    /// <param name="ipv6">True for IPv6, false for IPv4.</param>
    /// <param name="damage">Receives the faults in the texts; each costs only its own counters.</param>
    public ProtocolCounters(Counters before, Counters after, bool ipv6, ICollection<string> damage)
    {
        _ipv6 = ipv6;
        (HeaderedCounters? snmpBefore, HeaderedCounters? snmpAfter) = (HeaderedCounters.Parse(before.Snmp, Snmp, damage), HeaderedCounters.Parse(after.Snmp, Snmp, damage));
        (HeaderedCounters? netstatBefore, HeaderedCounters? netstatAfter) = (HeaderedCounters.Parse(before.Netstat, Netstat, damage), HeaderedCounters.Parse(after.Netstat, Netstat, damage));
        (NamedCounters? snmp6Before, NamedCounters? snmp6After) = (NamedCounters.Parse(before.Snmp6, Snmp6, damage), NamedCounters.Parse(after.Snmp6, Snmp6, damage));
        _snmp = (section, name) => Delta.Of(snmpBefore[section, name], snmpAfter[section, name]);
        _netstat = (section, name) => Delta.Of(netstatBefore[section, name], netstatAfter[section, name]);
        _snmp6 = name => Delta.Of(snmp6Before[name], snmp6After[name]);
    }

    /// <summary>Packets IP received, summed over the ECN counters, which count real packets even where GRO merged them. Null if the kernel has no such counters.</summary>
    public long? RealPackets => EcnNames.Aggregate((long?)0, (sum, name) => sum + Of(CounterSource.IpExt, name));

    /// <summary>ICMP messages received: packets IP counted that were not UDP.</summary>
    public long IcmpMessages => (_ipv6 ? _snmp6("Icmp6InMsgs") : _snmp("Icmp", "InMsgs")) ?? 0;

    /// <summary>A counter's difference; null if this kernel does not have it.</summary>
    /// <param name="source">Where IPv4 has it. IPv6 has none of TcpExt's.</param>
    /// <param name="name">Its IPv4 name.</param>
    public long? Of(CounterSource source, string name) => source switch
    {
        CounterSource.Ip => _ipv6 ? _snmp6("Ip6" + name) : _snmp("Ip", name),
        CounterSource.IpExt => _ipv6 ? _snmp6("Ip6" + name) : _netstat("IpExt", name),
        CounterSource.TcpExt => _ipv6 ? null : _netstat("TcpExt", name),
        CounterSource.Udp => _ipv6 ? _snmp6("Udp6" + name) : _snmp("Udp", name),
        _ => null,
    };
}
