using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>The memory one thread receives into, laid out once: buffers, vectors, message headers, control data for GRO.</summary>
internal sealed unsafe class ReceiveBuffers : IDisposable
{
    /// <summary>Largest UDP payload: one datagram, or one GRO bundle.</summary>
    public const int Whole = 65536;

    /// <summary>
    /// Size of a batch's buffers: a jumbo frame, rounded to an odd number of cache lines so that their starts spread over the
    /// cache's sets. Longer datagrams are truncated, but counted in full (MSG_TRUNC).
    /// </summary>
    private const int InBatch = 9216 + 64;

    private const int ControlLength = 64, NameLength = 28;
    private readonly byte* _data;
    private readonly byte* _control;
    private readonly IoVector* _vectors;
    private readonly byte* _names;

    /// <param name="batch">Messages a call may return.</param>
    /// <param name="gro">A message may be a bundle.</param>
    /// <param name="named">Request each message's source address.</param>
    public ReceiveBuffers(int batch, bool gro, bool named = false)
    {
        Batch = batch;
        BufferSize = SizeOf(batch, gro, named);
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)((long)BufferSize * batch), 4096);
        _vectors = (IoVector*)NativeMemory.AllocZeroed((nuint)batch, (nuint)sizeof(IoVector));
        Messages = (MessageHeaderMultiple*)NativeMemory.AlignedAlloc((nuint)(batch * sizeof(MessageHeaderMultiple)), 64);
        NativeMemory.Clear(Messages, (nuint)(batch * sizeof(MessageHeaderMultiple)));
        _control = gro ? (byte*)NativeMemory.AllocZeroed((nuint)batch, ControlLength) : null;
        _names = named ? (byte*)NativeMemory.AllocZeroed((nuint)batch, NameLength) : null;
        for (int i = 0; i < batch; i++)
        {
            Messages[i].Header.Name = named ? Name(i) : null;
            _vectors[i] = new IoVector { Base = _data + ((long)BufferSize * i), Length = BufferSize };
            Messages[i].Header.Vectors = _vectors + i;
            Messages[i].Header.VectorCount = 1;
            Messages[i].Header.Control = gro ? _control + (i * ControlLength) : null;
        }

        Rearm(batch);
    }

    /// <summary>Bytes of one thread's buffers.</summary>
    /// <inheritdoc cref="ReceiveBuffers(int, bool, bool)"/>
    public static long BytesOf(int batch, bool gro, bool named) => (long)batch * SizeOf(batch, gro, named);

    public int Batch { get; }

    public nint BufferSize { get; }

    public MessageHeaderMultiple* Messages { get; }

    public byte* Data(int index = 0) => _vectors[index].Base;

    /// <summary>Whether the sources of messages are requested.</summary>
    public bool Named => _names != null;

    /// <summary>A message's source: struct sockaddr_in or sockaddr_in6.</summary>
    public byte* Name(int index) => _names + (index * NameLength);

    /// <summary>The kernel reduces lengths to what it wrote: reset them.</summary>
    public void Rearm(int used)
    {
        for (int i = 0; _control != null && i < used; i++)
        {
            Messages[i].Header.ControlLength = ControlLength;
        }

        for (int i = 0; Named && i < used; i++)
        {
            Messages[i].Header.NameLength = NameLength;
        }
    }

    /// <summary>Segment size of a GRO bundle from its UDP_GRO control message; the whole length if the kernel merged nothing.</summary>
    public int SegmentSize(int index, int length)
    {
        // One control message at most: struct cmsghdr { size_t len; int level; int type; } int gso_size.
        ref MessageHeader header = ref Messages[index].Header;
        byte* control = (byte*)header.Control;
        if (header.ControlLength >= 20 && *(int*)(control + 8) == Abi.SOL_UDP && *(int*)(control + 12) == Abi.UDP_GRO)
        {
            int size = *(int*)(control + 16);
            return size > 0 ? size : length;
        }

        return length;
    }

    private static int SizeOf(int batch, bool gro, bool named) => batch == 1 || gro || named ? Whole : InBatch;

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        NativeMemory.Free(_vectors);
        NativeMemory.AlignedFree(Messages);
        NativeMemory.Free(_control);
        NativeMemory.Free(_names);
    }
}
