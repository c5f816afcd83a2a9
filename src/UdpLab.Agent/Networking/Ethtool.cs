using System.Runtime.InteropServices;
using System.Text;
using UdpLab.Agent.Native;

namespace UdpLab.Agent.Networking;

/// <summary>What the agent needs of SIOCETHTOOL (include/uapi/linux/ethtool.h): driver name, statistics, GRO, channels.</summary>
internal static unsafe class Ethtool
{
    private const nuint SIOCETHTOOL = 0x8946;
    private const uint GDRVINFO = 3, GSTRINGS = 0x1b, GSTATS = 0x1d, GGRO = 0x2b, SGRO = 0x2c, GSSET_INFO = 0x37;
    private const int StatisticsSet = 1, NameLength = 32, DriverInfoLength = 196;

    /// <summary>Name of the driver, empty where the device does not tell (loopback).</summary>
    public static string Driver(string name)
    {
        Span<byte> info = stackalloc byte[DriverInfoLength];
        info.Clear();
        MemoryMarshal.Write(info, GDRVINFO);
        return Call(name, info) == 0 ? Text(info.Slice(4, NameLength)) : "";
    }

    /// <summary>ethtool -S: empty where the driver has none.</summary>
    public static Dictionary<string, long> Statistics(string name)
    {
        Dictionary<string, long> statistics = [];
        Span<byte> set = stackalloc byte[24];
        set.Clear();
        MemoryMarshal.Write(set, GSSET_INFO);
        MemoryMarshal.Write(set[8..], 1UL << StatisticsSet);
        if (Call(name, set) != 0 || MemoryMarshal.Read<ulong>(set[8..]) == 0)
        {
            return statistics;
        }

        int count = MemoryMarshal.Read<int>(set[16..]);
        byte[] names = new byte[12 + (count * NameLength)];
        MemoryMarshal.Write(names, GSTRINGS);
        MemoryMarshal.Write(names.AsSpan(4), StatisticsSet);
        MemoryMarshal.Write(names.AsSpan(8), count);
        byte[] values = new byte[8 + (count * 8)];
        MemoryMarshal.Write(values, GSTATS);
        MemoryMarshal.Write(values.AsSpan(4), count);
        if (count <= 0 || Call(name, names) != 0 || Call(name, values) != 0)
        {
            return statistics;
        }

        for (int i = 0; i < count; i++)
        {
            // Some drivers (vmxnet3) repeat the same names for every queue.
            string statistic = Text(names.AsSpan(12 + (i * NameLength), NameLength)).Trim();
            statistics[statistic] = statistics.GetValueOrDefault(statistic) + MemoryMarshal.Read<long>(values.AsSpan(8 + (i * 8)));
        }

        return statistics;
    }

    /// <summary>Generic receive offload: on, off, or null where the kernel does not tell.</summary>
    public static bool? Gro(string name)
    {
        Span<byte> value = stackalloc byte[8];
        value.Clear();
        MemoryMarshal.Write(value, GGRO);
        return Call(name, value) == 0 ? MemoryMarshal.Read<int>(value[4..]) != 0 : null;
    }

    public static void SetGro(string name, bool on)
    {
        Span<byte> value = stackalloc byte[8];
        MemoryMarshal.Write(value, SGRO);
        MemoryMarshal.Write(value[4..], on ? 1 : 0);
        int errno = Call(name, value);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Switching GRO of {name} failed", "ETHTOOL_SGRO");
        }
    }

    private static int Call(string name, Span<byte> data)
    {
        // struct ifreq { char name[16]; void *data; ... } of 40 bytes.
        Span<byte> request = stackalloc byte[40];
        request.Clear();
        if (Encoding.UTF8.GetByteCount(name) > 15)
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
                return Libc.Ioctl(fd, SIOCETHTOOL, pointer) == 0 ? 0 : Errno.Last;
            }
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
