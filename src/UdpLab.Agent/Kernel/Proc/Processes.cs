using System.Globalization;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Processes by name (proc_pid_stat(5)).</summary>
internal static class Processes
{
    public static ProcessFacts[] Named(string name) => [.. Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0)
        .Select(Read)
        .OfType<ProcessFacts>()
        .Where(process => process.Name == name)];

    /// <summary>A process, null when it is gone.</summary>
    public static ProcessFacts? Read(int id)
    {
        if (TextFile.Read($"/proc/{id}/stat") is not { } text)
        {
            return null;
        }

        // 1234 (a name) S ...: the name may hold anything, so the last parenthesis ends it. Then fields from the third on.
        int open = text.IndexOf('('), close = text.LastIndexOf(')');
        string[] fields = text[(close + 2)..].Split(' ');
        return new ProcessFacts
        {
            Id = id,
            Name = text[(open + 1)..close],
            Stopped = fields[0] is "T" or "t",
            StartTicks = fields.Length > 19 && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks) ? ticks : 0,
        };
    }
}
