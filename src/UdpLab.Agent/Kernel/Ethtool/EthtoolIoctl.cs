using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>SIOCETHTOOL (include/uapi/linux/ethtool.h), which every kernel has.</summary>
internal static unsafe class EthtoolIoctl
{
    public const int NameLength = 32;
    private const nuint SIOCETHTOOL = 0x8946;
    private const int RequestLength = 40, LongestName = 15;

    /// <summary>Passes the kernel a struct that begins with a command, in the calling thread's namespace; returns 0 or errno.</summary>
    public static int Call(string name, Span<byte> data)
    {
        // struct ifreq { char name[16]; void *data; ... }
        Span<byte> request = stackalloc byte[RequestLength];
        request.Clear();
        if (Encoding.UTF8.GetByteCount(name) > LongestName)
        {
            return Errno.ENODEV;
        }

        Encoding.UTF8.GetBytes(name, request);
        int fd = Libc.Socket(Abi.AF_INET, Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC, 0);
        try
        {
            fixed (byte* pointer = request)
            fixed (byte* payload = data)
            {
                *(byte**)(pointer + 16) = payload;

                // A positive result is more than success (ETHTOOL_F_WISH): the outcome is read back.
                return Libc.Ioctl(fd, SIOCETHTOOL, pointer) >= 0 ? 0 : Errno.Last;
            }
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    /// <summary>A null-terminated string.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
