namespace UdpLab;

/// <summary>
/// A folder of this user that is deleted with all it holds. A session that is killed cannot; the next one that makes such a folder finds
/// its lock free, and deletes it.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string LockName = ".lock";

    // A folder without a lock is being made, or its deletion was interrupted.
    private static readonly TimeSpan _oldAge = TimeSpan.FromMinutes(10);
    private readonly FileStream _lock;

    /// <param name="prefix">How its name begins; also those of folders that may be deleted.</param>
    public TemporaryFolder(string prefix)
    {
        Path = Directory.CreateTempSubdirectory(prefix).FullName;
        _lock = Lock(Path, FileMode.CreateNew);
        DeleteLeft(prefix, FileFacts.Of(Path)?.Owner);
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Delete(Path);
        _lock.Dispose();
    }

    /// <summary>Deletes those of sessions that were killed. A lock is the kernel's, and ends with its process, in other PID namespaces too.</summary>
    private static void DeleteLeft(string prefix, uint? owner)
    {
        try
        {
            // Only this user's own, in which nobody else can put anything, and where nobody else can put another one in its place.
            string parent = System.IO.Path.GetTempPath();
            foreach (DirectoryInfo folder in IsSafe(parent, owner) ? new DirectoryInfo(parent).EnumerateDirectories(prefix + "*") : [])
            {
                if (folder.LinkTarget is null && FileFacts.Of(folder.FullName)?.Owner == owner)
                {
                    DeleteIfLeft(folder.FullName);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing depends on it.
        }
    }

    /// <summary>Others cannot rename what is in it: it is this user's or root's, and only they can write to it, or it is sticky as /tmp is.</summary>
    internal static bool IsSafe(string parent, uint? owner) =>
        OperatingSystem.IsLinux() && FileFacts.Of(parent)?.Owner is { } its && (its == 0 || its == owner)
        && File.GetUnixFileMode(parent) is var mode
        && ((mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0 || (mode & UnixFileMode.StickyBit) != 0);

    private static void DeleteIfLeft(string folder)
    {
        try
        {
            if (File.Exists(System.IO.Path.Combine(folder, LockName)))
            {
                using FileStream free = Lock(folder, FileMode.Open);
                Delete(folder);
            }
            else if (DateTime.UtcNow - Directory.GetCreationTimeUtc(folder) > _oldAge)
            {
                Delete(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is in use, or another user's.
        }
    }

    /// <summary>Opens the lock, as .NET does it by flock(2).</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    private static FileStream Lock(string folder, FileMode mode) => new(System.IO.Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, FileShare.None);

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What holds it back, or has removed it, is not the guest's business.
        }
    }
}
