using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Socket;

/// <summary>The sockets of a watch, followed over time: they may be closed, and others opened in their place.</summary>
internal sealed class SocketTracks
{
    /// <summary>More ports than this are not compared for each packet.</summary>
    public const int MostPorts = 64;

    // Up to this many ports the kernel is asked for each; beyond, for all sockets.
    private const int FewPorts = 4;

    private readonly WatchSockets _plan;
    private readonly Dictionary<ulong, SocketTrack> _tracks = [];
    private readonly Dictionary<int, (SocketHolder Holder, ProcessFacts? Facts)> _processes = [];
    private readonly HashSet<int> _ended = [];
    private readonly HashSet<int> _before = [.. Kernel.Processes.All()];
    private readonly Dictionary<int, SocketHolder> _sharers = [];
    private readonly List<string> _events = [];
    private long _began;

    private SocketTracks(WatchSockets plan, SocketFacts[] sockets)
    {
        _plan = plan;
        Ports = [.. sockets.Select(socket => socket.Port).Distinct().Order()];
        Array.ForEach(sockets, socket => Add(socket, isNew: false));
    }

    public int[] Ports { get; }

    /// <summary>All sockets seen, in the order they were.</summary>
    public IReadOnlyCollection<SocketTrack> All => _tracks.Values;

    /// <summary>Cookies of all of them; empty without udp_diag.</summary>
    public IEnumerable<ulong> Cookies => All.Select(track => track.Facts.Cookie).OfType<ulong>();

    /// <summary>Processes that hold or held them; process 1 only if no other does.</summary>
    public SocketHolder[] Processes => [.. _processes.Values.Select(process => process.Holder).Where(holder => holder.Id != 1 || _processes.Count == 1)];

    /// <summary>Other processes that hold the sockets of the one that is measured; process 1 keeps those of services it starts, and reads none.</summary>
    public SocketHolder[] Sharers => [.. _sharers.Values.Where(holder => holder.Id != 1).OrderBy(holder => holder.Id)];

    /// <summary>Bytes in all queues.</summary>
    public long QueuedBytes => All.Where(track => !track.IsGone).Sum(track => track.Facts.ReceiveQueue);

    /// <summary>All are closed, and none of a process or a cookie comes again.</summary>
    public bool AreOver => _plan.Port is null && All.All(track => track.IsGone);

    public long Drops => All.Sum(track => track.Drops);

    /// <summary>What ended or began during the watch.</summary>
    public string[] Events => [.. _events];

    /// <summary>Finds the sockets.</summary>
    /// <exception cref="AgentException">There is none.</exception>
    public static SocketTracks Find(WatchSockets plan)
    {
        SocketFacts[] all = SocketReader.Read(0).Items;
        Array.ForEach(all, socket => Believe(plan, socket));
        SocketFacts[] chosen = [.. all.Where(socket => Fits(plan, socket))];
        if (chosen.Length == 0)
        {
            throw Missing(plan, all);
        }

        int ports = chosen.Select(socket => socket.Port).Distinct().Count();
        return ports <= MostPorts
            ? new SocketTracks(plan, chosen)
            : throw AgentException.Invalid("ProcessId", $"-ProcessId {plan.ProcessId}: it has sockets of {ports} ports, more than the {MostPorts} that are measured together; name its server port with -Port.");
    }

    /// <summary>Looks again; returns the largest fill of a queue in percent, null if it is unknown.</summary>
    public double? Look()
    {
        _began = _began == 0 ? Clock.Monotonic : _began;
        HashSet<ulong> seen = [];
        double? most = null;
        List<SocketFacts> unknown = [];
        foreach (SocketFacts socket in Now())
        {
            seen.Add(KeyOf(socket));
            if (!_tracks.TryGetValue(KeyOf(socket), out SocketTrack? track))
            {
                unknown.Add(socket);
            }
            else if (track.See(socket) is double percent && !(most >= percent))
            {
                most = percent;
            }
        }

        foreach (SocketTrack track in All.Where(track => !track.IsGone && !seen.Contains(KeyOf(track.Facts))))
        {
            track.IsGone = true;
            Note($"{Describe(track.Facts)} was closed", "; what it dropped since the look before is unknown");
        }

        Welcome(unknown);
        return most;
    }

    /// <summary>Notices processes that ended.</summary>
    public void LookAtProcesses()
    {
        foreach ((int id, (SocketHolder holder, ProcessFacts? facts)) in _processes)
        {
            bool runs = Kernel.Processes.IsAlive(id) && Kernel.Processes.Read(id) is { } now && now.StartTicks == facts?.StartTicks;
            if (!runs && _ended.Add(id))
            {
                Note($"{holder.Name} ({id}) ended");
            }
        }
    }

    /// <summary>
    /// Finds processes that hold the sockets since: children, and those that were handed them. Returns those that ran before the
    /// watch began: what they have used until now is not of it.
    /// </summary>
    public int[] FindHolders()
    {
        Dictionary<uint, List<SocketHolder>> holders = SocketHolders.Of(All.Where(track => !track.IsGone).Select(track => track.Facts.Inode));
        HashSet<int> known = [.. _processes.Keys];
        holders.Values.SelectMany(all => all).ToList().ForEach(Add);
        return [.. _processes.Keys.Where(id => !known.Contains(id) && _before.Contains(id))];
    }

