namespace UdpLab;

/// <summary>Known problems of UDP reception, by kernel release.</summary>
internal static class KernelTraps
{
    private static readonly Trap[] _traps =
    [
        new((0, 0), (4, 10), FindingStatus.Warning, "every datagram takes the socket's lock for memory accounting: one receiver reaches a third of the rate, and more receive queues make it slower",
            "Fixed in Linux 4.10, which gave UDP its own memory accounting.", "commit 850cbaddb52d; Abeni, 'The need for speed and the kernel datapath' (2017)"),
        new((4, 10), (4, 13), FindingStatus.Advice, "producers and reader contend for the lock of one receive queue",
            "Fixed in Linux 4.13, which gave the reader its own queue.", "commits 2276f58ac589, 6dfb4367cd91"),
        new((0, 0), (5, 0), FindingStatus.Advice, "there is no UDP_GRO: Measure-Sink -Gro cannot be used",
            "Linux 5.0 has UDP_GRO.", "commit e20cf8d3f1f7"),
        new((4, 9), (6, 5), FindingStatus.Advice, "once ksoftirqd runs, softirqs are left to it: a sink on the receiving CPU competes with ksoftirqd as with any process, and its rate depends on the scheduler",
            "Keep the sink (-Cpu) off the CPUs of the interrupts, or compare with Linux 6.5 and later.", "commit 4cd13c21b207 (4.9), reverted by d15121be7485 (6.5)"),
        new((4, 10), (6, 15), FindingStatus.Advice, "UDP's memory accounting can overflow with buffers near 2 GB, and can leak: then datagrams are dropped although nothing is queued, and UDP's mem in /proc/net/sockstat stays high",
            "Keep -ReceiveBuffer well below 2 GB and look at /proc/net/sockstat between runs, unless this release has the fixes backported, as stable kernels of 2025 do.", "commits 'udp: Fix multiple wraparounds of sk->sk_rmem_alloc' and 'udp: Fix memory accounting leak' (6.15 and stable)"),
        new((4, 10), (6, 18), FindingStatus.Advice, "many receiving CPUs that feed one socket spin on its busylock; drop counting of an overloaded socket contends for one cache line",
            "Give each queue its own socket (-Sockets N -SteerByCpu), or compare with Linux 6.18. Compare the total loss then: 6.18 moves it from NIC and backlog to RcvbufErrors.", "commits b650bf0977d3, 9aaec660b5be, 3cd04c8f4afe (6.18)"),
        new((6, 18), (7, 0), FindingStatus.Advice, "drops because all of UDP's memory is used up (net.ipv4.udp_mem) may be missing from /proc/net/snmp: only the socket's own counter has them",
            "Trust the ledger's socket drops where it shows more of them than RcvbufErrors and MemErrors, unless this release has the fix backported.", "commit 820990d66577 (7.0)"),
    ];

    public static HostCheck Kernel { get; } = new(
        "Kernel",
        "a kernel without known UDP receive problems, or awareness of them",
        "How a kernel handles a datagram has changed from release to release, and so has the counter that counts a lost one.",
        "the commits named with each problem",
        Judge);

    private static IEnumerable<Verdict> Judge(HostView view)
    {
        if (KernelRelease.Parse(view.Facts.Kernel) is not { } release)
        {
            return [Verdict.Advice($"{view.Facts.Kernel}: no release number to look up", "Find out which release this kernel is based on.")];
        }

        Trap[] traps = [.. _traps.Where(trap => !release.IsBefore(trap.Since.Major, trap.Since.Minor) && release.IsBefore(trap.Until.Major, trap.Until.Minor))];
        if (traps.Length == 0)
        {
            return [Verdict.Pass($"{release.Text}: no known problem")];
        }

        // An enterprise kernel may have any of the fixes backported, so its version number is only a hint.
        string doubt = release.IsBackported ? " (by its version number; the vendor may have backported the change)" : "";
        return traps.Select(trap => new Verdict(release.IsBackported ? FindingStatus.Advice : trap.Status, $"{release.Text}: {trap.Words}{doubt}")
        {
            Expected = $"Linux {trap.Until.Major}.{trap.Until.Minor} or later, or awareness of it",
            Fix = trap.Remedy,
            Source = trap.Source,
        });
    }

    /// <summary>A known problem of kernels from one release (inclusive) to another (exclusive).</summary>
    private sealed record Trap((int Major, int Minor) Since, (int Major, int Minor) Until, FindingStatus Status, string Words, string Remedy, string Source);
}
