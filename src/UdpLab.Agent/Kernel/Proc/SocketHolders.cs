using System.Globalization;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Finds the processes that hold sockets: /proc/PID/fd has a link to each (proc_pid_fd(5)).</summary>
internal static unsafe class SocketHolders
{
    private const int Longest = 64;

    /// <summary>The holders of these sockets, by inode, ordered by process id.</summary>
    /// <param name="sockets">Inodes.</param>
    public static Dictionary<uint, List<SocketHolder>> Of(IEnumerable<uint> sockets)
    {
        HashSet<uint> wanted = [.. sockets.Where(inode => inode > 0)];
        Dictionary<uint, List<SocketHolder>> found = [];
        foreach (int process in wanted.Count == 0 ? [] : Processes.All())
        {
            SocketHolder? holder = null;
            foreach (uint inode in SocketInodes(process).Where(wanted.Contains).Distinct())
            {
                holder ??= new SocketHolder { Id = process, Name = TextFile.Read($"/proc/{process}/comm") ?? "a process that just ended" };
                if (!found.TryGetValue(inode, out List<SocketHolder>? holders))
                {
                    found[inode] = holders = [];
                }

                holders.Add(holder);
            }
        }

        return found;
    }

    private static List<uint> SocketInodes(int process)
    {
        List<uint> inodes = [];
        try
        {
            foreach (string fd in Directory.EnumerateFiles($"/proc/{process}/fd"))
            {
                if (Inode(fd) is { } inode)
                {
                    inodes.Add(inode);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or already gone.
        }

        return inodes;
    }

    /// <summary>The inode in "socket:[1234]".</summary>
    private static uint? Inode(string fd)
    {
        byte* target = stackalloc byte[Longest];
        nint length = Libc.ReadLink(fd, target, Longest);
        ReadOnlySpan<byte> text = new(target, (int)Math.Max(0, length));
        return text.StartsWith("socket:["u8) && text[^1] == ']' && uint.TryParse(text[8..^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint inode) ? inode : null;
    }
}
