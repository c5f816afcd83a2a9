using System.Globalization;

namespace UdpLab.Tests;

/// <summary>The agents a process has started, as /proc tells.</summary>
internal static class Agents
{
    private const string Program = "udplab-agent";

    /// <summary>Ids of the agents this process has started that still run.</summary>
    public static int[] Own => Of(Environment.ProcessId);

    public static int[] Of(int parent) => [.. Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0 && IsChild(id, parent))];

    /// <summary>It runs: not gone, and not a zombie that only waits to be buried.</summary>
    public static bool IsAlive(int id) => Stat(id) is { } fields && fields[0] is not ("Z" or "X");

    /// <summary>It has a thread of this name: "flood" sends, "sink-clock" is there as long as a measurement runs.</summary>
    public static bool HasThread(int id, string name)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{id}/task").Any(t => Text(t + "/comm")?.TrimEnd('\n') == name);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Fails when an agent is still there.</summary>
    public static void MustBeGone()
    {
        // The kernel takes a moment to bury a process that has ended.
        Assert.True(Machine.Becomes(() => Own.Length == 0, Machine.Soon), $"Agents left running: {string.Join(", ", Own)}.");
    }

    private static bool IsChild(int id, int parent) =>
        Stat(id) is { } fields
        && fields[0] is not ("Z" or "X")
        && fields[1] == parent.ToString(CultureInfo.InvariantCulture)
        && Path.GetFileName(Text($"/proc/{id}/cmdline")?.Split('\0')[0]) == Program;

    /// <summary>Fields of /proc/PID/stat from the third on; null where there is no such process.</summary>
    private static string[]? Stat(int id) => Text($"/proc/{id}/stat") is { } text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
