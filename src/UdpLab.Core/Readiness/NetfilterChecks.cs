using UdpLab.Wire;

namespace UdpLab;

/// <summary>Connection tracking and rules in the path of a datagram.</summary>
internal static class NetfilterChecks
{
    private const string Tracker = "_conntrack_";
    private const string CountPath = "/proc/sys/net/netfilter/nf_conntrack_count";

    public static HostCheck Conntrack { get; } = new(
        "Conntrack",
        "UDP is not tracked",
        "Connection tracking looks up an entry for every packet and creates one for every new flow; a flood of many flows fills the table, and then packets are dropped before they reach a socket.",
        "Documentation/networking/nf_conntrack-sysctl.rst; nft(8), NOTRACK; nf_conntrack_in in net/netfilter/nf_conntrack_core.c",
        view => [JudgeTracking(view)]);

    public static HostCheck Netfilter { get; } = new(
        "Netfilter",
        "no packet filter rules in the receive path",
        "Every packet traverses the chains of each hook it passes before it reaches a socket.",
        "nft(8), 'Address families' and 'Chains'; NF_HOOK in include/linux/netfilter.h",
        view => [JudgeRules(view)]);

    private static Verdict JudgeTracking(HostView view)
    {
        NetfilterFacts netfilter = view.Facts.Netfilter;
        string entries = view.Number(CountPath) is { } count ? $", {count} entries in the table" : "";
        string? evidence = netfilter.Hooks is { } hooks
            ? string.Join(", ", hooks.Where(IsTracker).Select(h => $"{h.Function} in {h.Family} {h.Hook}")) is { Length: > 0 } functions ? functions : null
            : Evidence(view);
        if (evidence is null)
        {
            if (!view.Facts.Files.ContainsKey(CountPath))
            {
                return Verdict.Pass("nf_conntrack is not loaded");
            }

            return netfilter.Hooks is not null
                ? Verdict.Pass($"nf_conntrack is loaded, but not active in this network namespace{entries}")
                : netfilter.Chains is not null && netfilter.LegacyTables is { Length: 0 } ? Verdict.Pass($"nf_conntrack is loaded; no rule here needs it{entries}")
                : Verdict.Advice($"nf_conntrack is loaded{entries}; whether it is active is not known: {Obstacle(view)}", "Test as root on Linux 5.14 or later, or check the rules: iptables-save, nft list ruleset.");
        }

        string[] exposed = [.. view.Facts.Interfaces.Where(name => !netfilter.Exempted.Contains(name))];
        if (exposed.Length == 0 && view.Facts.Interfaces.Length > 0)
        {
            return Verdict.Pass($"{evidence}{entries}; UDP of {string.Join(", ", view.Facts.Interfaces)} is exempted (nftables, table {string.Join(", ", netfilter.Exempted.Select(NetfilterTables.NameFor))})");
        }

        return Verdict.Warning(
            $"tracks packets: {evidence}{entries}",
            $"{(view.May(HostView.NetAdmin) ? "Exempts" : "As root, or connected with -Sudo, Repair-LabHost exempts")} UDP of {string.Join(", ", exposed)} in a separate table; rules that match on ct state then see UDP as untracked. Or remove the rules that need tracking.") with
        {
            Touches = exposed,
            Repairs = view.May(HostView.NetAdmin) ? [.. exposed.Select(name => new WantedSetting(SettingAddress.Host, NetfilterTables.SettingFor(name), NetfilterTables.Exempted))] : [],
        };
    }

    private static bool IsTracker(NetfilterHook hook) => hook.Function.Contains(Tracker, StringComparison.Ordinal) && !hook.Function.Contains("defrag", StringComparison.Ordinal);

    /// <summary>For kernels that do not list their hooks: things that imply tracking.</summary>
    private static string? Evidence(HostView view)
    {
        NetfilterFacts netfilter = view.Facts.Netfilter;
        string[] reasons =
        [
            .. netfilter.Tracking.Select(rule => $"rules of {rule}"),
            .. (netfilter.LegacyTables ?? []).Where(table => table.EndsWith(" nat", StringComparison.Ordinal)).Select(table => $"table {table} of iptables"),
            .. view.Number(CountPath) > 0 ? ["its table is not empty"] : Array.Empty<string>(),
        ];
        return reasons.Length > 0 ? "nf_conntrack, needed by " + string.Join(", ", reasons) : null;
    }

    private static string Obstacle(HostView view) => view.Facts.Netfilter switch
    {
        { Obstacle.Length: > 0 } facts when facts.LegacyTables is { Length: > 0 } tables => $"{facts.Obstacle}, and the rules of iptables ({string.Join(", ", tables)}) may need it",
        { Obstacle.Length: > 0 } facts => facts.Obstacle,
        _ => "its rules could not be read",
    };

    private static Verdict JudgeRules(HostView view)
    {
        NetfilterFacts netfilter = view.Facts.Netfilter;
        NftChain[] chains = [.. (netfilter.Chains ?? []).Where(c => c.Family is "ip" or "ip6" or "inet" or "netdev" && c.Hook != "forward" && !NetfilterTables.IsOwn(c.Table))];
        string[] found =
        [
            .. chains.Select(c => $"{c.Family} {c.Table} {c.Name} ({c.Hook}, {c.Rules} rules)"),
            .. (netfilter.LegacyTables ?? []).Select(table => $"iptables {table}"),
        ];
        if (found.Length > 0)
        {
            // A chain without rules costs one call; in one with rules every rule is evaluated.
            string observed = string.Join(", ", found);
            return chains.Any(c => c.Rules > 0)
                ? Verdict.Warning(observed, "During the measurement, accept the flood's packets in the first rule or remove the rules; UdpLab does not change other programs' rules.")
                : Verdict.Advice(observed, "Remove the empty chains and tables: nft delete table, modprobe -r iptable_filter iptable_nat iptable_raw.");
        }

        return netfilter.Chains is null || netfilter.LegacyTables is null
            ? Verdict.Advice($"not known: {(netfilter.Obstacle.Length > 0 ? netfilter.Obstacle : "only root can list the rules")}", "Test as root.")
            : Verdict.Pass("no nftables chains, no iptables tables");
    }
}
