using System.Globalization;

namespace UdpLab.Agent.Kernel;

/// <summary>Finds the process that has a UDP port: /proc/net/udp names the socket, /proc/PID/fd its holder.</summary>
internal static class PortOwner
{
    /// <summary>" by NAME (process N)", or empty if unknown (another user's process, another namespace).</summary>
    public static string Describe(int port) => Owners(port).Select(id => $" by {ReadName($"/proc/{id}")} (process {id})").FirstOrDefault("");

    /// <summary>The visible processes that have the port.</summary>
    public static int[] Find(int port) => [.. Owners(port)];

    private static IEnumerable<int> Owners(int port)
    {
        HashSet<string> sockets = [.. Inodes("/proc/net/udp", port).Concat(Inodes("/proc/net/udp6", port)).Select(i => $"socket:[{i}]")];
        return sockets.Count == 0
            ? []
            : Directory.EnumerateDirectories("/proc")
                .Select(process => int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Holds(process, sockets) ? id : 0)
                .Where(id => id > 0);
    }

    private static IEnumerable<string> Inodes(string table, int port)
    {
        if (!File.Exists(table))
        {
            yield break;
        }

        string ending = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        foreach (string line in File.ReadLines(table).Skip(1))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[1].EndsWith(ending, StringComparison.Ordinal))
            {
                yield return fields[9];
            }
        }
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(process + "/fd").Any(fd => File.ResolveLinkTarget(fd, false) is { } target && sockets.Contains(Path.GetFileName(target.FullName)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or already gone.
            return false;
        }
    }

    private static string ReadName(string process) => TextFile.Read(process + "/comm") ?? "a process that just ended";
}
