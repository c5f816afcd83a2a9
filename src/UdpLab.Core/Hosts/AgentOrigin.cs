using System.Collections;

namespace UdpLab;

/// <summary>
/// What an agent inherits when it is started: its program and, from this process, environment, identity, CPUs, limits, cgroup
/// and namespaces. If any of them has changed, a waiting agent differs from one that would be started now.
/// </summary>
/// <param name="Program">The file of the agent.</param>
/// <param name="Variables">Environment variables.</param>
/// <param name="Process">What /proc says of this process.</param>
/// <param name="Space">The name of the network namespace that it enters; null for none.</param>
internal sealed record AgentOrigin(string Program, string Variables, string Process, string? Space)
{
    // The lines of /proc/self/status that children inherit.
    private static readonly string[] _inherited = ["Umask", "Uid", "Gid", "Groups", "Cap", "NoNewPrivs", "Seccomp", "Cpus_allowed_list", "Mems_allowed_list"];

    /// <summary>What an agent started now would inherit.</summary>
    public static AgentOrigin Now(string? space)
    {
        string path = AgentProgram.LocalPath;
        FileInfo file = new(path);
        return new AgentOrigin(
            $"{path} {file.LastWriteTimeUtc.Ticks} {file.Length}",
            string.Join('\0', Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal)),
            string.Join('\n', [.. Lines("status").Where(line => Array.Exists(_inherited, line.StartsWith)), .. Lines("cgroup"), .. Lines("limits"), Namespace("self", "net"), Namespace("self", "mnt")]),
            space);
    }

    /// <summary>Whether the namespace that an agent entered still has that name: a testbed may have been removed and created again.</summary>
    public bool IsThere(int processId) => Space is null || (Namespace($"{processId}", "net") is { Length: > 0 } entered && entered == Named(Space));

    /// <summary>Identity of a named namespace, "net:[4026532281]"; null if it does not exist.</summary>
    private static string? Named(string space) => Lines("mountinfo")
        .Select(line => line.Split(' '))
        .LastOrDefault(fields => fields.Length > 4 && fields[4] == $"{HostLinks.Namespaces}/{space}")?[3];

    private static string Namespace(string process, string kind)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/{kind}").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines($"/proc/self/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
