using System.Buffers.Binary;
using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>nfnetlink's conventions: a family in the fixed part, numbers in network byte order.</summary>
internal static class Nfnetlink
{
    /// <summary>Length of struct nfgenmsg.</summary>
    public const int Body = 4;

    public static NetlinkMessage Message(int subsystem, int message, ushort flags, byte family) =>
        new((ushort)((subsystem << 8) | message), flags, [family, 0, 0, 0]);

    /// <summary>Begins or ends a transaction; the fixed part names the subsystem.</summary>
    public static NetlinkMessage Batch(int message, int subsystem) => new((ushort)message, 0, [0, 0, 0, (byte)subsystem]);

    public static NetlinkMessage AddNumber(this NetlinkMessage message, ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return message.Add(type, bytes);
    }

    public static int Number(ReadOnlySpan<byte> attribute) => attribute.Length < 4 ? 0 : BinaryPrimitives.ReadInt32BigEndian(attribute);

    public static string Text(ReadOnlySpan<byte> attribute) => Encoding.UTF8.GetString(attribute.TrimEnd((byte)0));
}
