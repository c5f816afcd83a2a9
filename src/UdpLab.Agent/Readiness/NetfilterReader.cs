using System.Buffers.Binary;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Readiness;

/// <summary>Netfilter functions in a packet's path in this network namespace.</summary>
internal static class NetfilterReader
{
    private const int InetHooks = 5;

    // nftables expressions that enable connection tracking for their family (nf_ct_netns_get in net/netfilter).
    private static readonly HashSet<string> _tracking = ["ct", "nat", "masq", "redir", "connlimit", "synproxy", "flow_offload", "tproxy"];

    // The same for the matches and targets of iptables inside nftables.
    private static readonly HashSet<string> _trackingExtensions =
        ["conntrack", "state", "connmark", "connbytes", "connlimit", "connlabel", "helper", "cluster", "SNAT", "DNAT", "MASQUERADE", "REDIRECT", "NETMAP", "CONNMARK", "CONNSECMARK", "CT", "SYNPROXY"];

    public static NetfilterFacts Read(IEnumerable<string> interfaces)
    {
        NetfilterFacts facts = new() { LegacyTables = LegacyTables() };
        if (!Privileges.Has(Abi.CAP_NET_ADMIN))
        {
            facts.Obstacle = "netfilter's netlink interface needs CAP_NET_ADMIN";
            return facts;
        }

        using Netlink netlink = new(Netlink.Netfilter);
        facts.Hooks = Hooks(netlink, interfaces, out int errno);
        facts.Obstacle = errno == 0 ? "" : "the kernel does not list its hooks (nfnetlink_hook, since Linux 5.14)";
        List<NftChain> chains = [];
        errno = netlink.Query(Nfnetlink.Message(Nft.NFNL_SUBSYS_NFTABLES, Nft.NFT_MSG_GETCHAIN, NetlinkMessage.Dump, Nft.NFPROTO_UNSPEC), reply => AddChain(reply, chains));
        if (errno != 0)
        {
            // A kernel without nftables has no chains.
            facts.Chains = errno is Errno.EINVAL or Errno.EOPNOTSUPP ? [] : null;
            return facts;
        }

        SortedSet<string> tracking = [];
        Dictionary<(string, string, string), int> rules = [];
        _ = netlink.Query(Nfnetlink.Message(Nft.NFNL_SUBSYS_NFTABLES, Nft.NFT_MSG_GETRULE, NetlinkMessage.Dump, Nft.NFPROTO_UNSPEC), reply => AddRule(reply, rules, tracking));
        facts.Chains = [.. chains.Select(chain => chain with { Rules = rules.GetValueOrDefault((chain.Family, chain.Table, chain.Name)) })];
        facts.Tracking = [.. tracking];
        facts.Exempted = [.. chains.Where(chain => chain.Family == "inet").Select(chain => NotrackTable.InterfaceOf(chain.Table)).OfType<string>().Distinct()];
        return facts;
    }

    private static NetfilterHook[]? Hooks(Netlink netlink, IEnumerable<string> interfaces, out int errno)
    {
        List<NetfilterHook> hooks = [];
        foreach (byte family in (byte[])[Nft.NFPROTO_IPV4, Nft.NFPROTO_IPV6])
        {
            for (int hook = 0; hook < InetHooks; hook++)
            {
                errno = Dump(netlink, family, hook, null, hooks);
                if (errno != 0 && family == Nft.NFPROTO_IPV4)
                {
                    return null;
                }
            }
        }

        foreach (string name in interfaces)
        {
            _ = Dump(netlink, Nft.NFPROTO_NETDEV, 0, name, hooks);
        }

        errno = 0;
        return [.. hooks];
    }

    private static int Dump(Netlink netlink, byte family, int hook, string? device, List<NetfilterHook> hooks)
    {
        NetlinkMessage message = Nfnetlink.Message(Nft.NFNL_SUBSYS_HOOK, Nft.NFNL_MSG_HOOK_GET, NetlinkMessage.Dump, family).AddNumber(Nft.NFNLA_HOOK_HOOKNUM, (uint)hook);
        if (device is not null)
        {
            _ = message.Add(Nft.NFNLA_HOOK_DEV, device);
        }

        return netlink.Query(message, reply => hooks.Add(new NetfilterHook
        {
            Family = Nft.FamilyName(family),
            Hook = Nft.HookName(family, hook),
            Priority = Nfnetlink.Number(reply.Attribute(Nfnetlink.Body, Nft.NFNLA_HOOK_PRIORITY)),
            Function = Nfnetlink.Text(reply.Attribute(Nfnetlink.Body, Nft.NFNLA_HOOK_FUNCTION_NAME)),
            Module = Nfnetlink.Text(reply.Attribute(Nfnetlink.Body, Nft.NFNLA_HOOK_MODULE_NAME)),
        }));
    }

    private static void AddChain(NetlinkReply reply, List<NftChain> chains)
    {
        ReadOnlySpan<byte> hook = reply.Attribute(Nfnetlink.Body, Nft.NFTA_CHAIN_HOOK);
        if (!hook.IsEmpty)
        {
            byte family = reply.Payload[0];
            chains.Add(new NftChain
            {
                Family = Nft.FamilyName(family),
                Table = Nfnetlink.Text(reply.Attribute(Nfnetlink.Body, Nft.NFTA_CHAIN_TABLE)),
                Name = Nfnetlink.Text(reply.Attribute(Nfnetlink.Body, Nft.NFTA_CHAIN_NAME)),
                Hook = Nft.HookName(family, Nfnetlink.Number(NetlinkReply.Find(hook, Nft.NFTA_HOOK_HOOKNUM))),
            });
        }
    }

    private static void AddRule(NetlinkReply reply, Dictionary<(string, string, string), int> rules, SortedSet<string> tracking)
    {
        string family = Nft.FamilyName(reply.Payload[0]);
        string table = Nfnetlink.Text(reply.Attribute(Nfnetlink.Body, Nft.NFTA_RULE_TABLE));
        (string, string, string) chain = (family, table, Nfnetlink.Text(reply.Attribute(Nfnetlink.Body, Nft.NFTA_RULE_CHAIN)));
        rules[chain] = rules.GetValueOrDefault(chain) + 1;
        ReadOnlySpan<byte> expressions = reply.Attribute(Nfnetlink.Body, Nft.NFTA_RULE_EXPRESSIONS);
        while (expressions.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(expressions);
            if (length < 4 || length > expressions.Length)
            {
                break;
            }

            ReadOnlySpan<byte> expression = expressions[4..length];
            string name = Nfnetlink.Text(NetlinkReply.Find(expression, Nft.NFTA_EXPR_NAME));
            if (name is "match" or "target")
            {
                name = Nfnetlink.Text(NetlinkReply.Find(NetlinkReply.Find(expression, Nft.NFTA_EXPR_DATA), Nft.NFTA_MATCH_NAME));
            }

            if (_tracking.Contains(name) || _trackingExtensions.Contains(name))
            {
                _ = tracking.Add($"{family} {table}: {name}");
            }

            expressions = expressions[Math.Min((length + 3) & ~3, expressions.Length)..];
        }
    }

    /// <summary>Tables of legacy iptables in use in this namespace; null if the list is readable by root only.</summary>
    private static string[]? LegacyTables()
    {
        try
        {
            return [.. new[] { "ip", "ip6" }.SelectMany(family => Names($"/proc/net/{family}_tables_names").Select(table => $"{family} {table}"))];
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string[] Names(string path) => File.Exists(path) ? [.. File.ReadLines(path).Where(line => line.Length > 0)] : [];
}
