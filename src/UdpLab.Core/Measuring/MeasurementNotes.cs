using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Collects the notes of a measurement.</summary>
internal sealed class MeasurementNotes
{
    private const int MostNames = 8;
    private readonly List<MeasurementNote> _notes = [];

    public MeasurementNotes(SinkRunner sink, SinkResult result, FloodGroup? flood)
    {
        AddPath(sink, result, flood);
        AddHeaders(result, flood is null);
        AddWatch(sink, result, HostCount.Replies(sink, result, flood));
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

    /// <summary>Builds a part of the measurement; null, with a note, if that fails.</summary>
    /// <param name="what">The part's name, as the beginning of a sentence.</param>
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
            Add(MeasurementNoteCode.Unreadable, $"{what} could not be parsed: {e.Message}");
            return null;
        }
    }

    /// <summary>A part of the measurement that is unknown; null for none.</summary>
    public void AddGap(string? gap)
    {
        if (gap is not null)
        {
            Add(MeasurementNoteCode.Unreadable, gap);
        }
    }

    /// <summary>Steps that the window covers only partly.</summary>
    public void AddSteps(IReadOnlyList<RateStep> steps)
    {
        int[] partly = [.. Enumerable.Range(1, steps.Count).Where(i => steps[i - 1] is { Received: { } received, Lost: { } lost, Sent: { } sent } && received + lost < sent)];
        if (partly.Length > 0)
        {
            string which = partly.Length == 1 ? $"step {partly[0]}" : $"steps {string.Join(", ", partly)}";
            Add(MeasurementNoteCode.StepsOutsideWindow, $"The window (-Warmup, -Duration, -Count) did not cover all of {which}: Sent and Sent pps cover the whole step; Received, Lost and Loss % cover what was sent in the window.");
        }
    }

    /// <summary>Counters missing from the ledger.</summary>
    public void AddLedger(Ledger ledger)
    {
        foreach (string note in ledger.Notes)
        {
            Add(MeasurementNoteCode.Unreadable, $"A counter is missing from the ledger: {note}");
        }
    }

    /// <summary>What happened too late, or too varied, for the time axis of a trace.</summary>
    public void AddAxis(AxisFindings? axis)
    {
        if (axis is null)
        {
            return;
        }

        double seconds = axis.Softirq.Length * axis.SlotNanoseconds / 1e9;
        if (axis.EndNanoseconds - axis.BeginNanoseconds > axis.Softirq.Length * axis.SlotNanoseconds)
        {
            Add(MeasurementNoteCode.AxisFull, string.Create(CultureInfo.InvariantCulture, $"Slots and bursts of the trace end after {seconds:N0} s: what happened later is only in Trace.Reasons and Trace.Readers. Measure shorter to have all of it."));
        }

        if (axis.LossesFull)
        {
            Add(MeasurementNoteCode.AxisFull, string.Create(CultureInfo.InvariantCulture, $"Packets were lost in more slots and for more causes than the trace has room for ({axis.Losses.Length:N0}), so slots and bursts lack some losses: Trace.Reasons has all of them. Measure shorter to have all of it."));
        }
    }

    private void AddPath(SinkRunner sink, SinkResult result, FloodGroup? flood)
    {
        // Without a flood or a bound interface, all interfaces are read, and the receiving one is unknown.
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

    private void AddWatch(SinkRunner sink, SinkResult result, long replies)
    {
        if (result.Watch is not { } watch)
        {
            return;
        }

        AddAll(MeasurementNoteCode.Interrupted, watch.Events);
        if (watch.Inexact is { } why)
        {
            Add(MeasurementNoteCode.CountOfHost, $"Packets are those of all UDP sockets of {sink.Host} (InDatagrams, counted when a program reads them), not only of {sink.Plan.Watch!.Words}: {why}."
                + (replies == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" The {replies:N0} replies that the flood's own sockets received are subtracted, except in Intervals.")));
        }

        if (watch.Sharers.Length > 0)
        {
            Add(MeasurementNoteCode.SharedSocket, $"Other processes hold the sockets too: {string.Join(", ", watch.Sharers.Take(MostNames).Select(process => $"{HostText.Clean(process.Name)} ({process.Id})"))}{(watch.Sharers.Length > MostNames ? ", ..." : "")}. What they read is in Packets, but their CPU time is not counted; -Port instead of -ProcessId measures all.");
        }

        if (watch.Elsewhere > 0)
        {
            Add(MeasurementNoteCode.OtherSockets, string.Create(CultureInfo.InvariantCulture, $"{watch.Elsewhere:N0} packets arrived at other sockets of the port, which are not measured; -Port alone measures all of them."));
        }

        if (watch.Threads.Length == 0)
        {
            Add(MeasurementNoteCode.Unreadable, "No process was found that holds the socket, so its CPU time is unknown: those of other users' processes take root, or -ProcessId beside -Port.");
        }

        if (watch.LeftBytes > 0)
        {
            Add(MeasurementNoteCode.LeftInQueue, string.Create(CultureInfo.InvariantCulture, $"At the end {watch.LeftBytes:N0} bytes (as the kernel counts them) were still in the receive queue: packets are counted when they enter it, and the program had not read these."));
        }
    }

    private void AddHeaders(SinkResult result, bool foreign)
    {
        if (result.Headers is not { } headers || result.Packets == 0)
        {
            return;
        }

        if (headers.BadMagic * 2 > result.Packets || headers.BadMagic == result.Packets)
        {
            Add(MeasurementNoteCode.NoHeader, string.Create(CultureInfo.InvariantCulture, $"{headers.BadMagic:N0} of {result.Packets:N0} packets have no pktgen header, so their loss and reordering cannot be determined."));
        }

        switch (headers.Numbers)
        {
            case NumberTrouble.HostOrder:
                Add(MeasurementNoteCode.HostByteOrder, "The packets are numbered in little-endian byte order, as udp_flood -P does, not in pktgen's big-endian order; they were read as little-endian.");
                break;
            case NumberTrouble.Repeated:
                Add(MeasurementNoteCode.ForeignNumbers, "Most sequence numbers were received several times (pktgen with clone_skb or burst, or several senders with the same numbers), so loss, reordering and duplicates cannot be determined.");
                break;
            case NumberTrouble.Implausible:
                Add(MeasurementNoteCode.ForeignNumbers, "The numbers in the packets are not sequence numbers in either byte order, so loss, reordering and duplicates cannot be determined.");
                break;
        }

        if (foreign && headers is { Numbers: null or NumberTrouble.HostOrder, Step: { } step })
        {
            Add(MeasurementNoteCode.ForeignNumbers, string.Create(CultureInfo.InvariantCulture, $"The numbers in the packets rise in steps of {step:N0}: their sender leaves numbers out, or a regular part of the packets was lost, so loss, reordering and duplicates cannot be determined."));
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
