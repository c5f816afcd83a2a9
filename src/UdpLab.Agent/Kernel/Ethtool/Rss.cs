using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>Receive side scaling (ethtool -x): ETHTOOL_GRSSH since 3.17, the table alone before.</summary>
internal static class Rss
{
    private const uint GRSSH = 0x46, SRSSH = 0x47, GRXFHINDIR = 0x38, SRXFHINDIR = 0x39, GRXRINGS = 0x2d;
    private const uint NoChange = 0xFFFFFFFF;
    private const int Head = 24, OldHead = 8, NfcLength = 192;

    /// <summary>Table, key and function; null for what the device lacks.</summary>
    public sealed record State(int[]? Table, byte[]? Key, string? Function);

    public static State Read(string name)
    {
        // struct ethtool_rxfh { cmd, context, indir_size, key_size, u8 hfunc, u8[3], u32, config[] }
        byte[] data = new byte[Head];
        MemoryMarshal.Write(data, GRSSH);
        if (EthtoolIoctl.Call(name, data) != 0)
        {
            return new State(ReadTable(name), null, null);
        }

        int entries = MemoryMarshal.Read<int>(data.AsSpan(8)), key = MemoryMarshal.Read<int>(data.AsSpan(12));
        data = new byte[Head + (entries * 4) + key];
        MemoryMarshal.Write(data, GRSSH);
        MemoryMarshal.Write(data.AsSpan(8), entries);
        MemoryMarshal.Write(data.AsSpan(12), key);
        if (EthtoolIoctl.Call(name, data) != 0)
        {
            return new State(null, null, null);
        }

        return new State(
            entries == 0 ? null : MemoryMarshal.Cast<byte, int>(data.AsSpan(Head, entries * 4)).ToArray(),
            key == 0 ? null : data.AsSpan(Head + (entries * 4), key).ToArray(),
            FunctionName(name, data[16]));
    }

    /// <summary>Queues a table may contain; null if the device does not report it.</summary>
    public static int? Rings(string name)
    {
        Span<byte> data = stackalloc byte[NfcLength];
        data.Clear();
        MemoryMarshal.Write(data, GRXRINGS);
        return EthtoolIoctl.Call(name, data) == 0 ? MemoryMarshal.Read<int>(data[8..]) : null;
    }

    /// <summary>The table is the kernel's default: the queues in turn (ethtool_rxfh_indir_default).</summary>
    public static bool IsDefault(string name, int[] table) => Rings(name) is int rings && rings > 0 && table.Select((queue, i) => queue == i % rings).All(same => same);

    /// <summary>
    /// Sets the table. The kernel's default is set by name, so that the kernel keeps adapting it to the number of queues, which
    /// it does not do for a user-set table.
    /// </summary>
    public static void WriteTable(string name, int[] table)
    {
        int errno = IsDefault(name, table) ? Write(name, 0, [], []) : Write(name, table.Length, [], MemoryMarshal.AsBytes(table.AsSpan()));
        if (errno == Errno.EOPNOTSUPP)
        {
            byte[] old = new byte[OldHead + (table.Length * 4)];
            MemoryMarshal.Write(old, SRXFHINDIR);
            MemoryMarshal.Write(old.AsSpan(4), table.Length);
            MemoryMarshal.AsBytes(table.AsSpan()).CopyTo(old.AsSpan(OldHead));
            errno = EthtoolIoctl.Call(name, old);
        }

        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Setting the RSS table of {name} failed", "ETHTOOL_SRSSH");
        }
    }

    /// <summary>Lets the kernel choose the table (ethtool -X default).</summary>
    public static void Reset(string name)
    {
        int errno = Write(name, 0, [], []);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Setting the RSS table of {name} to the kernel's default failed", "ETHTOOL_SRSSH");
        }
    }

    public static void WriteKey(string name, byte[] key)
    {
        int errno = Write(name, null, key, []);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Setting the RSS key of {name} failed", "ETHTOOL_SRSSH");
        }
    }

    private static int Write(string name, int? entries, ReadOnlySpan<byte> key, ReadOnlySpan<byte> table)
    {
        byte[] data = new byte[Head + table.Length + key.Length];
        MemoryMarshal.Write(data, SRSSH);
        MemoryMarshal.Write(data.AsSpan(8), entries is int count ? (uint)count : NoChange);
        MemoryMarshal.Write(data.AsSpan(12), key.Length);
        table.CopyTo(data.AsSpan(Head));
        key.CopyTo(data.AsSpan(Head + table.Length));
        return EthtoolIoctl.Call(name, data);
    }

    private static int[]? ReadTable(string name)
    {
        byte[] data = new byte[OldHead];
        MemoryMarshal.Write(data, GRXFHINDIR);
        if (EthtoolIoctl.Call(name, data) != 0 || MemoryMarshal.Read<int>(data.AsSpan(4)) is not (> 0 and int entries))
        {
            return null;
        }

        data = new byte[OldHead + (entries * 4)];
        MemoryMarshal.Write(data, GRXFHINDIR);
        MemoryMarshal.Write(data.AsSpan(4), entries);
        return EthtoolIoctl.Call(name, data) != 0 ? null : MemoryMarshal.Cast<byte, int>(data.AsSpan(OldHead)).ToArray();
    }

    /// <summary>hfunc has one bit set: the index of the function's name.</summary>
    private static string? FunctionName(string name, byte function)
    {
        string[] names = function == 0 ? [] : EthtoolStrings.Of(name, EthtoolStrings.HashFunctions);
        int bit = System.Numerics.BitOperations.TrailingZeroCount(function);
        return function != 0 && bit < names.Length ? names[bit] : null;
    }
}
