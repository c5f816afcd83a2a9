using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>struct sockaddr_in and sockaddr_in6 as bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SockAddr
{
    public const int Size = 28;
    private fixed byte _bytes[Size];
    private int _length;

    /// <summary>AF_INET or AF_INET6 for an address.</summary>
    public static int Family(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? Abi.AF_INET6 : Abi.AF_INET;

    public static SockAddr From(IPAddress address, int port)
    {
        SockAddr result = default;
        Span<byte> bytes = new(result._bytes, Size);
        int family = Family(address);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)family);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)port);
        if (family == Abi.AF_INET)
        {
            address.TryWriteBytes(bytes[4..], out _);
            result._length = 16;
        }
        else
        {
            address.TryWriteBytes(bytes[8..], out _);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], (uint)address.ScopeId);
            result._length = Size;
        }

        return result;
    }

    /// <summary>The local end of a bound or connected socket.</summary>
    public static IPEndPoint LocalOf(int fd)
    {
        byte* bytes = stackalloc byte[Size];
        int length = Size;
        if (Libc.GetSockName(fd, bytes, &length) != 0)
        {
            throw AgentException.FromErrno(Errno.Last, "getsockname failed");
        }

        return Parse(new ReadOnlySpan<byte>(bytes, length));
    }

    public static IPEndPoint Parse(ReadOnlySpan<byte> bytes)
    {
        int port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes) == Abi.AF_INET
            ? new IPEndPoint(new IPAddress(bytes.Slice(4, 4)), port)
            : new IPEndPoint(new IPAddress(bytes.Slice(8, 16), BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..])), port);
    }

    public readonly int BindTo(int fd)
    {
        SockAddr copy = this;
        return Libc.Bind(fd, &copy, _length);
    }

    public readonly int ConnectTo(int fd)
    {
        SockAddr copy = this;
        return Libc.Connect(fd, &copy, _length);
    }
}
