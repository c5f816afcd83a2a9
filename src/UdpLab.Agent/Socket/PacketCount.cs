using System.Globalization;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Socket;

/// <summary>What watched sockets received since the count began.</summary>
/// <param name="Delivered">Packets put into their queues.</param>
/// <param name="Bytes">Payload bytes; null if unknown.</param>
/// <param name="Drops">Packets they dropped.</param>
/// <param name="First">CLOCK_MONOTONIC nanoseconds of the first packet, or of the look that noticed it; 0 for none.</param>
/// <param name="Last">Of the last.</param>
internal sealed record WatchedPackets(long Delivered, long? Bytes, long Drops, long First, long Last);

/// <summary>
/// Counts the packets of watched sockets: at the sockets themselves where the kernel allows it (<see cref="ArrivalCounter"/>), and
/// otherwise by what all UDP sockets of the network namespace received (InDatagrams).
/// </summary>
internal sealed class PacketCount : IDisposable
{
    private readonly SocketTracks _sockets;
    private readonly ArrivalCounter? _counter;
    private Dictionary<ulong, Arrivals> _arrivals = [];
    private Dictionary<ulong, Arrivals> _begun = [];
    private long _datagrams;
    private WatchedPackets _last = new(0, null, 0, 0, 0);

    public PacketCount(SocketTracks sockets)
    {
        _sockets = sockets;
        string? why = null;
        _counter = sockets.Cookies.Any() ? ArrivalCounter.Begin(sockets.Ports, out why) : null;
        Inexact = _counter is null ? why ?? "the kernel does not identify sockets (it takes udp_diag: modprobe udp_diag)" : null;
    }

    /// <summary>Why the sockets' own packets are not counted; null if they are.</summary>
    public string? Inexact { get; }

    public bool IsExact => _counter is not null;

    /// <summary>From now on packets count.</summary>
    public void Begin()
    {
        _begun = _counter?.Read() ?? [];
        _arrivals = _begun;
        _datagrams = _counter is null ? Datagrams() : 0;
        _last = new(0, IsExact ? 0 : null, 0, 0, 0);
    }

    /// <summary>Looks at the sockets, and counts.</summary>
    /// <param name="fill">The largest fill of a queue in percent; null if unknown.</param>
    public WatchedPackets Read(out double? fill)
    {
        fill = _sockets.Look();
        long drops = _sockets.Drops, now = Clock.Monotonic;
        if (_counter is null)
        {
            long received = Datagrams() - _datagrams;
            bool grew = received > _last.Delivered;
            return _last = new(received, null, drops, grew && _last.First == 0 ? now : _last.First, grew ? now : _last.Last);
        }

        // What arrives and is dropped between the two readings would count as delivered.
        bool isLosing = drops != _last.Drops;
        for (int tries = 3; tries > 0; tries--)
        {
            _arrivals = _counter.Read();
            if (!isLosing)
            {
                break;
            }

            _ = _sockets.Look();
            (long before, drops) = (drops, _sockets.Drops);
            isLosing = drops != before;
        }

        Arrivals[] own = [.. _sockets.All.Select(Of).OfType<Arrivals>().Where(arrivals => arrivals.Packets > 0)];
        long arrived = own.Sum(arrivals => arrivals.Packets), delivered = Math.Max(0, arrived - drops);
        return _last = new(
            delivered,
            BytesOf(own.Sum(arrivals => arrivals.Bytes), delivered, arrived),
            drops,
            own.Select(arrivals => arrivals.First).DefaultIfEmpty(0).Min(),
            own.Select(arrivals => arrivals.Last).DefaultIfEmpty(0).Max());
    }

    /// <summary>What arrived at one socket since the count began; null if that is unknown.</summary>
    public Arrivals? Of(SocketTrack track)
    {
        if (_counter is null || track.Facts.Cookie is not ulong cookie)
        {
            return null;
        }

        Arrivals begun = _begun.GetValueOrDefault(cookie) ?? new(0, 0, 0, 0), now = _arrivals.GetValueOrDefault(cookie) ?? begun;

        // The counter begins before the measurement: its first packet may be older.
        return new(now.Packets - begun.Packets, now.Bytes - begun.Bytes, begun.Packets == 0 ? now.First : now.Packets > begun.Packets ? Math.Max(begun.Last, now.First) : 0, now.Last);
    }

    /// <summary>What arrived at sockets of the same ports that are not watched; null if that is unknown.</summary>
    public long? Elsewhere()
    {
        HashSet<ulong> own = [.. _sockets.Cookies];
        return _counter is null ? null : _arrivals.Where(row => !own.Contains(row.Key)).Sum(row => row.Value.Packets - (_begun.GetValueOrDefault(row.Key)?.Packets ?? 0));
    }

    /// <summary>The bytes of those that were not dropped: which ones were, the kernel does not say.</summary>
    public static long BytesOf(long bytes, long delivered, long arrived) => arrived == 0 ? 0 : (long)Math.Round((double)bytes * delivered / arrived);

    public void Dispose() => _counter?.Dispose();

    /// <summary>Datagrams that sockets of the namespace received, IPv4 and, if a watched socket is IPv6, IPv6.</summary>
    private long Datagrams()
    {
        string[] lines = (TextFile.Read("/proc/net/snmp") ?? "").Split('\n');
        string[][] udp = [.. lines.Where(line => line.StartsWith("Udp: ", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        int at = udp.Length == 2 ? Array.IndexOf(udp[0], "InDatagrams") : -1;
        long four = at > 0 ? Number(udp[1][at]) : 0;
        if (!_sockets.All.Any(track => track.Facts.Address.Contains(':')))
        {
            return four;
        }

        string? six = (TextFile.Read("/proc/net/snmp6") ?? "").Split('\n').FirstOrDefault(line => line.StartsWith("Udp6InDatagrams", StringComparison.Ordinal));
        return four + (six is null ? 0 : Number(six.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[^1]));
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
