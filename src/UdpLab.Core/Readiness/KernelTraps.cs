namespace UdpLab;

/// <summary>What the receive path of UDP is known for, kernel by kernel.</summary>
internal static class KernelTraps
{
    private static readonly Trap[] _traps =
    [
        new((0, 0), (4, 10), FindingStatus.Warning, "every datagram takes the socket's lock to account its memory: one receiver manages a third of what it would, and more receive queues make it slower",
            "Linux 4.10 gave UDP a memory accounting of its own.", "commit 850cbaddb52d; Abeni, 'The need for speed and the kernel datapath' (2017)"),
        new((4, 10), (4, 13), FindingStatus.Advice, "producers and reader contend for the lock of one receive queue",
            "Linux 4.13 gave the reader a queue of its own.", "commits 2276f58ac589, 6dfb4367cd91"),
        new((0, 0), (5, 0), FindingStatus.Advice, "there is no UDP_GRO: Measure-Sink -Gro cannot be used",
            "Linux 5.0 has UDP_GRO.", "commit e20cf8d3f1f7"),
        new((4, 9), (6, 5), FindingStatus.Advice, "once ksoftirqd runs, softirqs wait for it: a sink on the CPU that receives shares it with ksoftirqd like with any process, and its rate depends on how the scheduler divides the two",
            "Keep the sink (-Cpu) off the CPUs of the interrupts, or compare with Linux 6.5 and later.", "commit 4cd13c21b207 (4.9), reverted by d15121be7485 (6.5)"),
        new((4, 10), (6, 15), FindingStatus.Advice, "the accounting of UDP's memory may wrap round, with buffers near 2 GB, and leak: then datagrams are dropped although nothing is queued, and mem of UDP in /proc/net/sockstat stays high",
            "Keep -ReceiveBuffer well below 2 GB and look at /proc/net/sockstat between runs, unless this release carries the fixes back, as stable kernels of 2025 do.", "commits 'udp: Fix multiple wraparounds of sk->sk_rmem_alloc' and 'udp: Fix memory accounting leak' (6.15 and stable)"),
        new((4, 10), (6, 18), FindingStatus.Advice, "many receiving CPUs that feed one socket spin on its busylock; drops of an overloaded socket share one cache line",
            "Give each queue a socket of its own (-Sockets N -SteerByCpu), or compare with Linux 6.18. Between the two compare the total loss: 6.18 moves it from NIC and backlog to RcvbufErrors.", "commits b650bf0977d3, 9aaec660b5be, 3cd04c8f4afe (6.18)"),
        new((6, 18), (7, 0), FindingStatus.Advice, "drops because all of UDP's memory is used up (net.ipv4.udp_mem) may be missing from /proc/net/snmp: only the socket's own counter has them",
            "Trust the ledger's socket drops where it shows more of them than RcvbufErrors and MemErrors, unless this release carries the fix back.", "commit 820990d66577 (7.0)"),
    ];

    public static HostCheck Kernel { get; } = new(
        "Kernel",
        "a kernel without known traps of UDP reception, or the knowledge of them",
        "What a kernel does with a datagram changed from release to release, and so did the counter a lost one is found in.",
        "the commits named with each trap",
        Judge);

    private static IEnumerable<Verdict> Judge(HostView view)
    {
        if (KernelRelease.Parse(view.Facts.Kernel) is not { } release)
        {
            return [Verdict.Advice($"{view.Facts.Kernel}: no release number to look up", "Look up what this kernel is derived from.")];
        }

        Trap[] traps = [.. _traps.Where(trap => !release.IsBefore(trap.Since.Major, trap.Since.Minor) && release.IsBefore(trap.Until.Major, trap.Until.Minor))];
        if (traps.Length == 0)
        {
            return [Verdict.Pass($"{release.Text}: no trap is known")];
        }

        // An enterprise kernel may have any of the fixes in it: what its number says is a hint, no more.
        string doubt = release.IsBackported ? " (by its number; the vendor may have carried the change back)" : "";
        return traps.Select(trap => new Verdict(release.IsBackported ? FindingStatus.Advice : trap.Status, $"{release.Text}: {trap.Words}{doubt}")
        {
            Expected = $"Linux {trap.Until.Major}.{trap.Until.Minor} or later, or the knowledge of it",
            Fix = trap.Remedy,
            Source = trap.Source,
        });
    }

    /// <summary>Something to know of the kernels from one release on and before another.</summary>
    private sealed record Trap((int Major, int Minor) Since, (int Major, int Minor) Until, FindingStatus Status, string Words, string Remedy, string Source);
}
