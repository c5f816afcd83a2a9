using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>What the agent needs from SIOCETHTOOL (include/uapi/linux/ethtool.h): driver name, statistics, and switching GRO.</summary>
internal static class Ethtool
{
    private const uint GDRVINFO = 3, GSTATS = 0x1d, SGRO = 0x2c;
    private const int NameLength = EthtoolIoctl.NameLength, DriverInfoLength = 196;

    /// <summary>Name of the driver; empty if the device does not report it (loopback).</summary>
    public static string Driver(string name)
    {
        Span<byte> info = stackalloc byte[DriverInfoLength];
        info.Clear();
        MemoryMarshal.Write(info, GDRVINFO);
        return EthtoolIoctl.Call(name, info) == 0 ? EthtoolIoctl.Text(info.Slice(4, NameLength)) : "";
    }

    /// <summary>ethtool -S; empty if the driver has none.</summary>
    public static Dictionary<string, ulong> Statistics(string name)
    {
        Dictionary<string, ulong> statistics = [];
        string[] names = EthtoolStrings.Of(name, EthtoolStrings.Statistics);
        byte[] values = new byte[8 + (names.Length * 8)];
        MemoryMarshal.Write(values, GSTATS);
        MemoryMarshal.Write(values.AsSpan(4), names.Length);
        if (names.Length == 0 || EthtoolIoctl.Call(name, values) != 0)
        {
            return statistics;
        }

        for (int i = 0; i < names.Length; i++)
        {
            // Some drivers (vmxnet3) repeat the names for every queue.
            string statistic = names[i].Trim();
            statistics[statistic] = unchecked(statistics.GetValueOrDefault(statistic) + MemoryMarshal.Read<ulong>(values.AsSpan(8 + (i * 8))));
        }

        return statistics;
    }

    public static void SetGro(string name, bool on)
    {
        Span<byte> value = stackalloc byte[8];
        MemoryMarshal.Write(value, SGRO);
        MemoryMarshal.Write(value[4..], on ? 1 : 0);
        int errno = EthtoolIoctl.Call(name, value);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Switching GRO of {name} failed", "ETHTOOL_SGRO");
        }
    }
}
