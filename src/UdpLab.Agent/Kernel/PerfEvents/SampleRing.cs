using System.Buffers.Binary;

namespace UdpLab.Agent.Kernel;

/// <summary>Takes a record of a ring; valid during the call.</summary>
internal delegate void RecordReader(ReadOnlySpan<byte> record);

/// <summary>The ring buffer that a perf event writes its records into (perf_event_open(2), struct perf_event_mmap_page).</summary>
internal sealed unsafe class SampleRing : IDisposable
{
    private const int ReadWrite = 1 | 2, Shared = 1, HeadAt = 1024, TailAt = 1032, HeaderLength = 8, LengthAt = 6;
    private readonly byte* _page;
    private readonly byte* _data;
    private readonly nint _mapped;
    private readonly ulong _size;
    private readonly byte[] _wrapped = new byte[ushort.MaxValue + 1];

    private SampleRing(byte* page, nint mapped)
    {
        _page = page;
        _mapped = mapped;
        _data = page + Environment.SystemPageSize;
        _size = (ulong)(mapped - Environment.SystemPageSize);
    }

    /// <summary>Maps the ring of an event; null if the kernel refuses (<see cref="Errno.Last"/>).</summary>
    /// <param name="fd">The event.</param>
    /// <param name="pages">Pages of data, a power of two.</param>
    public static SampleRing? Map(int fd, int pages)
    {
        nint length = (nint)(pages + 1) * Environment.SystemPageSize;
        nint memory = Libc.MemoryMap(0, length, ReadWrite, Shared, fd, 0);
        return memory == -1 ? null : new SampleRing((byte*)memory, length);
    }

    /// <summary>Hands out all complete records, and makes room for others.</summary>
    public void Drain(RecordReader read)
    {
        ulong head = Volatile.Read(ref *(ulong*)(_page + HeadAt)), tail = *(ulong*)(_page + TailAt);
        while (tail < head)
        {
            ReadOnlySpan<byte> header = Bytes(tail, HeaderLength);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(header[LengthAt..]);
            if (length < HeaderLength || (ulong)length > head - tail)
            {
                tail = head;
                break;
            }

            read(Bytes(tail, length));
            tail += (ulong)length;
        }

        Volatile.Write(ref *(ulong*)(_page + TailAt), tail);
    }

    public void Dispose() => _ = Libc.MemoryUnmap((nint)_page, _mapped);

    private ReadOnlySpan<byte> Bytes(ulong position, int length)
    {
        ulong at = position & (_size - 1);
        if (at + (ulong)length <= _size)
        {
            return new ReadOnlySpan<byte>(_data + at, length);
        }

        int first = (int)(_size - at);
        new ReadOnlySpan<byte>(_data + at, first).CopyTo(_wrapped);
        new ReadOnlySpan<byte>(_data, length - first).CopyTo(_wrapped.AsSpan(first));
        return _wrapped.AsSpan(0, length);
    }
}
