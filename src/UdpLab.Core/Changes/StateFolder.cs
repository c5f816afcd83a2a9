using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A folder that belongs to this user alone. On Linux it and its files are opened by descriptor without following links, and
/// anything that is a link or belongs to another user is refused by name: root with another user's HOME must not act on that
/// user's files. On other systems the user's profile is private already.
/// </summary>
internal sealed class StateFolder : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle? _folder;

    private StateFolder(string path, SafeFileHandle? folder) => (_path, _folder) = (path, folder);

    /// <summary>Opens the folder; null if it does not exist.</summary>
    /// <exception cref="LabException">It or its parent folder does not belong to this user.</exception>
    public static StateFolder? Find(string path) => Open(path, make: false);

    /// <summary>Opens the folder, and creates it if it does not exist.</summary>
    /// <inheritdoc cref="Find"/>
    public static StateFolder Make(string path) => Open(path, make: true)!;

    public IEnumerable<string> Names(string pattern) => Directory.EnumerateFileSystemEntries(_path, pattern).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal);

    /// <summary>Creates a file and keeps it locked while open.</summary>
    public FileStream Create(string name)
    {
        if (_folder is null)
        {
            return new FileStream(At(name), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 });
        }

        FileStream file = new(UnixFile.OpenOwn(_folder, name, At(name), UnixFile.Write | UnixFile.New), FileAccess.Write, 0);
        UnixFile.Own(file.SafeFileHandle, At(name));
        return file;
    }

    public FileStream Read(string name) => _folder is null
        ? new FileStream(At(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        : new FileStream(UnixFile.OpenOwn(_folder, name, At(name), UnixFile.Read), FileAccess.Read, 4096);

    /// <summary>Opens or creates a file for this process alone; null if another process has it.</summary>
    public FileStream? TryHold(string name)
    {
        if (_folder is null)
        {
            try
            {
                return new FileStream(At(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
            }
            catch (IOException) when (File.Exists(At(name)))
            {
                return null;
            }
        }

        FileStream file = new(UnixFile.OpenOwn(_folder, name, At(name), UnixFile.ReadWrite | UnixFile.Make), FileAccess.ReadWrite, 0);
        if (UnixFile.TryHold(file.SafeFileHandle))
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>True if a file opened with <see cref="Create"/> is still open, here or in another process.</summary>
    public bool IsHeld(string name)
    {
        if (_folder is null)
        {
            try
            {
                using FileStream mine = new(At(name), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }

        using SafeFileHandle file = UnixFile.OpenOwn(_folder, name, At(name), UnixFile.Read);
        return UnixFile.IsOwned(file);
    }

    public void Delete(string name)
    {
        if (_folder is null)
        {
            File.Delete(At(name));
        }
        else
        {
            UnixFile.Delete(_folder, name, At(name));
        }
    }

    /// <summary>Flushes the folder itself: without its name on disk, a file is lost in a power failure.</summary>
    public void Sync()
    {
        if (_folder is not null)
        {
            UnixFile.Sync(_folder);
        }
    }

    public void Dispose() => _folder?.Dispose();

    private string At(string name) => Path.Combine(_path, name);

    private static StateFolder? Open(string path, bool make)
    {
        if (!OperatingSystem.IsLinux())
        {
            return make || Directory.Exists(path) ? new StateFolder(Directory.CreateDirectory(path).FullName, null) : null;
        }

        string state = Path.GetDirectoryName(path)!, parent = Path.GetDirectoryName(state) ?? "/";
        string there = parent;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above)
        {
            there = above;
        }

        if (there != parent && !make)
        {
            return null;
        }

        UnixFile.OpenFolder(null, there, there, UnixFile.Trust.Root).Dispose();
        if (there != parent)
        {
            Directory.CreateDirectory(parent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using SafeFileHandle root = UnixFile.OpenFolder(null, parent, parent, UnixFile.Trust.Root);
        using SafeFileHandle? middle = Step(root, state, make);
        SafeFileHandle? folder = middle is null ? null : Step(middle, path, make);
        if (folder is null)
        {
            return null;
        }

        UnixFile.MakePrivate(folder);
        return new StateFolder(path, folder);
    }

    private static SafeFileHandle? Step(SafeFileHandle parent, string path, bool make)
    {
        string name = Path.GetFileName(path);
        if (make)
        {
            UnixFile.MakeFolder(parent, name, path);
        }

        return make || UnixFile.Exists(parent, name) ? UnixFile.OpenFolder(parent, name, path, UnixFile.Trust.User) : null;
    }
}
