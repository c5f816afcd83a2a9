namespace UdpLab;

/// <summary>The privileges of this user.</summary>
internal static class PrivilegeChecks
{
    private static readonly (int Capability, string Name, string For)[] _useful =
    [
        (HostView.NetAdmin, "CAP_NET_ADMIN", "settings of interfaces, pktgen, Xdp, -BusyPoll, receive buffers above net.core.rmem_max"),
        (HostView.SysAdmin, "CAP_SYS_ADMIN", "network namespaces, sysctls"),
        (HostView.SysModule, "CAP_SYS_MODULE", "loading pktgen"),
    ];

    public static HostCheck Privilege { get; } = new(
        "Privilege",
        "root, or a connection with -Sudo",
        "An ordinary user can flood from sockets and receive; pktgen, XDP, kernel profiles and every repair need capabilities.",
        "capabilities(7)",
        view =>
        {
            (int Capability, string Name, string For)[] missing = [.. _useful.Where(u => !view.May(u.Capability))];
            string user = view.Facts.UserId == 0 ? "root" : $"user {view.Facts.UserId}";
            return [missing.Length == 0
                ? Verdict.Pass($"{user}, with {string.Join(", ", _useful.Select(u => u.Name))}")
                : Verdict.Advice(
                    $"{user}, without {string.Join("; ", missing.Select(m => $"{m.Name} ({m.For})"))}",
                    view.Facts.UserId == 0 ? "A container or a service removed capabilities: run outside it." : "Run as root, or connect as root or with -Sudo.")];
        });
}
