using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Collects what a measurement's reader has to know.</summary>
internal sealed class MeasurementNotes
{
    private readonly List<MeasurementNote> _notes = [];

    public MeasurementNotes(SinkRunner sink, SinkResult result, FloodGroup? flood)
    {
        AddPath(sink, result, flood);
        AddHeaders(result);
        if (sink.BufferWarning is { } capped)
        {
            Add(MeasurementNoteCode.ReceiveBufferCapped, capped);
        }

        foreach (string problem in result.Problems)
        {
            Add(result.Broken ? MeasurementNoteCode.Interrupted : MeasurementNoteCode.Unreadable, problem);
        }
    }

    public IReadOnlyList<MeasurementNote> All => _notes;

    /// <summary>Makes a part of the measurement; null where it cannot be made, whatever the reason.</summary>
    /// <param name="what">Which, as the beginning of a sentence.</param>
    /// <param name="make">Makes it.</param>
    public T? Try<T>(string what, Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or InvalidOperationException or KeyNotFoundException or NullReferenceException or IndexOutOfRangeException)
        {
            Add(MeasurementNoteCode.Unreadable, $"{what} could not be understood: {e.Message}");
            return null;
        }
    }

    /// <summary>What the ledger lacks.</summary>
    public void AddLedger(Ledger ledger)
    {
        foreach (string note in ledger.Notes)
        {
            Add(MeasurementNoteCode.Unreadable, $"The ledger lacks a counter: {note}");
        }
    }

    private void AddPath(SinkRunner sink, SinkResult result, FloodGroup? flood)
    {
        // Without a flood or a binding all interfaces are read: which of them the packets came by nobody knows.
        if (flood is not null || sink.Interface is not null)
        {
            AddAll(MeasurementNoteCode.Interrupted, PathWatch.Changes(sink.Host.Name, result.Before, result.After));
        }

        foreach (FloodRunner generator in flood?.Floods ?? [])
        {
            AddAll(MeasurementNoteCode.Interrupted, generator.Flood?.Notes ?? []);
            if (generator.Failure is { } failure)
            {
                Add(MeasurementNoteCode.Interrupted, failure.Message);
            }
        }
    }

    private void AddHeaders(SinkResult result)
    {
        if (result.Headers is not { } headers || result.Packets == 0)
        {
            return;
        }

        if (headers.BadMagic * 2 > result.Packets || headers.BadMagic == result.Packets)
        {
            Add(MeasurementNoteCode.NoHeader, string.Create(CultureInfo.InvariantCulture, $"{headers.BadMagic:N0} of {result.Packets:N0} packets have no pktgen header: what is missing of them, or out of order, cannot be told from them."));
        }

        switch (headers.Numbers)
        {
            case NumberTrouble.HostOrder:
                Add(MeasurementNoteCode.HostByteOrder, "The packets are numbered in little-endian byte order, as udp_flood -P does, and not as pktgen numbers them; they were read so.");
                break;
            case NumberTrouble.Repeated:
                Add(MeasurementNoteCode.ForeignNumbers, "Most numbers in the packets came several times (pktgen with clone_skb or burst, or several senders that number alike): losses, order and repetitions cannot be told from them.");
                break;
            case NumberTrouble.Implausible:
                Add(MeasurementNoteCode.ForeignNumbers, "The numbers in the packets do not count them, in neither byte order: losses, order and repetitions cannot be told from them.");
                break;
        }
    }

    private void AddAll(MeasurementNoteCode code, IEnumerable<string> messages)
    {
        foreach (string message in messages)
        {
            Add(code, message);
        }
    }

    private void Add(MeasurementNoteCode code, string message)
    {
        if (!_notes.Exists(n => n.Message == message))
        {
            _notes.Add(new MeasurementNote(code, message));
        }
    }
}
