namespace UdpLab.Agent.Kernel;

/// <summary>
/// A folder of this user alone (mode 700) in a place where others may write. It is checked, held and emptied through its
/// descriptor, never its path, and no link is followed: anything others put in its place is left alone.
/// </summary>
internal sealed unsafe class PrivateFolder : IDisposable
{
    private const int AT_REMOVEDIR = 0x200, LOCK_EX = 2, LOCK_NB = 4;
    private const int OwnerOnly = 0x1c0;
    private const int Attempts = 20;
    private static readonly int _folderFlags = Abi.O_RDONLY | Abi.O_CLOEXEC | Processor.OpenFolder | Processor.OpenNoLink;
    private readonly int _parent;
    private readonly string _name;
    private readonly int _fd;

    private PrivateFolder(string parent, int parentFd, string name, int fd)
    {
        _parent = parentFd;
        _name = name;
        _fd = fd;
        Path = System.IO.Path.Combine(parent, name);
    }

    public string Path { get; }

    /// <summary>Creates one and holds it for as long as this process lives.</summary>
    public static PrivateFolder Make(string parent, string name)
    {
        int above = Libc.Open(parent, _folderFlags, 0);
        if (above < 0)
        {
            throw AgentException.FromErrno(Errno.Last, "Opening the folder for temporary files failed", parent);
        }

        if (Libc.MakeFolderAt(above, name, OwnerOnly) != 0)
        {
            int errno = Errno.Last;
            _ = Libc.Close(above);
            throw AgentException.FromErrno(errno, "Creating a folder for the recording failed", $"{parent}/{name}");
        }

        return Take(parent, above, name) ?? throw AgentException.FromErrno(Errno.EPERM, "The folder created for the recording no longer exists", $"{parent}/{name}");
    }

    /// <summary>An existing folder if this user owns it and no process holds its lock; else null.</summary>
    public static PrivateFolder? TryTake(string parent, string name) =>
        Libc.Open(parent, _folderFlags, 0) is >= 0 and var above ? Take(parent, above, name) : null;

    /// <summary>Removes it with its contents.</summary>
    public void Remove()
    {
        // A program that is being killed may still write: try again.
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Empty(_fd);
            if (Libc.DeleteAt(_parent, _name, AT_REMOVEDIR) == 0 || Errno.Last == Errno.ENOENT)
            {
                return;
            }

            Thread.Sleep(10);
        }
    }

    public void Dispose()
    {
        _ = Libc.Close(_fd);
        _ = Libc.Close(_parent);
    }

    private static PrivateFolder? Take(string parent, int above, string name)
    {
        int fd = Libc.OpenAt(above, name, _folderFlags, 0);
        if (fd >= 0 && FileFacts.Of(fd) is { } facts && facts.Owner == Libc.EffectiveUser() && facts.Permissions == OwnerOnly && Libc.Lock(fd, LOCK_EX | LOCK_NB) == 0)
        {
            return new PrivateFolder(parent, above, name, fd);
        }

        _ = fd >= 0 ? Libc.Close(fd) : 0;
        _ = Libc.Close(above);
        return null;
    }

    private static void Empty(int folder)
    {
        string[] names;
        try
        {
            names = [.. Directory.EnumerateFileSystemEntries($"/proc/self/fd/{folder}").Select(entry => System.IO.Path.GetFileName(entry)!)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        foreach (string name in names.Where(name => Libc.DeleteAt(folder, name, 0) != 0))
        {
            int child = Libc.OpenAt(folder, name, _folderFlags, 0);
            if (child >= 0)
            {
                Empty(child);
                _ = Libc.Close(child);
                _ = Libc.DeleteAt(folder, name, AT_REMOVEDIR);
            }
        }
    }
}
