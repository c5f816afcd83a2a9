using System.Buffers.Binary;
using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Flood;

/// <summary>The messages of a sendmmsg call, laid out once: a packet each, or a train of equal packets (UDP_SEGMENT).</summary>
internal sealed unsafe class FloodMessages : IDisposable
{
    private readonly byte[][] _payloads;
    private readonly int _segments;
    private readonly int _slot;
    private readonly bool _numbered;
    private readonly byte* _data;
    private readonly IoVector* _vectors;

    /// <param name="payloads">What the packets carry, in turn.</param>
    /// <param name="numbered">They begin with pktgen's header, whose number and time differ from packet to packet.</param>
    /// <param name="messages">Messages of a call.</param>
    /// <param name="segments">Packets of a message; if more than one, all payloads have the same length.</param>
    public FloodMessages(byte[][] payloads, bool numbered, int messages, int segments)
    {
        (_payloads, _numbered, _segments) = (payloads, numbered, segments);
        _slot = payloads.Max(payload => payload.Length);
        nuint bytes = (nuint)((long)messages * segments * _slot);
        _data = (byte*)NativeMemory.AlignedAlloc(bytes, 64);
        _vectors = (IoVector*)NativeMemory.AllocZeroed((nuint)messages, (nuint)sizeof(IoVector));
        Headers = (MessageHeaderMultiple*)NativeMemory.AllocZeroed((nuint)messages, (nuint)sizeof(MessageHeaderMultiple));
        NativeMemory.Clear(_data, bytes);
        for (long i = 0; i < (long)messages * segments; i++)
        {
            Copy(payloads[0], i);
        }

        for (int i = 0; i < messages; i++)
        {
            _vectors[i].Base = _data + ((long)i * segments * _slot);
            Headers[i].Header.Vectors = _vectors + i;
            Headers[i].Header.VectorCount = 1;
        }
    }

    /// <summary>The array for sendmmsg.</summary>
    public MessageHeaderMultiple* Headers { get; }

    /// <summary>Makes the next packets; returns how many messages they are.</summary>
    /// <param name="first">Number of the first packet.</param>
    /// <param name="packets">How many.</param>
    public int Fill(long first, int packets)
    {
        int messages = (packets + _segments - 1) / _segments;
        for (int i = 0; i < messages; i++)
        {
            _vectors[i].Length = (nint)_slot * Math.Min(_segments, packets - (i * _segments));
        }

        if (_payloads.Length > 1)
        {
            TakeTurns(first, packets);
        }

        if (_numbered)
        {
            Number(first, packets);
        }

        return messages;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(Headers);
    }

    private void TakeTurns(long first, int packets)
    {
        int turn = (int)(first % _payloads.Length);
        for (int i = 0; i < packets; i++)
        {
            byte[] payload = _payloads[turn];
            Copy(payload, i);
            if (_segments == 1)
            {
                _vectors[i].Length = payload.Length;
            }

            turn = turn + 1 == _payloads.Length ? 0 : turn + 1;
        }
    }

    private void Number(long first, int packets)
    {
        long now = Clock.Realtime;
        uint seconds = BinaryPrimitives.ReverseEndianness((uint)(now / 1_000_000_000));
        uint microseconds = BinaryPrimitives.ReverseEndianness((uint)(now % 1_000_000_000 / 1000));
        byte* at = _data;
        for (uint i = 0; i < (uint)packets; i++, at += _slot)
        {
            *(uint*)(at + 4) = BinaryPrimitives.ReverseEndianness((uint)first + i);
            *(uint*)(at + 8) = seconds;
            *(uint*)(at + 12) = microseconds;
        }
    }

    private void Copy(byte[] payload, long slot) => payload.CopyTo(new Span<byte>(_data + (slot * _slot), _slot));
}
