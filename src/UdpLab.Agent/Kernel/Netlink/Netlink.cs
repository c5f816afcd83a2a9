using System.Buffers.Binary;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>A netlink conversation with the kernel, by default rtnetlink, in the calling thread's network namespace.</summary>
internal sealed unsafe class Netlink : IDisposable
{
    public const int Route = 0, Netfilter = 12, Generic = 16;
    private const int SOL_NETLINK = 270, NETLINK_EXT_ACK = 11;
    private const ushort Error = 2, DumpDone = 3, NLM_F_CAPPED = 0x100, NLM_F_ACK_TLVS = 0x200, NLMSGERR_ATTR_MSG = 1;
    private readonly int _fd;
    private readonly byte[] _buffer = new byte[128 * 1024];

    public Netlink(int protocol = Route)
    {
        _fd = Libc.Socket(Abi.AF_NETLINK, Abi.SOCK_RAW | Abi.SOCK_CLOEXEC, protocol);
        if (_fd < 0)
        {
            throw AgentException.FromErrno(Errno.Last, "Opening netlink failed", "AF_NETLINK");
        }

        // Since 4.12 a refusal can carry a message.
        _ = SocketOption.TrySet(_fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
    }

    /// <summary>The message of the last refusal; null if it had none.</summary>
    public string? Words { get; private set; }

    /// <summary>Sends a request that is only acknowledged; returns 0 or errno.</summary>
    public int Execute(NetlinkMessage message) => Converse(message, null);

    /// <summary>Sends several requests as one transaction, as nfnetlink requires, and waits for their acknowledgements; returns 0 or the first errno.</summary>
    public int Execute(IEnumerable<NetlinkMessage> messages, int acknowledgements)
    {
        byte[] requests = [.. messages.SelectMany(message => message.ToArray())];
        fixed (byte* bytes = requests)
        {
            if (Libc.Send(_fd, bytes, requests.Length, 0) < 0)
            {
                return Errno.Last;
            }
        }

        while (acknowledgements > 0)
        {
            nint received;
            fixed (byte* bytes = _buffer)
            {
                received = Libc.Receive(_fd, bytes, _buffer.Length, 0);
            }

            if (received < 0)
            {
                return Errno.Last;
            }

            // An acknowledgement is an error message with error 0.
            for (int at = 0, length; at + 20 <= received; at += (length + 3) & ~3, acknowledgements--)
            {
                length = Math.Max(16, (int)BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(at)));
                int errno = -BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(at + 16));
                if (BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(at + 4)) == Error && errno != 0)
                {
                    return errno;
                }
            }
        }

        return 0;
    }

    /// <summary>Sends a request and passes on the payload of every answer; returns 0 or errno.</summary>
    public int Query(NetlinkMessage message, NetlinkAnswer answer) => Converse(message, answer);

    public void Dispose() => _ = Libc.Close(_fd);

    private int Converse(NetlinkMessage message, NetlinkAnswer? answer)
    {
        byte[] request = message.ToArray();
        bool dump = (BinaryPrimitives.ReadUInt16LittleEndian(request.AsSpan(6)) & NetlinkMessage.Dump) == NetlinkMessage.Dump;
        bool acknowledged = (BinaryPrimitives.ReadUInt16LittleEndian(request.AsSpan(6)) & NetlinkMessage.Acknowledge) != 0;
        fixed (byte* bytes = request)
        {
            if (Libc.Send(_fd, bytes, request.Length, 0) < 0)
            {
                return Errno.Last;
            }
        }

        while (true)
        {
            nint received;
            fixed (byte* bytes = _buffer)
            {
                received = Libc.Receive(_fd, bytes, _buffer.Length, 0);
            }

            if (received < 0)
            {
                return Errno.Last;
            }

            for (int at = 0; at + 16 <= received;)
            {
                int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(at));
                ushort type = BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(at + 4));
                if (length < 16 || at + length > received)
                {
                    throw new AgentException(FailureCode.System, "netlink answered with a message of the wrong length.");
                }

                ReadOnlySpan<byte> payload = _buffer.AsSpan(at + 16, length - 16);
                switch (type)
                {
                    case Error:
                        Words = WordsOf(payload, BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(at + 6)));
                        return -BinaryPrimitives.ReadInt32LittleEndian(payload);
                    case DumpDone:
                        return 0;
                    default:
                        answer?.Invoke(new NetlinkReply(type, payload));
                        break;
                }

                at += (length + 3) & ~3;
            }

            if (!dump && !acknowledged)
            {
                return 0;
            }
        }
    }

    /// <summary>struct nlmsgerr: the error, the request it belongs to, attributes.</summary>
    private static string? WordsOf(ReadOnlySpan<byte> error, ushort flags)
    {
        if ((flags & NLM_F_ACK_TLVS) == 0 || error.Length < 20)
        {
            return null;
        }

        int request = (flags & NLM_F_CAPPED) != 0 ? 16 : ((int)BinaryPrimitives.ReadUInt32LittleEndian(error[4..]) + 3) & ~3;
        ReadOnlySpan<byte> words = request + 4 > error.Length ? default : NetlinkReply.Find(error[(request + 4)..], NLMSGERR_ATTR_MSG);
        return words.IsEmpty ? null : EthtoolIoctl.Text(words);
    }
}
