using System.Buffers.Binary;

namespace UdpLab.Agent.Kernel;

/// <summary>One message of rtnetlink's answer.</summary>
internal readonly ref struct NetlinkReply(ushort type, ReadOnlySpan<byte> payload)
{
    public ushort Type { get; } = type;

    /// <summary>The fixed part and the attributes.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The first attribute of a type after the fixed header; empty if there is none.</summary>
    public ReadOnlySpan<byte> Attribute(int fixedLength, ushort wanted) => Find(Payload[Math.Min(fixedLength, Payload.Length)..], wanted);

    /// <summary>The first attribute of a type in a list of them.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> attributes, ushort wanted)
    {
        while (attributes.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
            if (length < 4 || length > attributes.Length)
            {
                break;
            }

            // The two highest bits mean "nested" and "network byte order".
            if ((BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]) & 0x3fff) == wanted)
            {
                return attributes[4..length];
            }

            attributes = attributes[Math.Min((length + 3) & ~3, attributes.Length)..];
        }

        return default;
    }
}

/// <summary>Processes one message of an answer.</summary>
internal delegate void NetlinkAnswer(NetlinkReply reply);
