using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Rules of the device's receive flow classifier (ethtool -n): struct ethtool_rxnfc with a struct ethtool_rx_flow_spec in it.</summary>
internal static class FlowRules
{
    private const uint GRXCLSRLCNT = 0x2e, GRXCLSRULE = 0x2f, GRXCLSRLALL = 0x30, SRXCLSRLDEL = 0x31, SRXCLSRLINS = 0x32;
    private const uint DriverChoosesPlace = 0x80000000;
    private const int UDP_V4_FLOW = 2, UDP_V6_FLOW = 6;

    // Offsets: rxnfc is cmd, flow_type, u64 data, then the rule: flow_type, header (52), extension (20), their masks, u64 ring, location.
    private const int Length = 192, Data = 8, FlowType = 16, Header = 20, Mask = Header + 52 + 20, Ring = 168, Location = 176, Count = 184, Places = 188;

    /// <summary>Number of rule slots and the rules in use; null if the device has no classifier or assigns slots itself.</summary>
    public static (int Places, Dictionary<int, string> Rules)? Read(string name)
    {
        byte[] data = Request(GRXCLSRLCNT);
        if (EthtoolIoctl.Call(name, data) != 0)
        {
            return null;
        }

        int count = MemoryMarshal.Read<int>(data.AsSpan(Count));
        data = new byte[Length + (count * 4)];
        MemoryMarshal.Write(data, GRXCLSRLALL);
        MemoryMarshal.Write(data.AsSpan(Count), count);
        if (EthtoolIoctl.Call(name, data) != 0)
        {
            return null;
        }

        ulong places = MemoryMarshal.Read<ulong>(data.AsSpan(Data));
        if ((places & DriverChoosesPlace) != 0 || places == 0)
        {
            return null;
        }

        count = Math.Min(count, MemoryMarshal.Read<int>(data.AsSpan(Count)));
        return ((int)places, Enumerable.Range(0, count)
            .Select(i => MemoryMarshal.Read<int>(data.AsSpan(Places + (i * 4))))
            .ToDictionary(place => place, place => Read(name, place) ?? "other"));
    }

    /// <summary>The rule in a slot, "other" for a rule that does not steer UDP to a queue, null for none.</summary>
    public static string? Read(string name, int place)
    {
        byte[] data = Request(GRXCLSRULE, place);
        if (EthtoolIoctl.Call(name, data) != 0)
        {
            return null;
        }

        int type = MemoryMarshal.Read<int>(data.AsSpan(FlowType));
        ulong queue = MemoryMarshal.Read<ulong>(data.AsSpan(Ring));
        return type is not (UDP_V4_FLOW or UDP_V6_FLOW) || queue > int.MaxValue ? "other" : Decode(data, type == UDP_V6_FLOW, (int)queue).ToString();
    }

    public static void Insert(string name, int place, FlowRuleText rule)
    {
        byte[] data = Encode(rule, place);
        MemoryMarshal.Write(data, SRXCLSRLINS);
        int errno = EthtoolIoctl.Call(name, data);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Adding the rule '{rule}' to {name} failed", "ETHTOOL_SRXCLSRLINS");
        }
    }

    public static void Delete(string name, int place)
    {
        int errno = EthtoolIoctl.Call(name, Request(SRXCLSRLDEL, place));
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"Removing rule {place} of {name} failed", "ETHTOOL_SRXCLSRLDEL");
        }
    }

    /// <summary>struct ethtool_rxnfc of a rule, without its command.</summary>
    internal static byte[] Encode(FlowRuleText rule, int place)
    {
        byte[] data = Request(0, place);
        int address = rule.Ipv6 ? 16 : 4;
        MemoryMarshal.Write(data.AsSpan(FlowType), rule.Ipv6 ? UDP_V6_FLOW : UDP_V4_FLOW);
        MemoryMarshal.Write(data.AsSpan(Ring), (ulong)rule.Queue);
        WriteAddress(data, 0, rule.Source);
        WriteAddress(data, address, rule.Destination);
        WritePort(data, 2 * address, rule.SourcePort);
        WritePort(data, (2 * address) + 2, rule.DestinationPort);
        return data;
    }

    private static FlowRuleText Decode(ReadOnlySpan<byte> data, bool ipv6, int queue)
    {
        int address = ipv6 ? 16 : 4;
        return new FlowRuleText
        {
            Ipv6 = ipv6,
            Source = ReadAddress(data, 0, address),
            Destination = ReadAddress(data, address, address),
            SourcePort = ReadPort(data, 2 * address),
            DestinationPort = ReadPort(data, (2 * address) + 2),
            Queue = queue,
        };
    }

    private static void WriteAddress(Span<byte> data, int at, IPAddress? address)
    {
        if (address?.GetAddressBytes() is { } bytes)
        {
            bytes.CopyTo(data[(Header + at)..]);
            data.Slice(Mask + at, bytes.Length).Fill(0xff);
        }
    }

    private static void WritePort(Span<byte> data, int at, int? port)
    {
        if (port is int number)
        {
            BinaryPrimitives.WriteUInt16BigEndian(data[(Header + at)..], (ushort)number);
            BinaryPrimitives.WriteUInt16BigEndian(data[(Mask + at)..], ushort.MaxValue);
        }
    }

    private static IPAddress? ReadAddress(ReadOnlySpan<byte> data, int at, int length) =>
        data.Slice(Mask + at, length).ContainsAnyExcept((byte)0) ? new IPAddress(data.Slice(Header + at, length)) : null;

    private static int? ReadPort(ReadOnlySpan<byte> data, int at) =>
        data.Slice(Mask + at, 2).ContainsAnyExcept((byte)0) ? BinaryPrimitives.ReadUInt16BigEndian(data[(Header + at)..]) : null;

    private static byte[] Request(uint command, int place = 0)
    {
        byte[] data = new byte[Length];
        MemoryMarshal.Write(data, command);
        MemoryMarshal.Write(data.AsSpan(Location), place);
        return data;
    }
}
