using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>The memory one thread receives into, laid out once: buffers, vectors, message headers, control data, sources.</summary>
internal sealed unsafe class ReceiveBuffers : IDisposable
{
    private const int Page = 4096, NameLength = 28;
    private readonly byte* _data;
    private readonly byte* _control;
    private readonly IoVector* _vectors;
    private readonly byte* _names;
    private readonly int _segments;
    private readonly int _controlLength;

    public ReceiveBuffers(BufferLayout layout)
    {
        int batch = Batch = layout.Batch;
        BufferSize = layout.Size;
        _segments = layout.Segments;
        _controlLength = layout.Control;
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(Page, layout.Bytes), Page);
        _vectors = (IoVector*)NativeMemory.AllocZeroed((nuint)batch * (nuint)_segments, (nuint)sizeof(IoVector));
        Messages = (MessageHeaderMultiple*)NativeMemory.AlignedAlloc((nuint)(batch * sizeof(MessageHeaderMultiple)), 64);
        NativeMemory.Clear(Messages, (nuint)(batch * sizeof(MessageHeaderMultiple)));
        _control = _controlLength > 0 ? (byte*)NativeMemory.AllocZeroed((nuint)batch, (nuint)_controlLength) : null;
        _names = layout.Named ? (byte*)NativeMemory.AllocZeroed((nuint)batch, NameLength) : null;
        for (int i = 0; i < batch; i++)
        {
            Messages[i].Header.Name = layout.Named ? Name(i) : null;
            Divide(_vectors + (i * _segments), _data + ((long)BufferSize * i));
            Messages[i].Header.Vectors = _vectors + (i * _segments);
            Messages[i].Header.VectorCount = _segments;
            Messages[i].Header.Control = _control == null ? null : _control + (i * _controlLength);
        }

        Rearm(batch);
    }

    public int Batch { get; }

    public nint BufferSize { get; }

    public MessageHeaderMultiple* Messages { get; }

    /// <summary>A message's payload, whose parts are adjacent.</summary>
    public byte* Data(int index = 0) => _vectors[index * _segments].Base;

    /// <summary>Whether the sources of messages are requested.</summary>
    public bool Named => _names != null;

    /// <summary>A message's source: struct sockaddr_in or sockaddr_in6.</summary>
    public byte* Name(int index) => _names + (index * NameLength);

    /// <summary>The kernel reduces lengths to what it wrote: reset them.</summary>
    public void Rearm(int used)
    {
        for (int i = 0; _control != null && i < used; i++)
        {
            Messages[i].Header.ControlLength = _controlLength;
        }

        for (int i = 0; Named && i < used; i++)
        {
            Messages[i].Header.NameLength = NameLength;
        }
    }

    /// <summary>Segment size of a GRO bundle from its UDP_GRO control message, the only one; the whole length if the kernel merged nothing.</summary>
    public int SegmentSize(int index, int length)
    {
        // struct cmsghdr { size_t len; int level; int type; } int gso_size.
        ref MessageHeader header = ref Messages[index].Header;
        byte* control = (byte*)header.Control;
        if (header.ControlLength >= 20 && *(int*)(control + 8) == Abi.SOL_UDP && *(int*)(control + 12) == Abi.UDP_GRO)
        {
            int size = *(int*)(control + 16);
            return size > 0 ? size : length;
        }

        return length;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        NativeMemory.Free(_vectors);
        NativeMemory.AlignedFree(Messages);
        NativeMemory.Free(_control);
        NativeMemory.Free(_names);
    }

    /// <summary>Equal parts; the last one has the remainder.</summary>
    private void Divide(IoVector* vectors, byte* data)
    {
        nint part = BufferSize / _segments;
        for (int i = 0; i < _segments; i++)
        {
            vectors[i] = new IoVector { Base = data + (part * i), Length = i + 1 < _segments ? part : BufferSize - (part * i) };
        }
    }
}
