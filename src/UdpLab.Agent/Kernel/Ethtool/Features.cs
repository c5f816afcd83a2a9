using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>Offloads (ethtool -k) under the kernel's names: ETHTOOL_GFEATURES, since 2.6.39.</summary>
internal static class Features
{
    private const uint GFEATURES = 0x3a, SFEATURES = 0x3b;
    private const int GetBlock = 16, SetBlock = 8;

    /// <summary>The kernel's names, the same for all interfaces.</summary>
    private static string[]? _names;

    /// <summary>A feature: whether it is in effect, requested, and switchable.</summary>
    public readonly record struct State(string Name, bool Active, bool Wanted, bool Changeable);

    /// <summary>Empty if the kernel does not report it.</summary>
    public static State[] Read(string name)
    {
        string[] names = _names ??= EthtoolStrings.Of(name, EthtoolStrings.Features);
        int blocks = (names.Length + 31) / 32;
        byte[] data = new byte[8 + (blocks * GetBlock)];
        MemoryMarshal.Write(data, GFEATURES);
        MemoryMarshal.Write(data.AsSpan(4), blocks);
        if (blocks == 0 || EthtoolIoctl.Call(name, data) != 0)
        {
            return [];
        }

        // struct ethtool_get_features_block { available, requested, active, never_changed }
        bool Bit(int feature, int word) => (MemoryMarshal.Read<uint>(data.AsSpan(8 + (feature / 32 * GetBlock) + (word * 4))) & (1u << (feature % 32))) != 0;
        return [.. Enumerable.Range(0, names.Length)
            .Where(i => names[i].Length > 0)
            .Select(i =>
            {
                bool changeable = Bit(i, 0) && !Bit(i, 3);
                return new State(names[i], Bit(i, 2), changeable ? Bit(i, 1) : Bit(i, 2), changeable);
            })];
    }

    /// <summary>Switches features. A feature may stay off because of another one.</summary>
    public static void Write(string name, IReadOnlyDictionary<string, bool> wanted)
    {
        string[] names = _names ??= EthtoolStrings.Of(name, EthtoolStrings.Features);
        int blocks = (names.Length + 31) / 32;
        byte[] data = new byte[8 + (blocks * SetBlock)];
        MemoryMarshal.Write(data, SFEATURES);
        MemoryMarshal.Write(data.AsSpan(4), blocks);
        foreach ((string feature, bool on) in wanted)
        {
            int i = Array.IndexOf(names, feature);
            Span<byte> block = data.AsSpan(8 + (i / 32 * SetBlock));
            uint bit = 1u << (i % 32);
            MemoryMarshal.Write(block, MemoryMarshal.Read<uint>(block) | bit);
            MemoryMarshal.Write(block[4..], MemoryMarshal.Read<uint>(block[4..]) | (on ? bit : 0));
        }

        int errno = EthtoolIoctl.Call(name, data);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Switching {string.Join(", ", wanted.Select(w => $"{w.Key} {(w.Value ? "on" : "off")}"))} of {name} failed", "ETHTOOL_SFEATURES");
        }
    }
}
