namespace UdpLab.Agent.Kernel;

/// <summary>Numbers of netfilter's netlink interface (include/uapi/linux/netfilter), under their C names.</summary>
internal static class Nft
{
    public const int NFNL_SUBSYS_NFTABLES = 10, NFNL_SUBSYS_HOOK = 12;
    public const int NFT_MSG_NEWTABLE = 0, NFT_MSG_GETTABLE = 1, NFT_MSG_DELTABLE = 2, NFT_MSG_NEWCHAIN = 3, NFT_MSG_GETCHAIN = 4, NFT_MSG_NEWRULE = 6, NFT_MSG_GETRULE = 7;
    public const int NFNL_MSG_HOOK_GET = 0, NFNL_MSG_BATCH_BEGIN = 16, NFNL_MSG_BATCH_END = 17;
    public const byte NFPROTO_UNSPEC = 0, NFPROTO_INET = 1, NFPROTO_IPV4 = 2, NFPROTO_ARP = 3, NFPROTO_NETDEV = 5, NFPROTO_BRIDGE = 7, NFPROTO_IPV6 = 10;
    public const int NF_INET_PRE_ROUTING = 0, NF_INET_LOCAL_OUT = 3, NF_IP_PRI_RAW = -300;
    public const ushort NFTA_TABLE_NAME = 1;
    public const ushort NFTA_CHAIN_TABLE = 1, NFTA_CHAIN_NAME = 3, NFTA_CHAIN_HOOK = 4, NFTA_CHAIN_TYPE = 7;
    public const ushort NFTA_HOOK_HOOKNUM = 1, NFTA_HOOK_PRIORITY = 2;
    public const ushort NFTA_RULE_TABLE = 1, NFTA_RULE_CHAIN = 2, NFTA_RULE_EXPRESSIONS = 4;
    public const ushort NFTA_LIST_ELEM = 1, NFTA_EXPR_NAME = 1, NFTA_EXPR_DATA = 2, NFTA_MATCH_NAME = 1;
    public const ushort NFTA_META_DREG = 1, NFTA_META_KEY = 2, NFTA_CMP_SREG = 1, NFTA_CMP_OP = 2, NFTA_CMP_DATA = 3, NFTA_DATA_VALUE = 1;
    public const uint NFT_REG_1 = 1, NFT_META_IIFNAME = 6, NFT_META_OIFNAME = 7, NFT_META_L4PROTO = 16, NFT_CMP_EQ = 0;
    public const ushort NFNLA_HOOK_HOOKNUM = 1, NFNLA_HOOK_PRIORITY = 2, NFNLA_HOOK_DEV = 3, NFNLA_HOOK_FUNCTION_NAME = 4, NFNLA_HOOK_MODULE_NAME = 5;

    /// <summary>nft(8)'s name of a family.</summary>
    public static string FamilyName(byte family) => family switch
    {
        NFPROTO_INET => "inet",
        NFPROTO_IPV4 => "ip",
        NFPROTO_ARP => "arp",
        NFPROTO_NETDEV => "netdev",
        NFPROTO_BRIDGE => "bridge",
        NFPROTO_IPV6 => "ip6",
        _ => $"family {family}",
    };

    /// <summary>nft(8)'s name of a hook.</summary>
    public static string HookName(byte family, int hook) => family == NFPROTO_NETDEV
        ? hook == 0 ? "ingress" : "egress"
        : hook switch
        {
            NF_INET_PRE_ROUTING => "prerouting",
            1 => "input",
            2 => "forward",
            NF_INET_LOCAL_OUT => "output",
            4 => "postrouting",
            _ => "ingress",
        };
}
