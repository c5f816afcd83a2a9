using System.Globalization;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Processes by name (proc_pid_stat(5)).</summary>
internal static class Processes
{
    private const int ThreadsAt = 17;

    /// <summary>The ids of all processes, ascending.</summary>
    public static int[] All() => [.. Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0)
        .Order()];

    public static ProcessFacts[] Named(string name) => [.. All()
        .Select(Read)
        .OfType<ProcessFacts>()
        .Where(process => process.Name == name)];

    /// <summary>The ids of a process's threads; empty if it is gone.</summary>
    public static int[] Threads(int id)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task"))
                .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int thread) ? thread : 0)
                .Where(thread => thread > 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The process a thread belongs to; null if it is gone.</summary>
    public static int? OfThread(int thread)
    {
        const string Group = "Tgid:";
        string? line = TextFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{thread}/status"))?.Split('\n').FirstOrDefault(l => l.StartsWith(Group, StringComparison.Ordinal));
        return int.TryParse(line.AsSpan(line is null ? 0 : Group.Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int process) ? process : null;
    }

    /// <summary>A process; null if it is gone.</summary>
    public static ProcessFacts? Read(int id)
    {
        if (Stat(id) is not (string name, string[] fields))
        {
            return null;
        }

        return new ProcessFacts
        {
            Id = id,
            Name = name,
            Stopped = fields[0] is "T" or "t",
            StartTicks = fields.Length > 19 && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks) ? ticks : 0,
        };
    }

    /// <summary>Whether a process is still running. A zombie is not, unless only its first thread has ended (num_threads counts the others).</summary>
    public static bool IsAlive(int id) => Stat(id) is { } stat && (stat.Fields[0] is not ("Z" or "X") || (stat.Fields.Length > ThreadsAt && stat.Fields[ThreadsAt] is not ("0" or "1")));

    private static (string Name, string[] Fields)? Stat(int id) => TextFile.Read($"/proc/{id}/stat") is { } text ? Parse(text) : null;

    /// <summary>The name in a text of /proc/PID/stat, and the fields from the third on; null if it is none.</summary>
    public static (string Name, string[] Fields)? Parse(string text)
    {
        // 1234 (a name) S ...: the name may contain anything, so the last parenthesis ends it.
        int open = text.IndexOf('('), close = text.LastIndexOf(')');
        return open >= 0 && close > open && close + 2 < text.Length ? (text[(open + 1)..close], text[(close + 2)..].Split(' ')) : null;
    }
}
