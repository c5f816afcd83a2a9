using System.Buffers.Binary;
using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>Writes one rtnetlink request: header, fixed part, attributes, nested attributes (rtnetlink(7)).</summary>
internal sealed class NetlinkMessage
{
    public const ushort Request = 1, Acknowledge = 4, Create = 0x400, Exclusive = 0x200, Dump = 0x300;
    private const int HeaderLength = 16;
    private readonly MemoryStream _bytes = new();

    /// <param name="type">RTM_*.</param>
    /// <param name="flags">NLM_F_*, without the request flag.</param>
    /// <param name="body">The fixed part that follows the header (ifinfomsg, ifaddrmsg, ...).</param>
    public NetlinkMessage(ushort type, ushort flags, ReadOnlySpan<byte> body)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)(flags | Request));
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], 1);
        _bytes.Write(header);
        _bytes.Write(body);
        Pad();
    }

    public NetlinkMessage Add(ushort type, ReadOnlySpan<byte> value)
    {
        Span<byte> header = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(4 + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], type);
        _bytes.Write(header);
        _bytes.Write(value);
        Pad();
        return this;
    }

    public NetlinkMessage Add(ushort type, uint value) => Add(type, BitConverter.GetBytes(value));

    public NetlinkMessage Add(ushort type, string value) => Add(type, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>Attributes inside an attribute.</summary>
    public NetlinkMessage Nest(ushort type, Action<NetlinkMessage> content, ReadOnlySpan<byte> body = default)
    {
        long start = _bytes.Position;
        _bytes.Write(stackalloc byte[4]);
        _bytes.Write(body);
        Pad();
        content(this);
        Span<byte> header = _bytes.GetBuffer().AsSpan((int)start);
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(_bytes.Position - start));
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], type);
        return this;
    }

    public byte[] ToArray()
    {
        byte[] bytes = _bytes.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)bytes.Length);
        return bytes;
    }

    private void Pad()
    {
        while (_bytes.Position % 4 != 0)
        {
            _bytes.WriteByte(0);
        }
    }
}
