using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>Names of an interface's statistics, of the kernel's features and the like (enum ethtool_stringset).</summary>
internal static class EthtoolStrings
{
    public const int Statistics = 1, Features = 4, HashFunctions = 5;
    private const uint GSTRINGS = 0x1b, GSSET_INFO = 0x37;

    /// <summary>Empty where there are none.</summary>
    public static string[] Of(string name, int set)
    {
        Span<byte> info = stackalloc byte[24];
        info.Clear();
        MemoryMarshal.Write(info, GSSET_INFO);
        MemoryMarshal.Write(info[8..], 1UL << set);
        if (EthtoolIoctl.Call(name, info) != 0 || MemoryMarshal.Read<ulong>(info[8..]) == 0)
        {
            return [];
        }

        int count = MemoryMarshal.Read<int>(info[16..]);
        byte[] names = new byte[12 + (count * EthtoolIoctl.NameLength)];
        MemoryMarshal.Write(names, GSTRINGS);
        MemoryMarshal.Write(names.AsSpan(4), set);
        MemoryMarshal.Write(names.AsSpan(8), count);
        return count <= 0 || EthtoolIoctl.Call(name, names) != 0
            ? []
            : [.. Enumerable.Range(0, count).Select(i => EthtoolIoctl.Text(names.AsSpan(12 + (i * EthtoolIoctl.NameLength), EthtoolIoctl.NameLength)))];
    }
}
