using System.Globalization;

namespace UdpLab;

/// <summary>Sysctls of the network stack.</summary>
internal static class SysctlChecks
{
    /// <summary>
    /// What a minimum frame in a page fragment adds to sk_rmem_alloc: sizeof(struct sk_buff) + SKB_TRUESIZE of the data
    /// (include/linux/skbuff.h).
    /// </summary>
    public const int SmallPacketBytes = 768;

    private const long GoodReceiveBuffer = 4 << 20, DefaultReceiveBuffer = 212_992, DefaultBacklog = 1000, DefaultBudget = 300, LeastBudgetMicroseconds = 2000;
    private const string ReceiveMaximum = "net.core.rmem_max", ReceiveDefault = "net.core.rmem_default", BacklogName = "net.core.netdev_max_backlog",
        Budget = "net.core.netdev_budget", BudgetTime = "net.core.netdev_budget_usecs";

    public static HostCheck ReceiveBuffer { get; } = new(
        "ReceiveBuffer",
        string.Create(CultureInfo.InvariantCulture, $"{ReceiveMaximum} of {GoodReceiveBuffer} or more"),
        "It silently caps SO_RCVBUF for everyone without CAP_NET_ADMIN. A small datagram counts as about 768 bytes: 212,992 bytes are full after 277 of them, a fraction of a millisecond at a million per second; further packets are dropped ({counters}).",
        "socket(7), SO_RCVBUF; Documentation/admin-guide/sysctl/net.rst",
        view => [view.Sysctl(ReceiveMaximum) switch
        {
            null => view.Unknown(ReceiveMaximum),
            < GoodReceiveBuffer and var small => view.SetSysctl(Verdict.Warning(Packets(ReceiveMaximum, small), ""), ReceiveMaximum, Number(GoodReceiveBuffer)),
            var enough => Verdict.Pass(Packets(ReceiveMaximum, enough.Value)),
        }])
    {
        Only = HostRole.Sink,
    };

    public static HostCheck ReceiveBufferDefault { get; } = new(
        "ReceiveBufferDefault",
        string.Create(CultureInfo.InvariantCulture, $"{ReceiveDefault} of {DefaultReceiveBuffer}, the kernel's own, or more"),
        "It is the buffer size of every socket that does not set its own, including those of Measure-Sink without -ReceiveBuffer.",
        "socket(7), SO_RCVBUF; SK_RMEM_MAX in include/net/sock.h",
        view => [view.Sysctl(ReceiveDefault) switch
        {
            null => view.Unknown(ReceiveDefault),
            < DefaultReceiveBuffer and var small => view.SetSysctl(Verdict.Warning(Packets(ReceiveDefault, small), ""), ReceiveDefault, Number(DefaultReceiveBuffer)),
            var enough => Verdict.Pass(Packets(ReceiveDefault, enough.Value)),
        }])
    {
        Only = HostRole.Sink,
    };

    public static HostCheck Backlog { get; } = new(
        "Backlog",
        string.Create(CultureInfo.InvariantCulture, $"{BacklogName} of {DefaultBacklog} or more"),
        "Packets of loopback, veth and RPS wait in a queue per CPU; when it is full, packets are dropped and counted as {counters}.",
        "Documentation/admin-guide/sysctl/net.rst (netdev_max_backlog); enqueue_to_backlog in net/core/dev.c",
        view => [view.Sysctl(BacklogName) switch
        {
            null => view.Unknown(BacklogName),
            < DefaultBacklog and var small => view.SetSysctl(Verdict.Warning($"{BacklogName} = {small}", ""), BacklogName, Number(DefaultBacklog)),
            var enough => Verdict.Pass($"{BacklogName} = {enough}"),
        }])
    {
        Only = HostRole.Sink,
    };

    public static HostCheck NapiBudget { get; } = new(
        "NapiBudget",
        string.Create(CultureInfo.InvariantCulture, $"{Budget} of {DefaultBudget} or more, {BudgetTime} of {LeastBudgetMicroseconds} or more"),
        "A softirq that reaches either limit with packets left stops ({counters}) and leaves the rest to ksoftirqd, which competes with the sink.",
        "Documentation/admin-guide/sysctl/net.rst (netdev_budget, netdev_budget_usecs)",
        JudgeBudget)
    {
        Only = HostRole.Sink,
    };

    public static HostCheck ReversePath { get; } = new(
        "ReversePath",
        "rp_filter = 0",
        "With it the source of every packet is looked up in the routing table too, and 1 drops flood packets whose (random) sources are not routed back through the same interface. These drops are not in /proc/net/snmp, only in {counters}.",
        "Documentation/networking/ip-sysctl.rst (rp_filter); fib_validate_source in net/ipv4/fib_frontend.c",
        view => view.ForEachNic(nic => JudgeReversePath(view, nic.Name)))
    {
        Only = HostRole.Sink,
    };

    private static IEnumerable<Verdict> JudgeBudget(HostView view)
    {
        long? packets = view.Sysctl(Budget), time = view.Sysctl(BudgetTime);
        if (packets is null)
        {
            return [view.Unknown(Budget)];
        }

        // The time limit came with Linux 4.12.
        string observed = time is null ? $"{Budget} = {packets}" : $"{Budget} = {packets}, {BudgetTime} = {time}";
        Verdict verdict = Verdict.Warning(observed, "");
        verdict = packets < DefaultBudget ? view.SetSysctl(verdict, Budget, Number(DefaultBudget)) : verdict;
        verdict = time < LeastBudgetMicroseconds ? view.SetSysctl(verdict, BudgetTime, Number(LeastBudgetMicroseconds)) : verdict;
        return [packets >= DefaultBudget && time is null or >= LeastBudgetMicroseconds ? Verdict.Pass(observed) : verdict];
    }

    private static Verdict JudgeReversePath(HostView view, string name)
    {
        const string all = "net.ipv4.conf.all.rp_filter", folder = "/proc/sys/net/ipv4/conf/";
        string own = name.Contains('.') ? $"net/ipv4/conf/{name}/rp_filter" : $"net.ipv4.conf.{name}.rp_filter";
        if (view.Sysctl(all) is not { } general || view.Number($"{folder}{name}/rp_filter") is not { } particular)
        {
            return Verdict.Advice(view.WhyNot($"{folder}{name}/rp_filter"), "");
        }

        // The kernel uses the higher of the two.
        string observed = $"rp_filter = {Math.Max(general, particular)} (all {general}, {name} {particular})";
        Verdict verdict = Math.Max(general, particular) switch
        {
            0 => Verdict.Pass(observed),
            1 => Verdict.Warning(observed + ": strict", ""),
            _ => Verdict.Advice(observed + ": loose", ""),
        };
        verdict = general > 0 ? view.SetSysctl(verdict, all, "0") : verdict;
        return particular > 0 ? view.SetSysctl(verdict, own, "0") : verdict;
    }

    private static string Packets(string name, long bytes) => string.Create(CultureInfo.InvariantCulture, $"{name} = {bytes}: about {bytes / SmallPacketBytes:N0} small datagrams");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
