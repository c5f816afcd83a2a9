using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Checks the pktgen header of every payload one thread receives: one tracker per stream.</summary>
internal sealed unsafe class HeaderChecker : IDisposable
{
    // More restarts than a generator makes during a measurement.
    private const int MostNumberings = 1000;

    private static readonly uint _magic = BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReverseEndianness(PktgenHeader.Magic)
        : PktgenHeader.Magic;

    private readonly SequenceTracker* _streams;
    private readonly List<int> _used = [];
    private readonly List<(int Stream, Numbering Numbering)> _ended = [];
    private readonly Dictionary<int, MissingNumbers>? _missing;

    /// <param name="remembers">Remember which numbers are missing, for <see cref="ReceivedOf"/>.</param>
    public HeaderChecker(bool remembers = false)
    {
        _missing = remembers ? [] : null;
        _streams = (SequenceTracker*)NativeMemory.AlignedAlloc((nuint)(PktgenHeader.MaxStreams * sizeof(SequenceTracker)), 64);
        for (int i = 0; i < PktgenHeader.MaxStreams; i++)
        {
            _streams[i] = SequenceTracker.Create();
        }
    }

    /// <summary>Stream of the next payloads; negative to take it from their tags.</summary>
    public int Selected { get; set; } = -1;

    /// <summary>How often nothing arrived for a while: a generator that restarts does so after a silence.</summary>
    public int Silences { get; set; }

    /// <summary>Payloads without the magic number.</summary>
    public long BadMagic { get; private set; }

    /// <summary>The numbers keep restarting: they count nothing.</summary>
    public bool Erratic { get; private set; }

    /// <summary>Streams seen (except one that began with the highest number and has missed nothing since).</summary>
    public IReadOnlyList<int> Used => _used;

    /// <summary>The sequences of a stream, one for each restart of its generator.</summary>
    public List<Numbering> Numberings(int stream)
    {
        List<Numbering> numberings = [.. _ended.Where(e => e.Stream == stream).Select(e => e.Numbering)];
        if (_streams[stream].Started)
        {
            numberings.Add(Current(_streams + stream));
        }

        return numberings;
    }

    /// <summary>Whether it remembers a stream's numbers, which began only once and are pktgen's.</summary>
    public bool Remembers(int stream) =>
        _missing is not null && !_streams[stream].HostOrder && !Erratic && !_ended.Exists(e => e.Stream == stream) && _missing.GetValueOrDefault(stream) is not { Overflowed: true };

    /// <summary>How many numbers of a stream's range, both ends extended and the upper one exclusive, have arrived.</summary>
    public long ReceivedOf(int stream, ulong from, ulong end)
    {
        SequenceTracker seen = _streams[stream];
        (from, end) = (Math.Max(from, seen.First), Math.Min(end, seen.Expected));
        return from < end ? (long)(end - from) - (_missing!.GetValueOrDefault(stream)?.Count(from, end) ?? 0) : 0;
    }

    public ref SequenceTracker Stream(int stream) => ref _streams[stream];

    /// <summary>Checks one payload. The fast path is the magic number and the expected sequence number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Check(byte* payload, nint length)
    {
        if (length < PktgenHeader.Length || *(uint*)payload != _magic)
        {
            BadMagic++;
            return;
        }

        uint sequence = BinaryPrimitives.ReverseEndianness(*(uint*)(payload + 4));
        int tag = Selected >= 0 ? Selected : length < PktgenHeader.TaggedLength ? 0 : BinaryPrimitives.ReverseEndianness(*(ushort*)(payload + 16)) ^ PktgenHeader.TagMark;
        SequenceTracker* stream = _streams + ((uint)tag < PktgenHeader.MaxStreams ? tag : 0);
        if ((uint)stream->Expected == sequence)
        {
            stream->Expected++;
            return;
        }

        Surprise(stream, sequence);
    }

    /// <summary>Microseconds from the header's time stamp until now; negative if there is no header.</summary>
    public static long LatencyMicroseconds(byte* payload, nint length, long realtimeNanoseconds)
    {
        if (length < PktgenHeader.Length || *(uint*)payload != _magic)
        {
            return -1;
        }

        long seconds = BinaryPrimitives.ReverseEndianness(*(uint*)(payload + 8));
        long microseconds = BinaryPrimitives.ReverseEndianness(*(uint*)(payload + 12));
        return (realtimeNanoseconds / 1000) - (seconds * 1_000_000) - microseconds;
    }

    public void Dispose()
    {
        foreach (int stream in _used)
        {
            _streams[stream].Free();
        }

        NativeMemory.AlignedFree(_streams);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Surprise(SequenceTracker* stream, uint sequence)
    {
        if (!stream->Surprised)
        {
            _used.Add((int)(stream - _streams));
        }

        if (stream->TurnsToHostOrder(sequence))
        {
            if (stream->IsPlausible)
            {
                End(stream);
            }

            stream->TurnToHostOrder();
        }

        if (stream->HostOrder)
        {
            sequence = BinaryPrimitives.ReverseEndianness(sequence);
            if ((uint)stream->Expected == sequence)
            {
                stream->Expected++;
                return;
            }
        }

        if (stream->Restarts(sequence, Silences))
        {
            End(stream);
            stream->Restart(sequence, Silences);
            return;
        }

        NumberChange change = stream->Surprise(sequence, Silences);
        if (_missing is not null && change.First < change.End)
        {
            Remember((int)(stream - _streams), change);
        }
    }

    private void Remember(int stream, in NumberChange change)
    {
        if (!_missing!.TryGetValue(stream, out MissingNumbers? missing))
        {
            _missing[stream] = missing = new MissingNumbers();
        }

        missing.Note(change);
    }

    private void End(SequenceTracker* stream)
    {
        Erratic |= _ended.Count == MostNumberings;
        if (!Erratic)
        {
            _ended.Add(((int)(stream - _streams), Current(stream)));
        }
    }

    private static Numbering Current(SequenceTracker* stream) => new(stream->First, stream->Expected, stream->Unique);
}

/// <summary>What one thread has seen of the numbers a generator has used since its start.</summary>
/// <param name="First">The first number, extended to 64 bits.</param>
/// <param name="End">One more than the last.</param>
/// <param name="Unique">Distinct numbers seen.</param>
internal readonly record struct Numbering(ulong First, ulong End, long Unique);
