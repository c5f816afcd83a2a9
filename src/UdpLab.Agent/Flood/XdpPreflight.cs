using UdpLab.Agent.Kernel;
using UdpLab.Agent.Ledger;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>
/// Tests before a flood whether redirected frames are sent. The kernel reports success even if the device drops them all (a
/// veth whose peer has no NAPI), so one frame with an experimental EtherType is sent and the device's counters are compared.
/// </summary>
internal static class XdpPreflight
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(200);

    // Another program's packet may be counted for the frame once, but hardly every time.
    private const int TrialsAmongOthers = 4;

    /// <summary>Why backend Xdp cannot run in this process; null if it can.</summary>
    public static string? MissingPrivilege() => LiveFrames.AreAllowed ? null : "Xdp needs CAP_BPF and CAP_NET_ADMIN (run as root)";

    /// <summary>
    /// Checks that there are no more threads than CPUs, since each thread fills one and threads waiting inside the kernel keep
    /// it sending for seconds after a stop; and that no burst exceeds the kernel's limit.
    /// </summary>
    public static void RequireThreads(OpenFlood plan)
    {
        int[] cpus = plan.Cpus.Length > 0 ? [.. plan.Cpus.Distinct()] : Cpu.Online();
        if (BackendChoice.ThreadsOf(plan) is var threads && threads > cpus.Length)
        {
            throw AgentException.Invalid("Threads", $"-Threads {threads}: a thread of backend Xdp fills a CPU, and here {(plan.Cpus.Length > 0 ? "-Cpu names" : "are")} {cpus.Length} ({CpuText.List(cpus)}); use {cpus.Length} at most, or -Backend Socket.");
        }

        if (plan.Burst > XdpFlood.MaximumBatch)
        {
            throw AgentException.Invalid("Burst", $"-Burst {plan.Burst}: backend Xdp handles at most {XdpFlood.MaximumBatch} frames at once.");
        }
    }

    /// <summary>A live frame shares a page with its headroom and metadata: asks this kernel how much room is left.</summary>
    public static void RequireSize(FloodTarget target)
    {
        const int alwaysFits = 3000;
        int size = target.Plan.PacketSize;
        if (size <= alwaysFits)
        {
            return;
        }

        int errno = LiveFrames.Try(size);
        if (errno != 0)
        {
            throw AgentException.Invalid("PacketSize", $"-PacketSize {size}: backend Xdp makes a frame in one page, which has room for about 3,400 bytes ({Errno.Text(errno)}); choose a smaller -PacketSize or -Backend Socket.");
        }
    }

    /// <summary>Throws, with the remedy, if frames redirected to the interface would be lost.</summary>
    public static void RequireDelivery(FloodTarget target)
    {
        if (IsKnown(target.Interface))
        {
            return;
        }

        if (target.Plan.Preview)
        {
            // Nothing is sent, so only what the driver reports counts; else a trial decides when the flood starts.
            if (IsVeth(target.Interface) && XdpFeatures.TakeRedirected(target.Interface.Index) == false)
            {
                throw Swallowed(target.Interface.Name);
            }

            return;
        }

        using BpfObject program = BpfObject.Load(XdpProgram.Forward(target.Interface.Index), XdpRefusal.Of);
        byte[] frame = Frame.Probe(target.Interface.Mac, target.ResolveMac());
        for (int trials = CountsRedirected(target.Interface.Name) ? 1 : TrialsAmongOthers; trials > 0; trials--)
        {
            RequireOne(program, frame, target.Interface.Name);
        }
    }

    private static void RequireOne(BpfObject program, byte[] frame, string name)
    {
        ulong before = Transmitted(name);
        int errno = program.RunLive(frame, 1, 1, null);
        if (errno != 0)
        {
            throw XdpRefusal.Of(errno, "Sending a live frame");
        }

        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        while (Transmitted(name) == before)
        {
            if (Clock.Monotonic > end)
            {
                throw Swallowed(name);
            }

            Thread.Sleep(2);
        }
    }

    /// <summary>A veth's driver reports whether it accepts frames, which saves the 20 ms of a trial; not every other driver reports it truthfully.</summary>
    public static bool IsKnown(Link link) => link.Carrier && IsVeth(link) && XdpFeatures.TakeRedirected(link.Index) == true && LiveFrames.Work();

    private static bool IsVeth(Link link) => Ethtool.Driver(link.Name) == "veth";

    private static bool CountsRedirected(string name) => Redirected(name).Length > 0;

    private static ulong[] Redirected(string name) => [.. Ethtool.Statistics(name).Where(s => s.Key.EndsWith("_xdp_xmit", StringComparison.Ordinal)).Select(s => s.Value)];

    /// <summary>Redirected frames sent, if the driver counts them separately; else all packets sent, which may include other traffic.</summary>
    private static ulong Transmitted(string name) => Redirected(name) is { Length: > 0 } redirected
        ? redirected.Aggregate(0UL, (sum, packets) => unchecked(sum + packets))
        : CounterReader.ReadFile($"/sys/class/net/{name}/statistics/tx_packets") ?? 0;

    private static AgentException Swallowed(string name)
    {
        string message = Ethtool.Driver(name) == "veth"
            ? $"-Interface {name}: the veth's other end ({Peer(name)}) runs without NAPI and would silently swallow every redirected frame. Switch its GRO on, in its own namespace: ethtool -K {PeerName(name) ?? "PEER"} gro on (or attach an XDP program to it). -Backend Socket needs neither."
            : $"-Interface {name}: driver '{Ethtool.Driver(name)}' does not send frames redirected by XDP (some drivers do only while an XDP program is attached to the interface). -Backend Socket works on every interface.";
        return new AgentException(FailureCode.NotSupported, message) { Parameter = "Interface", Path = name };
    }

    private static string Peer(string name) =>
        PeerName(name) ?? (Ethtool.Statistics(name).TryGetValue("peer_ifindex", out ulong index) ? $"interface {index} of another network namespace" : "its peer");

    private static string? PeerName(string name)
    {
        // The peer's index may belong to a different interface here if the peer is in another namespace: look for a veth that
        // points back.
        uint own = Libc.InterfaceIndex(name);
        return Ethtool.Statistics(name).TryGetValue("peer_ifindex", out ulong index)
            ? Interfaces.Links().Find(l => (ulong)l.Index == index && l.Name != name && Ethtool.Statistics(l.Name).GetValueOrDefault("peer_ifindex") == own)?.Name
            : null;
    }
}
