using System.Globalization;

namespace UdpLab.Tests;

/// <summary>The agents started by a process, from /proc. Those that wait for the session's next cmdlet do no work.</summary>
internal static class Agents
{
    private const string Program = "udplab-agent";

    // Threads that an agent has only while it works.
    private static readonly string[] _working = ["flood", "flood-clock", "sink", "sink-clock", "pktgen-run", "perf", "perf-clock"];

    /// <summary>Ids of the agents started by this process that are still running.</summary>
    public static int[] Own => Of(Environment.ProcessId);

    public static int[] Of(int parent) => [.. Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0 && IsChild(id, parent))];

    /// <summary>True if it runs: neither gone nor a zombie. One of whose threads only the first has ended still has its sockets.</summary>
    public static bool IsAlive(int id) => Stat(id) is { } fields && Runs(fields);

    /// <summary>True if it has a thread of this name: "flood" sends, "sink-clock" exists while a measurement runs.</summary>
    public static bool HasThread(int id, string name) => Threads(id, name).Length > 0;

    /// <summary>The kernel's ids of an agent's threads of a name. One that was joined may still be there for a moment.</summary>
    public static int[] Threads(int id, string name)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{id}/task").Where(t => Text(t + "/comm")?.TrimEnd('\n') == name).Select(t => int.Parse(Path.GetFileName(t), CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>True if it floods, receives, records or runs pktgen.</summary>
    public static bool Works(int id) => _working.Any(thread => HasThread(id, thread));

    /// <summary>Fails if an agent is still at work.</summary>
    public static void MustRest() =>
        Assert.True(Machine.Becomes(() => !Own.Any(Works), Machine.Soon), $"Agents at work: {string.Join(", ", Own.Where(Works))}.");

    /// <summary>The network namespace that a process is in.</summary>
    public static string? NamespaceOf(int id) => new FileInfo($"/proc/{id}/ns/net").LinkTarget;

    /// <summary>Fails if an agent is still running.</summary>
    public static void MustBeGone()
    {
        // The kernel takes a moment to remove a process that has ended.
        Assert.True(Machine.Becomes(() => Own.Length == 0, Machine.Soon), $"Agents left running: {string.Join(", ", Own)}.");
    }

    private static bool IsChild(int id, int parent) =>
        Stat(id) is { } fields
        && Runs(fields)
        && fields[1] == parent.ToString(CultureInfo.InvariantCulture)
        && Path.GetFileName(Text($"/proc/{id}/cmdline")?.Split('\0')[0]) == Program;

    private static bool Runs(string[] fields)
    {
        const int Threads = 17;
        return fields[0] is not ("Z" or "X") || int.Parse(fields[Threads], CultureInfo.InvariantCulture) > 1;
    }

    /// <summary>Fields of /proc/PID/stat from the third on; null if there is no such process.</summary>
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
