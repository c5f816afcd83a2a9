using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// TMPDIR, or /tmp. Refused if another user may rename entries in it or in a parent folder, and so could replace a file that
/// root is about to write by a link.
/// </summary>
internal static class TemporaryFolder
{
    /// <summary>Its path, with links resolved.</summary>
    /// <exception cref="AgentException">It does not exist, or others could exchange its contents.</exception>
    public static string Path
    {
        get
        {
            string named = System.IO.Path.GetTempPath();
            string path = Resolve(named);
            for (string? folder = path; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
            {
                if (Fault(folder) is { } why)
                {
                    throw new AgentException(FailureCode.PermissionDenied, $"{named} is not safe for recordings: {folder} {why}, who could replace files there. Set TMPDIR to a folder of your own, or leave it unset for /tmp.") { Path = folder };
                }
            }

            return path;
        }
    }

    private static string Resolve(string named)
    {
        int fd = Libc.Open(named, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"The folder for temporary files, {named} (TMPDIR), cannot be opened", named);
        }

        try
        {
            return new FileInfo($"/proc/self/fd/{fd}").LinkTarget is ['/', ..] path && Directory.Exists(path)
                ? path
                : throw new AgentException(FailureCode.NotFound, $"The folder for temporary files, {named} (TMPDIR), is not a folder.") { Path = named };
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    /// <summary>Why a folder cannot be trusted; null if it can.</summary>
    private static string? Fault(string folder)
    {
        if (FileFacts.Of(folder) is not { } facts)
        {
            return "cannot be inspected by this user";
        }

        // In a user namespace root's folders belong to the owner of the root folder.
        if (facts.Owner != 0 && facts.Owner != Libc.EffectiveUser() && facts.Owner != FileFacts.Of("/")?.Owner)
        {
            return $"belongs to uid {facts.Owner}";
        }

        if ((facts.Permissions & FileFacts.Sticky) != 0)
        {
            return null;
        }

        return (facts.Permissions & FileFacts.OthersMayWrite) != 0 ? "is writable by everyone"
            : (facts.Permissions & FileFacts.GroupMayWrite) != 0 && facts.Group != 0 && facts.Group != Libc.EffectiveGroup() ? $"can be written by gid {facts.Group}"
            : null;
    }
}
