using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Reads what comes with each datagram one thread receives: control messages and the source.</summary>
internal sealed unsafe class MessageReader
{
    // struct cmsghdr { size_t len; int level; int type; }, then the data; the next one begins at a multiple of 8.
    private const int HeadLength = 16, Alignment = 8;

    private readonly byte[]? _sender;
    private readonly int _wanted;

    public MessageReader(OpenSink sink)
    {
        _sender = sink.CheckSender is { } sender ? AddressText.Parse(sender).GetAddressBytes() : null;
        _wanted = (sink.Ttl ? 1 : 0) + (sink.PacketInfo ? 1 : 0) + (sink.Timestamp ? 1 : 0);
    }

    /// <summary>CLOCK_REALTIME nanoseconds at which the kernel took in the newest datagram.</summary>
    public long Stamp { get; private set; }

    /// <summary>What it has read since it was last taken.</summary>
    public MessageCount Count { get; private set; } = new();

    /// <summary>Takes what it has counted, and begins again.</summary>
    public MessageCount Take()
    {
        MessageCount taken = Count;
        Count = new MessageCount();
        return taken;
    }

    /// <summary>A reader if a sink's options need one.</summary>
    public static MessageReader? For(OpenSink sink) => sink.Ttl || sink.PacketInfo || sink.Timestamp || sink.CheckSender is not null ? new MessageReader(sink) : null;

    /// <summary>Reads one datagram's; returns the length of its segments.</summary>
    /// <param name="header">The message, as the kernel filled it in.</param>
    /// <param name="length">Length of the datagram.</param>
    public int Read(in MessageHeader header, int length)
    {
        int segment = length, found = 0;
        byte* next = (byte*)header.Control, end = next + header.ControlLength;
        while (end - next >= HeadLength && *(nint*)next is >= HeadLength and var size && size <= end - next)
        {
            byte* data = next + HeadLength;
            switch (*(int*)(next + 8), *(int*)(next + 12))
            {
                case (Abi.SOL_UDP, Abi.UDP_GRO):
                    segment = *(int*)data > 0 ? *(int*)data : length;
                    break;
                case (Abi.IPPROTO_IP, Abi.IP_TTL):
                case (Abi.IPPROTO_IPV6, Abi.IPV6_HOPLIMIT):
                    Count.LeastTtl = Math.Min(Count.LeastTtl, *(int*)data);
                    Count.GreatestTtl = Math.Max(Count.GreatestTtl, *(int*)data);
                    found++;
                    break;
                case (Abi.IPPROTO_IP, Abi.IP_PKTINFO):
                case (Abi.IPPROTO_IPV6, Abi.IPV6_PKTINFO):
                    found++;
                    break;
                case (Abi.SOL_SOCKET, Abi.SO_TIMESTAMPNS):
                    TimeSpec* time = (TimeSpec*)data;
                    Stamp = (time->Seconds * 1_000_000_000) + time->Nanoseconds;
                    found++;
                    break;
            }

            next += (size + Alignment - 1) / Alignment * Alignment;
        }

        Count.Incomplete += found == _wanted ? 0 : 1;
        Compare((byte*)header.Name, segment > 0 ? Math.Max(1, (length + segment - 1) / segment) : 1);
        return segment;
    }

    /// <summary>Compares the source of packets with the requested one.</summary>
    /// <param name="name">struct sockaddr_in or sockaddr_in6.</param>
    /// <param name="packets">How many came from there.</param>
    public void Compare(byte* name, int packets)
    {
        if (_sender is not null && !new ReadOnlySpan<byte>(name + (_sender.Length == 16 ? 8 : 4), _sender.Length).SequenceEqual(_sender))
        {
            Count.OtherSenders += packets;
        }
    }

    /// <summary>What a thread's count, or the sum of several, says.</summary>
    public MessageFindings Findings(MessageCount count) => new()
    {
        LeastTtl = count.GreatestTtl < 0 ? null : count.LeastTtl,
        GreatestTtl = count.GreatestTtl < 0 ? null : count.GreatestTtl,
        OtherSenders = _sender is null ? null : count.OtherSenders,
    };
}
