using System.Buffers.Text;

namespace UdpLab;

/// <summary>
/// Parses the first line of a sample, as printed by tools/perf/builtin-script.c (perf_sample__fprintf_start): comm, pid/tid,
/// [cpu], misc, time, period, event, each only if selected (-F). A comm can be any fifteen bytes, even "a 1/2 [003]:", so it ends
/// where everything that follows is what perf prints after a comm.
/// </summary>
internal ref struct ScriptHeader
{
    private const string Record = "PERF_RECORD_";
    private const int CommandWidth = 16, PeriodWidth = 10;

    // A comm has fifteen bytes, or 63 in some tools. Its end is looked for no further, or a line of 64 kB of blanks would take seconds.
    private const int FarthestEnd = 256;

    public ReadOnlySpan<byte> Command;
    public ReadOnlySpan<byte> Event;

    /// <summary>What follows the event: the frame if there is no call chain, or a tracepoint's fields.</summary>
    public ReadOnlySpan<byte> Rest;
    public int Cpu = -1;
    public double Seconds = double.NaN;
    public ulong Period;

    /// <summary>The number of lost samples the line reports.</summary>
    public long Lost;

    /// <summary>The line is a record other than a sample.</summary>
    public bool IsRecord;

    public ScriptHeader()
    {
    }

    /// <summary>It has a time, which parts of a comm, a symbol or prose hardly resemble.</summary>
    public readonly bool IsSure => !double.IsNaN(Seconds);

    /// <summary>The line begins with a comm as in samples without a call chain: right-aligned to 16 characters.</summary>
    public static bool IsPadded(ReadOnlySpan<byte> line) => line.Length > CommandWidth && line[0] == ' ' && line[CommandWidth] == ' ' && line[CommandWidth - 1] != ' ';

    /// <summary>Parses a header with a time or an event.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out ScriptHeader header)
    {
        header = new ScriptHeader();
        int start = 0;
        Bytes.SkipBlanks(line, ref start);
        int from = IsPadded(line) ? CommandWidth : start;
        return (from > start && (header.TryAnywhere(line, start, from, needsAll: true) || header.TryAnywhere(line, start, from, needsAll: false)))
            || header.TryAnywhere(line, start, start, needsAll: true)
            || (from == start && header.TryAnywhere(line, start, start, needsAll: false))
            || header.TryLastEvent(line, start, from);
    }

    /// <summary>Parses a header with only a comm and perhaps pid, tid and CPU; it counts only if a call chain follows.</summary>
    public static ScriptHeader OfCommand(ReadOnlySpan<byte> line)
    {
        ScriptHeader header = new();
        line = Bytes.Trim(line);
        int space = line.LastIndexOf((byte)' ');
        if (line is [.., _, (byte)':'])
        {
            header.Event = line[(space + 1)..^1];
            line = Bytes.Trim(line[..Math.Max(space, 0)]);
            space = line.LastIndexOf((byte)' ');
        }

        if (space > 0 && line[^1] == ']' && line[space + 1] == '[' && Utf8Parser.TryParse(line[(space + 2)..^1], out int cpu, out int used) && used == line.Length - space - 3)
        {
            header.Cpu = cpu;
            line = Bytes.Trim(line[..space]);
            space = line.LastIndexOf((byte)' ');
        }

        // perf pads a pid to five characters; a shorter number belongs to the comm.
        int width = 0;
        for (int i = space; i > 0 && line[i] == ' '; i--)
        {
            width++;
        }

        ReadOnlySpan<byte> id = space > 0 ? line[(space + 1)..] : default;
        int slash = id.IndexOf((byte)'/');
        int pidWidth = (slash < 0 ? id.Length : slash) + width - 1;
        if (!id.IsEmpty && pidWidth >= 5 && id.TrimStart("0123456789"u8).TrimStart("/"u8).TrimStart("0123456789"u8).IsEmpty)
        {
            line = Bytes.Trim(line[..space]);
        }

        header.Command = line;
        return header;
    }

    /// <summary>Parses a sample without a call chain: a comm, perhaps a pid, and a frame, whose address is 16 characters wide.</summary>
    public static bool TryCommandAndAddress(ReadOnlySpan<byte> line, out ScriptHeader header)
    {
        for (int at = 1; at + 17 <= line.Length; at++)
        {
            if (line[at] == ' ' && (at + 17 == line.Length || line[at + 17] == ' ') && ScriptFrame.IsPaddedAddress(line.Slice(at + 1, 16)))
            {
                header = OfCommand(line[..at]);
                header.Rest = line[(at + 1)..];
                return true;
            }
        }

        header = new ScriptHeader();
        return false;
    }

    /// <summary>Searches for the end of the comm. A match with comm, pid and time is preferred: less could be part of a comm.</summary>
    private bool TryAnywhere(ReadOnlySpan<byte> line, int start, int from, bool needsAll)
    {
        bool afterBlank = from == start;
        for (int at = from; at < Math.Min(line.Length, start + FarthestEnd); at++)
        {
            if (afterBlank && (!needsAll || (at > start && BeginsNumber(line, at))) && TryTail(line, at, needsAll))
            {
                Command = Bytes.Trim(line[start..at]);
                return true;
            }

            afterBlank = Bytes.IsBlank(line[at]);
        }

        return false;
    }

    /// <summary>Without pid and time the event is the last word with a colon, after a padded comm or before an address.</summary>
    private bool TryLastEvent(ReadOnlySpan<byte> line, int start, int from)
    {
        Cpu = -1;
        for (int at = Math.Min(line.Length, start + FarthestEnd) - 1; at >= from; at--)
        {
            if ((at > start && !Bytes.IsBlank(line[at - 1])) || Bytes.Word(line, at) is not [_, .., (byte)':'] word)
            {
                continue;
            }

            ReadOnlySpan<byte> rest = AfterEvent(line, at + word.Length);
            if (rest.IsEmpty ? at > CommandWidth && IsPadded(line) : ScriptFrame.TryFlat(rest, isPadded: true, out _))
            {
                Event = word[..^1];
                Rest = rest;
                Command = Bytes.Trim(line[start..at]);
                return true;
            }
        }

        return false;
    }

    private bool TryTail(ReadOnlySpan<byte> line, int at, bool needsAll)
    {
        Cpu = -1;
        Seconds = double.NaN;
        Period = 0;
        Event = default;
        bool hasPid = false, hasPeriod = IsPeriod(line, at);
        if (!hasPeriod && BeginsNumber(line, at) && !IsTime(line, at))
        {
            if (!TryId(line, ref at) || at == line.Length)
            {
                return false;
            }

            if (line[at] == '/')
            {
                at++;
                if (!TryId(line, ref at) || at == line.Length)
                {
                    return false;
                }
            }

            if (!Bytes.IsBlank(line[at]))
            {
                return false;
            }

            Bytes.SkipBlanks(line, ref at);
            hasPid = true;
        }

        bool isRead = TryCpu(line, ref at) && TryTime(line, ref at) && TryEvent(line, at);
        return isRead && (needsAll ? hasPid && IsSure : IsSure || ((hasPid || hasPeriod) && IsPlausible()));
    }

    /// <summary>Without a time only a tracepoint (system:name) is followed by words; other events are followed by an address.</summary>
    private readonly bool IsPlausible() => Rest.IsEmpty || Event.Contains((byte)':') || ScriptFrame.TryFlat(Rest, isPadded: true, out _);

    /// <summary>A pid or tid; -1 for a thread that has exited.</summary>
    private static bool TryId(ReadOnlySpan<byte> line, ref int at)
    {
        at += at < line.Length && line[at] == '-' ? 1 : 0;
        return Bytes.Number(line, ref at, out _);
    }

    private static bool BeginsNumber(ReadOnlySpan<byte> line, int at) => Bytes.IsDigit(line[at]) || (line[at] == '-' && at + 1 < line.Length && Bytes.IsDigit(line[at + 1]));

    /// <summary>A number right before the event that is printed wider than a pid.</summary>
    private static bool IsPeriod(ReadOnlySpan<byte> line, int at)
    {
        int end = at;
        if (!Bytes.Unsigned(line, ref end, out _) || end == line.Length || line[end] != ' ')
        {
            return false;
        }

        int start = at;
        while (start > 0 && line[start - 1] == ' ')
        {
            start--;
        }

        return end - start > PeriodWidth && Bytes.Word(line, end + 1) is [_, .., (byte)':'] && !IsTime(line, end + 1);
    }

    /// <summary>What is printed after the event; the left padding shows how wide it is.</summary>
    private static ReadOnlySpan<byte> AfterEvent(ReadOnlySpan<byte> line, int at)
    {
        ReadOnlySpan<byte> rest = line[at..].TrimEnd(" \t\r"u8);
        return Bytes.Trim(rest).IsEmpty ? default : rest;
    }

    private bool TryCpu(ReadOnlySpan<byte> line, ref int at)
    {
        if (at >= line.Length || line[at] != '[')
        {
            return true;
        }

        at++;
        if (!Bytes.Number(line, ref at, out long cpu) || at + 1 >= line.Length || line[at] != ']' || !Bytes.IsBlank(line[at + 1]))
        {
            return false;
        }

        Cpu = (int)Math.Min(cpu, int.MaxValue);
        at++;
        Bytes.SkipBlanks(line, ref at);
        return true;
    }

    private bool TryTime(ReadOnlySpan<byte> line, ref int at)
    {
        // The misc field, such as "K" or "KH".
        int misc = at;
        while (misc < line.Length && misc - at < 8 && (char.IsAsciiLetter((char)line[misc]) || line[misc] == '-'))
        {
            misc++;
        }

        if (misc > at && misc < line.Length && Bytes.IsBlank(line[misc]))
        {
            Bytes.SkipBlanks(line, ref misc);
            if (misc < line.Length && IsTime(line, misc))
            {
                at = misc;
            }
        }

        if (at >= line.Length || !IsTime(line, at))
        {
            return true;
        }

        Bytes.Number(line, ref at, out long whole);
        int point = at++;
        Bytes.Number(line, ref at, out long fraction);
        Seconds = whole + (fraction / (at - point - 1 == 9 ? 1e9 : 1e6));
        at++;
        Bytes.SkipBlanks(line, ref at);
        return true;
    }

    private bool TryEvent(ReadOnlySpan<byte> line, int at)
    {
        bool hasTime = IsSure;
        if (at >= line.Length)
        {
            return hasTime;
        }

        ReadOnlySpan<byte> rest = line[at..];
        if (hasTime && rest.StartsWith("PERF_RECORD_"u8))
        {
            IsRecord = true;
            int lost = rest.IndexOf(" lost "u8);
            Lost = lost >= 0 && rest[Record.Length..].StartsWith("LOST"u8) && Utf8Parser.TryParse(rest[(lost + 6)..], out long count, out _) ? count : 0;
            return true;
        }

        int word = at;
        if (Bytes.IsDigit(line[at]) && Bytes.Unsigned(line, ref word, out ulong period) && word < line.Length && Bytes.IsBlank(line[word]))
        {
            Bytes.SkipBlanks(line, ref word);
            if (word < line.Length && Bytes.Word(line, word) is [.., (byte)':'])
            {
                Period = period;
                at = word;
            }
        }

        ReadOnlySpan<byte> name = Bytes.Word(line, at);
        if (name.Length > 1 && name[^1] == ':')
        {
            Event = name[..^1];
            Rest = AfterEvent(line, at + name.Length);
            return true;
        }

        // Without an event only an address may follow the time.
        Rest = AfterEvent(line, at);
        return hasTime && ScriptFrame.TrySplit(Rest, out _, out _);
    }

    /// <summary>Seconds, a decimal point, six or nine digits, a colon.</summary>
    private static bool IsTime(ReadOnlySpan<byte> line, int at)
    {
        int start = at;
        while (at < line.Length && Bytes.IsDigit(line[at]))
        {
            at++;
        }

        if (at == start || at - start > 12 || at >= line.Length || line[at] != '.')
        {
            return false;
        }

        int point = at++;
        while (at < line.Length && Bytes.IsDigit(line[at]))
        {
            at++;
        }

        return at - point - 1 is 6 or 9 && at < line.Length && line[at] == ':' && (at + 1 == line.Length || Bytes.IsBlank(line[at + 1]));
    }
}
