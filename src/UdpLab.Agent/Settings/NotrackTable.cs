using System.Text;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Settings;

/// <summary>
/// An nftables table that exempts UDP from connection tracking: incoming by input interface in prerouting, outgoing by output
/// interface in output. A separate table, so that no other rules are touched and removing it undoes everything.
/// </summary>
internal static unsafe class NotrackTable
{
    private const string Prefix = "udplab-";
    private const int NameLength = 16;

    private static readonly (string Chain, int Hook, uint Key)[] _chains =
    [
        ("prerouting", Nft.NF_INET_PRE_ROUTING, Nft.NFT_META_IIFNAME),
        ("output", Nft.NF_INET_LOCAL_OUT, Nft.NFT_META_OIFNAME),
    ];

    /// <summary>The interface a table of this kind is for; null for any other table.</summary>
    public static string? InterfaceOf(string table) => table.StartsWith(Prefix, StringComparison.Ordinal) ? table[Prefix.Length..] : null;


    /// <summary>Whether it exists.</summary>
    public static bool Exists(string name)
    {
        using Netlink netlink = new(Netlink.Netfilter);
        bool found = false;
        string table = Prefix + name;
        int errno = netlink.Query(
            Nfnetlink.Message(Nft.NFNL_SUBSYS_NFTABLES, Nft.NFT_MSG_GETTABLE, NetlinkMessage.Dump, Nft.NFPROTO_INET),
            reply => found |= Nfnetlink.Text(reply.Attribute(Nfnetlink.Body, Nft.NFTA_TABLE_NAME)) == table);
        return errno is 0 or Errno.EINVAL or Errno.EOPNOTSUPP ? found : throw AgentException.FromErrno(errno, "Reading the tables of nftables failed", "nfnetlink");
    }

    public static void Add(string name)
    {
        string table = Prefix + name;
        List<NetlinkMessage> messages = [Change(Nft.NFT_MSG_NEWTABLE, NetlinkMessage.Create | NetlinkMessage.Exclusive).Add(Nft.NFTA_TABLE_NAME, table)];
        messages.AddRange(_chains.Select(chain => Change(Nft.NFT_MSG_NEWCHAIN, NetlinkMessage.Create)
            .Add(Nft.NFTA_CHAIN_TABLE, table)
            .Add(Nft.NFTA_CHAIN_NAME, chain.Chain)
            .Nest(Nft.NFTA_CHAIN_HOOK, hook => hook
                .AddNumber(Nft.NFTA_HOOK_HOOKNUM, (uint)chain.Hook)
                .AddNumber(Nft.NFTA_HOOK_PRIORITY, unchecked((uint)Nft.NF_IP_PRI_RAW)))
            .Add(Nft.NFTA_CHAIN_TYPE, "filter")));
        messages.AddRange(_chains.Select(chain => Change(Nft.NFT_MSG_NEWRULE, NetlinkMessage.Create)
            .Add(Nft.NFTA_RULE_TABLE, table)
            .Add(Nft.NFTA_RULE_CHAIN, chain.Chain)
            .Nest(Nft.NFTA_RULE_EXPRESSIONS, rule => AddRule(rule, name, chain.Key))));
        int errno = Commit(messages);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Exempting UDP from connection tracking with a table '{table}' of nftables failed (it needs nf_tables and its notrack statement, Linux 4.10)", "nfnetlink");
        }
    }

    public static void Remove(string name)
    {
        string table = Prefix + name;
        int errno = Commit([Change(Nft.NFT_MSG_DELTABLE, 0).Add(Nft.NFTA_TABLE_NAME, table)]);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Removing table '{table}' of nftables failed", "nfnetlink");
        }
    }

    private static NetlinkMessage Change(int message, ushort flags) =>
        Nfnetlink.Message(Nft.NFNL_SUBSYS_NFTABLES, message, (ushort)(flags | NetlinkMessage.Acknowledge), Nft.NFPROTO_INET);

    /// <summary>iifname NAME meta l4proto udp notrack.</summary>
    private static void AddRule(NetlinkMessage rule, string name, uint key)
    {
        byte[] padded = new byte[NameLength];
        Encoding.UTF8.GetBytes(name, padded);
        AddMatch(rule, key, padded);
        AddMatch(rule, Nft.NFT_META_L4PROTO, [Abi.IPPROTO_UDP]);
        AddExpression(rule, "notrack", null);
    }

    private static void AddMatch(NetlinkMessage rule, uint key, byte[] value)
    {
        AddExpression(rule, "meta", data => data.AddNumber(Nft.NFTA_META_DREG, Nft.NFT_REG_1).AddNumber(Nft.NFTA_META_KEY, key));
        AddExpression(rule, "cmp", data => data
            .AddNumber(Nft.NFTA_CMP_SREG, Nft.NFT_REG_1)
            .AddNumber(Nft.NFTA_CMP_OP, Nft.NFT_CMP_EQ)
            .Nest(Nft.NFTA_CMP_DATA, compared => compared.Add(Nft.NFTA_DATA_VALUE, value)));
    }

    private static void AddExpression(NetlinkMessage rule, string name, Action<NetlinkMessage>? data) => rule.Nest(Nft.NFTA_LIST_ELEM, expression =>
    {
        _ = expression.Add(Nft.NFTA_EXPR_NAME, name);
        if (data is not null)
        {
            _ = expression.Nest(Nft.NFTA_EXPR_DATA, data);
        }
    });

    /// <summary>Sends the kernel a transaction, which is executed completely or not at all; 0 or errno.</summary>
    private static int Commit(IReadOnlyCollection<NetlinkMessage> messages)
    {
        using Netlink netlink = new(Netlink.Netfilter);
        return netlink.Execute([
            Nfnetlink.Batch(Nft.NFNL_MSG_BATCH_BEGIN, Nft.NFNL_SUBSYS_NFTABLES),
            .. messages,
            Nfnetlink.Batch(Nft.NFNL_MSG_BATCH_END, Nft.NFNL_SUBSYS_NFTABLES),
        ], messages.Count);
    }
}
