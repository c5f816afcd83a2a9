using System.Collections;

namespace UdpLab;

/// <summary>
/// What an agent takes over from where and when it is started: its program, and of this process the environment, identity, CPUs,
/// limits, cgroup and namespaces. Where one of them has changed, an agent that waits is not the agent that would be started now.
/// </summary>
/// <param name="Program">The file of the agent.</param>
/// <param name="Variables">Environment variables.</param>
/// <param name="Process">What /proc says of this process.</param>
/// <param name="Space">The name of the network namespace that it enters, null for none.</param>
internal sealed record AgentOrigin(string Program, string Variables, string Process, string? Space)
{
    // Of /proc/self/status what children inherit.
    private static readonly string[] _inherited = ["Umask", "Uid", "Gid", "Groups", "Cap", "NoNewPrivs", "Seccomp", "Cpus_allowed_list", "Mems_allowed_list"];

    /// <summary>What an agent that is started now takes over.</summary>
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

    /// <summary>The namespace that an agent entered is still the one of that name: a testbed may be removed, and made again.</summary>
    public bool IsThere(int processId) => Space is null || (Namespace($"{processId}", "net") is { Length: > 0 } entered && entered == Named(Space));

    /// <summary>Of a namespace with a name its identity, "net:[4026532281]"; null where there is none.</summary>
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
