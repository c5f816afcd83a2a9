using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;

namespace UdpLab.Agent.Nic;

/// <summary>"UdpHashFields", "Udp6HashFields": the fields of UDP packets that RSS hashes (ethtool -n rx-flow-hash udp4), in ethtool's letters.</summary>
internal sealed class HashFieldsKind(string name, int flowType) : SettingKind
{
    public const int Udp4 = 2, Udp6 = 6;
    private const uint GRXFH = 0x29, SRXFH = 0x2a;
    private const int NfcLength = 192;

    /// <summary>RXH_*: from bit 1 on, and discard.</summary>
    private static readonly (char Letter, ulong Bit)[] _letters =
        [('m', 1 << 1), ('v', 1 << 2), ('t', 1 << 3), ('s', 1 << 4), ('d', 1 << 5), ('f', 1 << 6), ('n', 1 << 7), ('r', 1UL << 31)];

    public override string Name => name;

    public override string Remedy => "Some devices always hash the same fields, whatever is set.";

    public override string? Read(string target, string which)
    {
        Span<byte> data = Request(GRXFH);
        if (EthtoolIoctl.Call(target, data) != 0)
        {
            return null;
        }

        ulong fields = MemoryMarshal.Read<ulong>(data[8..]);
        string letters = string.Concat(_letters.Where(l => (fields & l.Bit) != 0).Select(l => l.Letter));
        return letters.Length == 0 ? "none" : letters;
    }

    public override void Write(string target, string which, string value)
    {
        Span<byte> data = Request(SRXFH);
        MemoryMarshal.Write(data[8..], _letters.Where(l => value != "none" && value.Contains(l.Letter)).Aggregate(0UL, (sum, l) => sum | l.Bit));
        int errno = EthtoolIoctl.Call(target, data);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Hashing {value} of UDP packets on {target} failed", "ETHTOOL_SRXFH");
        }
    }

    private byte[] Request(uint command)
    {
        byte[] data = new byte[NfcLength];
        MemoryMarshal.Write(data, command);
        MemoryMarshal.Write(data.AsSpan(4), flowType);
        return data;
    }
}
