using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Recvmsg and Recvmmsg that send every datagram back to its source, from the address it was sent to.</summary>
internal sealed unsafe class EchoEngine<TCalls>(ReceiveSetup setup) : IReceiveEngine
    where TCalls : struct, IReceiveCalls
{
    // struct cmsghdr { size_t len; int level; int type; }.
    private const int Level = 8, Type = 12, Payload = 16;

    private readonly nint _fd = setup.Socket;
    private readonly bool _single = !ReceiveTraits.Of(setup.Plan.Method).Batches;
    private readonly HeaderChecker _checker = setup.Checker;
    private readonly StreamNames? _sources = setup.Sources;
    private readonly ReceiveBuffers _buffers = new(setup.Layout);

    public int Batch => _buffers.Batch;

    public void Receive(SinkWorker worker, bool check)
    {
        MessageHeaderMultiple* messages = _buffers.Messages;
        bool goOn = true;
        while (goOn)
        {
            Tally tally = default;
            int received;
            do
            {
                received = _single ? ReceiveOne(messages) : (int)TCalls.Recvmmsg(_fd, messages, (nint)Math.Min(_buffers.Batch, worker.Credit - tally.Packets), Abi.MSG_WAITFORONE);
                for (int i = 0; i < received; i++)
                {
                    int length = (int)messages[i].Length;
                    tally.Bytes += length;
                    if (check)
                    {
                        _checker.Selected = _sources?.Of(_buffers.Name(i)) ?? -1;
                        _checker.Check(_buffers.Data(i), length);
                    }

                    messages[i].Header.Vectors->Length = length;
                    Address(ref messages[i].Header);
                }

                tally.Packets += Math.Max(received, 0);
                tally.Echoed += SendBack(received);
                for (int i = 0; i < received; i++)
                {
                    messages[i].Header.Vectors->Length = _buffers.BufferSize;
                }

                _buffers.Rearm(received);
            }
            while (received > 0 && tally.Packets < worker.Credit);

            tally.Datagrams = tally.Packets;
            goOn = received > 0
                ? worker.Look(tally, _buffers.Data(received - 1), (nint)messages[received - 1].Length)
                : worker.Look(tally, null, received);
        }
    }

    public void Dispose() => _buffers.Dispose();

    private int ReceiveOne(MessageHeaderMultiple* message)
    {
        nint length = TCalls.Recvmsg(_fd, &message->Header, 0);
        message->Length = (uint)Math.Max(length, 0);
        return length < 0 ? (int)length : 1;
    }

    /// <summary>The control message that says where a datagram was sent to says where the answer comes from, by any interface.</summary>
    private static void Address(ref MessageHeader header)
    {
        byte* control = (byte*)header.Control;
        switch (header.ControlLength < Payload ? default : (*(int*)(control + Level), *(int*)(control + Type)))
        {
            case (Abi.IPPROTO_IP, Abi.IP_PKTINFO):
                // struct in_pktinfo { int ifindex; in_addr spec_dst, addr; }.
                *(int*)(control + Payload) = 0;
                break;
            case (Abi.IPPROTO_IPV6, Abi.IPV6_PKTINFO) when control[Payload] != 0xff:
                // struct in6_pktinfo { in6_addr addr; int ifindex; }. A link-local address needs its interface.
                *(int*)(control + Payload + 16) = control[Payload] == 0xfe ? *(int*)(control + Payload + 16) : 0;
                break;
            default:
                header.ControlLength = 0;
                break;
        }
    }

    /// <summary>Sends the messages; what the kernel refuses is skipped.</summary>
    /// <returns>How many were sent.</returns>
    private long SendBack(int count)
    {
        long sent = 0;
        for (int next = 0; next < count;)
        {
            int done = Libc.SendMultiple((int)_fd, _buffers.Messages + next, (uint)(count - next), 0);
            if (done > 0)
            {
                sent += done;
                next += done;
            }
            else if (Errno.Last != Errno.EINTR)
            {
                next++;
            }
        }

        return sent;
    }
}
