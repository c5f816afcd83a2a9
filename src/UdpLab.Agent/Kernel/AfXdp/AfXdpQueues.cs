using System.Net;
using static UdpLab.Agent.Kernel.AfXdpAbi;

namespace UdpLab.Agent.Kernel;

/// <summary>The AF_XDP sockets of all receive queues of an interface, and the program that fills them, attached while this is open.</summary>
internal sealed class AfXdpQueues : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2), _pause = TimeSpan.FromMilliseconds(20);

    // From the best on: in the driver without a copy, with one, and after the driver has made an skb.
    private static readonly (uint Flags, bool ZeroCopy, string Mode)[] _modes =
    [
        (XDP_FLAGS_DRV_MODE, true, "zero copy"), (XDP_FLAGS_DRV_MODE, false, "copy"), (XDP_FLAGS_SKB_MODE, false, "copy, generic XDP"),
    ];

    private readonly BpfObject _map;
    private readonly BpfObject _count;
    private BpfObject? _program;
    private BpfObject? _link;

    private AfXdpQueues(int queues)
    {
        _count = BpfObject.CreateValue(sizeof(long), AfXdpRefusal.Of);
        try
        {
            _map = BpfObject.CreateSockets(queues, AfXdpRefusal.Of);
        }
        catch
        {
            _count.Dispose();
            throw;
        }
    }

    /// <summary>One per queue, in order.</summary>
    public AfXdpSocket[] Sockets { get; private set; } = [];

    /// <summary>Frames for which the sockets had no room.</summary>
    public ulong Drops => Sockets.Aggregate(0UL, (sum, socket) => sum + socket.Drops);

    /// <summary>Frames that the program gave to the sockets, dropped ones included.</summary>
    public ulong Redirected => (ulong)_count.Read(0);

    /// <summary>How frames reach the sockets: "zero copy", "copy" or "copy, generic XDP".</summary>
    public string Mode { get; private set; } = "";

    /// <summary>Opens the sockets in the best mode that the driver has; frames come after <see cref="Start"/>.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="address">Destination of the packets; any for all of a family.</param>
    /// <param name="port">Their UDP port.</param>
    /// <param name="frames">Chunks of memory for each queue, a power of two.</param>
    /// <param name="chunk">Bytes of each.</param>
    public static AfXdpQueues Open(string name, IPAddress address, int port, int frames, int chunk)
    {
        Link link = Interfaces.Require(name);
        int queues = Directory.GetDirectories($"/sys/class/net/{link.Name}/queues", "rx-*").Length;
        AfXdpQueues opened = new(queues);
        try
        {
            opened._program = BpfObject.Load(AfXdpProgram.Assemble(opened._map.Fd, opened._count.Fd, address, port), AfXdpRefusal.Of);
            opened.Attach(link, queues, frames, chunk);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Gives the frames to the sockets from now on.</summary>
    public void Start()
    {
        for (int queue = 0; queue < Sockets.Length; queue++)
        {
            _map.PutSocket(queue, Sockets[queue].Fd, AfXdpRefusal.Of);
        }
    }

    public void Dispose()
    {
        _link?.Dispose();
        _program?.Dispose();
        Close();
        _map.Dispose();
        _count.Dispose();
    }

    /// <summary>In the best mode. The kernel releases the queues of sockets that were closed a little later.</summary>
    private void Attach(Link link, int queues, int frames, int chunk)
    {
        long until = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        int errno;
        string tried;
        while (!TryAttach(link, queues, frames, chunk, out tried, out errno))
        {
            if (errno is not (Errno.EBUSY or Errno.EEXIST) || Clock.Monotonic > until)
            {
                throw AfXdpRefusal.Of(errno, tried);
            }

            Thread.Sleep(_pause);
        }
    }

    private bool TryAttach(Link link, int queues, int frames, int chunk, out string tried, out int errno)
    {
        (tried, errno) = ("", 0);
        foreach (IGrouping<uint, (uint Flags, bool ZeroCopy, string Mode)> modes in _modes.GroupBy(m => m.Flags))
        {
            tried = $"Attaching an XDP program to {link.Name}";
            using BpfObject? attached = _program!.TryAttach(link.Index, modes.Key, out errno);
            foreach ((_, bool zeroCopy, string mode) in attached is null ? [] : modes.ToArray())
            {
                tried = $"Binding an AF_XDP socket to a queue of {link.Name}";
                if (TryBind(link.Index, queues, frames, chunk, zeroCopy, out errno))
                {
                    (_link, Mode) = (attached!.Take(), mode);
                    return true;
                }
            }

            if (errno is Errno.EBUSY or Errno.EEXIST)
            {
                return false;
            }
        }

        return false;
    }

    private bool TryBind(int index, int queues, int frames, int chunk, bool zeroCopy, out int errno)
    {
        errno = 0;
        for (int queue = 0; queue < queues; queue++)
        {
            if (AfXdpSocket.TryOpen(index, queue, frames, chunk, zeroCopy, out errno) is not { } socket)
            {
                Close();
                return false;
            }

            Sockets = [.. Sockets, socket];
        }

        return true;
    }

    private void Close()
    {
        Array.ForEach(Sockets, s => s.Dispose());
        Sockets = [];
    }
}
