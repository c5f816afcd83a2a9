using System.Runtime.InteropServices;
using UdpLab.Agent.Native;

namespace UdpLab.Agent.Sinks;

/// <summary>The memory one thread receives into, laid out once: buffers, vectors, message headers, control data for GRO.</summary>
internal sealed unsafe class ReceiveBuffers : IDisposable
{
    /// <summary>Largest UDP payload: one datagram, or one GRO bundle.</summary>
    public const int Whole = 65536;

    /// <summary>
    /// A buffer of a batch: a jumbo frame, and an odd number of cache lines so that the starts spread over the cache's
    /// sets. Longer datagrams are cut, but counted in full (MSG_TRUNC).
    /// </summary>
    private const int InBatch = 9216 + 64;

    private const int ControlLength = 64;
    private readonly byte* _data;
    private readonly byte* _control;
    private readonly IoVector* _vectors;

    public ReceiveBuffers(int batch, bool gro)
    {
        Batch = batch;
        BufferSize = batch == 1 || gro ? Whole : InBatch;
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)((long)BufferSize * batch), 4096);
        _vectors = (IoVector*)NativeMemory.AllocZeroed((nuint)batch, (nuint)sizeof(IoVector));
        Messages = (MessageHeaderMultiple*)NativeMemory.AlignedAlloc((nuint)(batch * sizeof(MessageHeaderMultiple)), 64);
        NativeMemory.Clear(Messages, (nuint)(batch * sizeof(MessageHeaderMultiple)));
        _control = gro ? (byte*)NativeMemory.AllocZeroed((nuint)batch, ControlLength) : null;
        for (int i = 0; i < batch; i++)
        {
            _vectors[i] = new IoVector { Base = _data + ((long)BufferSize * i), Length = BufferSize };
            Messages[i].Header.Vectors = _vectors + i;
            Messages[i].Header.VectorCount = 1;
            Messages[i].Header.Control = gro ? _control + (i * ControlLength) : null;
        }

        RearmControl(batch);
    }

    public int Batch { get; }

    public nint BufferSize { get; }

    public MessageHeaderMultiple* Messages { get; }

    public byte* Data(int index = 0) => _vectors[index].Base;

    /// <summary>The kernel shortens the control length to what it wrote: make room again.</summary>
    public void RearmControl(int used)
    {
        if (_control == null)
        {
            return;
        }

        for (int i = 0; i < used; i++)
        {
            Messages[i].Header.ControlLength = ControlLength;
        }
    }

    /// <summary>Segment size of a GRO bundle from its UDP_GRO control message; the whole length where the kernel merged nothing.</summary>
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

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        NativeMemory.Free(_vectors);
        NativeMemory.AlignedFree(Messages);
        NativeMemory.Free(_control);
    }
}