    /// <summary>An address at which the sockets receive what the plan's flood sends; otherwise one of theirs.</summary>
    public System.Net.IPAddress Address()
    {
        System.Net.IPAddress? destination = _plan.Destination is { } text ? AddressField.Parse(text, "Destination") : null;
        bool ipv6 = destination is null ? _plan.Ipv6 ?? !All.Any(track => Takes(track.Facts, ipv6: false)) : destination.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        System.Net.IPAddress any = ipv6 ? System.Net.IPAddress.IPv6Any : System.Net.IPAddress.Any;
        System.Net.IPAddress[] own = [.. All.Where(track => Takes(track.Facts, ipv6)).Select(track => System.Net.IPAddress.Parse(track.Facts.Address)).Select(address => IsAny(address) ? any : address)];
        return own.Contains(destination) ? destination! : own.Contains(any) ? any : own.FirstOrDefault() ?? System.Net.IPAddress.Parse(All.First().Facts.Address);
    }

    private static bool IsAny(System.Net.IPAddress address) => address.Equals(System.Net.IPAddress.Any) || address.Equals(System.Net.IPAddress.IPv6Any);

    /// <summary>It receives packets of the family: a socket bound to :: receives those of IPv4 too, unless it is IPV6_V6ONLY.</summary>
    private static bool Takes(SocketFacts socket, bool ipv6) => socket.Address.Contains(':') == ipv6 || (!ipv6 && socket is { Address: "::", Ipv6Only: false });

    private static bool Fits(WatchSockets plan, SocketFacts socket) =>
        (plan.Port is null || socket.Port == plan.Port)
        && (plan.Cookie is null || socket.Cookie == plan.Cookie)
        && (plan.ProcessId is null || socket.Holders.Any(holder => holder.Id == plan.ProcessId));

    /// <summary>Of a socket of the port whose holders cannot be seen (another user's), the plan says whose it is.</summary>
    private static void Believe(WatchSockets plan, SocketFacts socket)
    {
        if (plan is { Port: int port, ProcessId: int id } && socket.Port == port && socket.Holders.Length == 0 && TextFile.Read($"/proc/{id}/comm") is { } name)
        {
            socket.Holders = [new SocketHolder { Id = id, Name = name }];
        }
    }

    private static ulong KeyOf(SocketFacts socket) => socket.Cookie ?? socket.Inode;

    private static string Describe(SocketFacts socket) => $"The socket {(socket.Address.Contains(':') ? $"[{socket.Address}]" : socket.Address)}:{socket.Port}";

    private static AgentException Missing(WatchSockets plan, SocketFacts[] all)
    {
        string ports = string.Join(", ", all.Select(socket => socket.Port).Distinct().Order().Take(20));
        (string parameter, string message) = plan switch
        {
            { Port: int port, ProcessId: int process } => ("Port", $"-Port {port}: process {process} has no UDP socket of this port."),
            { Port: int port } => ("Port", $"-Port {port}: this host has no UDP socket of this port; it has {(ports.Length == 0 ? "none at all" : ports)}."),
            { ProcessId: int process } => ("ProcessId", Kernel.Processes.IsAlive(process)
                ? $"-ProcessId {process}: it has no UDP socket here, or its files cannot be read: those of other users' processes take root."
                : $"-ProcessId {process}: this host has no such process."),
            _ => ("InputObject", "This socket has been closed since it was listed, or is in another network namespace; list the sockets again with Get-UdpSocket."),
        };
        return new AgentException(FailureCode.NotFound, message) { Parameter = parameter };
    }

    /// <summary>All sockets that may belong to the watch, without their holders.</summary>
    private IEnumerable<SocketFacts> Now()
    {
        int[] asked = Ports.Length <= FewPorts ? Ports : [0];
        List<SocketFacts> found = [];
        foreach (int port in asked)
        {
            found.AddRange(SocketDiag.Read(out _, port) ?? [.. SocketTable.Read().Where(socket => port == 0 || socket.Port == port)]);
        }

        return found.Where(socket => Ports.Contains(socket.Port) && (_plan.Cookie is null || socket.Cookie == _plan.Cookie));
    }

    /// <summary>Sockets that are new belong to the watch by their port, and of a process by that process.</summary>
    private void Welcome(List<SocketFacts> sockets)
    {
        if (sockets.Count == 0)
        {
            return;
        }

        Dictionary<uint, List<SocketHolder>> holders = SocketHolders.Of(sockets.Select(socket => socket.Inode));
        foreach (SocketFacts socket in sockets)
        {
            socket.Holders = holders.TryGetValue(socket.Inode, out List<SocketHolder>? all) ? [.. all] : [];
            Believe(_plan, socket);
            if (Fits(_plan, socket))
            {
                Add(socket, isNew: true);
                _ = _tracks[KeyOf(socket)].See(socket);
                SocketHolder? holder = _tracks[KeyOf(socket)].Holder;
                Note($"{Describe(socket)} was opened{(holder is null ? "" : $" by {holder.Name} ({holder.Id})")}");
            }
        }
    }

    private void Add(SocketFacts socket, bool isNew)
    {
        _tracks[KeyOf(socket)] = new SocketTrack(socket, isNew);
        Array.ForEach(socket.Holders, Add);
    }

    private void Add(SocketHolder holder)
    {
        if (_plan.ProcessId is null || holder.Id == _plan.ProcessId)
        {
            _ = _processes.TryAdd(holder.Id, (holder, Kernel.Processes.Read(holder.Id)));
        }
        else
        {
            _ = _sharers.TryAdd(holder.Id, holder);
        }
    }

    private void Note(string what, string more = "")
    {
        const int most = 20;
        if (_events.Count < most)
        {
            _events.Add(string.Create(CultureInfo.InvariantCulture, $"{what} {(Clock.Monotonic - _began) / 1e9:0.0} s after the measurement began{more}."));
        }
    }
}
