using System.Buffers.Binary;

namespace UdpLab.Wire;

/// <summary>What a frame between a controller and a guest's init says.</summary>
internal enum GuestFrameKind : byte
{
    /// <summary>From the guest: its init is done. Text: what could not be set up, a line each.</summary>
    Ready = 1,

    /// <summary>Start an agent. Text: its arguments, each ended by a NUL.</summary>
    Start,

    /// <summary>Bytes of an agent's stdin or stdout.</summary>
    Data,

    /// <summary>Bytes of an agent's stderr.</summary>
    Complaint,

    /// <summary>Close an agent's stdin.</summary>
    Close,

    /// <summary>Kill an agent.</summary>
    Kill,

    /// <summary>From the guest: an agent has ended, and all its output was sent. Text: its exit status.</summary>
    Ended,
}

/// <summary>
/// The frames in which a guest's agents share one serial port: kind (1 byte), number of the agent (4), length (4), bytes. The
/// numbers are the controller's; 0 is the guest itself.
/// </summary>
internal static class GuestFrame
{
    /// <summary>Name of the virtio-serial port.</summary>
    public const string PortName = "udplab.agent";

    /// <summary>Most bytes of a frame; longer data takes several.</summary>
    public const int Longest = 64 * 1024;

    private const int HeaderLength = 9;

    /// <summary>Writes a frame. Writers of one stream take turns.</summary>
    public static void Write(Stream stream, GuestFrameKind kind, int number, ReadOnlySpan<byte> bytes)
    {
        byte[] frame = new byte[HeaderLength + bytes.Length];
        frame[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), number);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(5), bytes.Length);
        bytes.CopyTo(frame.AsSpan(HeaderLength));
        stream.Write(frame, 0, frame.Length);
        stream.Flush();
    }

    /// <summary>Reads a frame; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">It is not a frame.</exception>
    public static (GuestFrameKind Kind, int Number, byte[] Bytes)? Read(Stream stream)
    {
        byte[] header = new byte[HeaderLength];
        if (!Fill(stream, header))
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(5));
        if (header[0] is < (byte)GuestFrameKind.Ready or > (byte)GuestFrameKind.Ended || length is < 0 or > Longest)
        {
            throw new InvalidDataException("it sent something that is not a frame");
        }

        byte[] bytes = new byte[length];
        return Fill(stream, bytes) ? ((GuestFrameKind)header[0], BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(1)), bytes) : null;
    }

    private static bool Fill(Stream stream, byte[] bytes)
    {
        for (int at = 0; at < bytes.Length;)
        {
            int read = stream.Read(bytes, at, bytes.Length - at);
            if (read <= 0)
            {
                return false;
            }

            at += read;
        }

        return true;
    }
}
