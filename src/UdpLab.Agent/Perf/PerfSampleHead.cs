using System.Buffers.Text;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Perf;

/// <summary>
/// The first line of a sample, parsed from the right, because the command in front may contain anything, even text that looks
/// like the rest. <c>comm pid/tid [cpu] seconds.nanoseconds: period event:</c>, then a frame if there are no stacks;
/// <c>PERF_RECORD_LOST lost n</c> in place of period and event if samples were lost.
/// </summary>
internal readonly record struct PerfSampleHead(int Thread, int Cpu, long Time, long Lost)
{
    /// <summary>It reports lost samples instead of a sample.</summary>
    public bool IsLoss => Lost > 0;

    /// <summary>False if the line is not a sample.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out PerfSampleHead head)
    {
        head = default;

        // Search for "] 12.000000034: " from where the command must have ended: it has at most 15 bytes, each shown as up to four
        // characters.
        for (int at = 0; line[at..].IndexOf("] "u8) is >= 0 and int next; at += next + 2)
        {
            int bracket = at + next;
            if (TryTime(line[(bracket + 2)..], out long time, out ReadOnlySpan<byte> rest) && TryThread(line[..bracket], out int thread, out int cpu) && TryWhat(rest, out long lost))
            {
                head = new PerfSampleHead(thread, cpu, time, lost);
                return true;
            }
        }

        return false;
    }

    /// <summary>seconds.nanoseconds and a colon.</summary>
    private static bool TryTime(ReadOnlySpan<byte> text, out long time, out ReadOnlySpan<byte> rest)
    {
        const int Nano = 9;
        text = text.TrimStart((byte)' ');
        time = 0;
        rest = default;
        if (!Utf8Parser.TryParse(text, out long seconds, out int used) || seconds < 0 || text.Length <= used + Nano + 1 || text[used] != '.'
            || !Utf8Parser.TryParse(text.Slice(used + 1, Nano), out long nanoseconds, out int digits) || digits != Nano || nanoseconds < 0 || text[used + 1 + Nano] != ':')
        {
            return false;
        }

        time = (seconds * 1_000_000_000) + nanoseconds;
        rest = text[(used + Nano + 2)..].TrimStart((byte)' ');
        return true;
    }

    /// <summary>... pid/tid [cpu</summary>
    private static bool TryThread(ReadOnlySpan<byte> text, out int thread, out int cpu)
    {
        thread = cpu = 0;
        int bracket = text.LastIndexOf((byte)'[');
        if (bracket < 0 || !Number(text[(bracket + 1)..], out cpu))
        {
            return false;
        }

        ReadOnlySpan<byte> ids = text[..bracket].TrimEnd((byte)' ');
        int slash = ids.LastIndexOf((byte)'/');
        return slash > 0 && Number(ids[(slash + 1)..], out thread);
    }

    /// <summary>A period and an event, or a loss.</summary>
    private static bool TryWhat(ReadOnlySpan<byte> text, out long lost)
    {
        lost = 0;
        ReadOnlySpan<byte> lossWords = "PERF_RECORD_LOST lost "u8;
        if (text.StartsWith(lossWords))
        {
            return Utf8Parser.TryParse(text[lossWords.Length..], out lost, out _) && lost > 0;
        }

        return Utf8Parser.TryParse(text, out ulong _, out int digits) && text.Length > digits && text[digits] == ' ';
    }

    private static bool Number(ReadOnlySpan<byte> text, out int number) => Utf8Parser.TryParse(text, out number, out int used) && used == text.Length;
}
