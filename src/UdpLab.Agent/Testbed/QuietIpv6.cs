using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Testbed;

/// <summary>
/// IPv6 that sends nothing of its own on a testbed's veth, since that would show in the ledger: no router solicitations, no
/// link-local address, and the reports of multicast groups (RFC 3810) at once instead of within a second.
/// </summary>
internal static class QuietIpv6
{
    // Of the thread, which is in the namespace.
    private const string Counters = "/proc/thread-self/net/snmp6";

    // A report is sent, and repeated, two or three ticks after its cause, and a tick is at most 10 ms.
    private static readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(40), _patience = TimeSpan.FromSeconds(1), _pause = TimeSpan.FromMilliseconds(5);

    private static readonly (string Name, string Value)[] _settings = [("accept_ra", "0"), ("addr_gen_mode", "1"), ("mldv2_unsolicited_report_interval", "1")];

    /// <summary>Prepares an interface of this namespace that is still down.</summary>
    public static void Prepare(string name)
    {
        foreach ((string setting, string value) in _settings)
        {
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{name}/{setting}", value);
        }
    }

    /// <summary>Waits until these namespaces have sent what they had to when their interfaces came up.</summary>
    public static void Await(params string[] spaces)
    {
        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        for (long sent = Sent(spaces), since = Clock.Monotonic; Clock.Monotonic < Math.Min(end, since + (long)_quiet.TotalNanoseconds); Thread.Sleep(_pause))
        {
            if (Sent(spaces) is var now && now != sent)
            {
                (sent, since) = (now, Clock.Monotonic);
            }
        }
    }

    private static long Sent(string[] spaces)
    {
        long all = 0;
        foreach (string space in spaces)
        {
            NetworkNamespace.Run(space, () => all += File.Exists(Counters)
                ? File.ReadLines(Counters).Where(line => line.StartsWith("Icmp6OutMsgs", StringComparison.Ordinal)).Sum(line => long.Parse(line.AsSpan("Icmp6OutMsgs".Length)))
                : 0);
        }

        return all;
    }
}
