using System.Runtime.InteropServices;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Where the journals of this user's controllers are: one file a controller, in a folder nobody else can read. A controller
/// writes its own file only, and holds it locked while it lives.
/// </summary>
internal sealed class JournalFolder(string path)
{
    /// <summary>Overrides the folder for UdpLab's state.</summary>
    public const string Variable = "UDPLAB_STATE";
    private const string Pattern = "*.jsonl";
    private static readonly TimeSpan _kept = TimeSpan.FromDays(30);

    public string Path => path;

    /// <summary>The one of this user ($UDPLAB_STATE, $XDG_STATE_HOME/udplab, ~/.local/state/udplab).</summary>
    public static JournalFolder Here
    {
        get
        {
            string? state = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(state))
            {
                string? xdg = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
                string root = !OperatingSystem.IsLinux() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                    : System.IO.Path.IsPathRooted(xdg) ? xdg
                    : UserHome.Folder is { } home ? System.IO.Path.Combine(home, ".local", "state")
                    : throw new LabException(FailureCode.NotFound, $"There is no home directory to keep the journal of changes in, and without it nothing is changed: set {Variable} to a folder.");
                state = System.IO.Path.Combine(root, "udplab");
            }

            return new JournalFolder(System.IO.Path.Combine(System.IO.Path.GetFullPath(state), "changes"));
        }
    }

    /// <summary>The journals, oldest first.</summary>
    public IEnumerable<string> Files => Directory.Exists(path) ? Directory.EnumerateFiles(path, Pattern).Order(StringComparer.Ordinal) : [];

    /// <summary>Makes a journal of this process's own, locked and empty.</summary>
    public FileStream Create(out string id)
    {
        try
        {
            MakePrivate();
            while (true)
            {
                id = Guid.NewGuid().ToString("N")[..6];
                string file = System.IO.Path.Combine(path, $"{DateTime.UtcNow:yyyyMMdd'T'HHmmss}-{id}.jsonl");
                if (Directory.EnumerateFiles(path, $"*-{id}.jsonl").Any())
                {
                    continue;
                }

                FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                FileStream stream = new(file, options);
                SyncFolder();
                return stream;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal(e);
        }
    }

    /// <summary>The complete lines of a journal: one that a crash cut off has no end.</summary>
    public static IEnumerable<string> Lines(string file)
    {
        string text;
        using (FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        using (StreamReader reader = new(stream))
        {
            text = reader.ReadToEnd();
        }

        int end = text.LastIndexOf('\n');
        return end < 0 ? [] : text[..end].Split('\n');
    }

    /// <summary>Its controller lives: nobody else can have the file for himself.</summary>
    public static bool IsHeld(string file)
    {
        // A reader holds it, too, but only for a moment.
        for (int i = 0; i < 5; i++)
        {
            try
            {
                using FileStream mine = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                return false;
            }
            catch (IOException)
            {
                Thread.Sleep(10);
            }
        }

        return true;
    }

    /// <summary>Keeps other controllers from undoing at the same time.</summary>
    public FileStream Lock(CancellationToken cancel)
    {
        string file = System.IO.Path.Combine(path, "undo.lock");
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                MakePrivate();
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException e)
            {
                throw Refusal(e);
            }
            catch (IOException) when (File.Exists(file))
            {
                cancel.WaitHandle.WaitOne(20);
            }
        }
    }

    /// <summary>Journals of controllers that are long gone.</summary>
    public IEnumerable<string> Old => [.. Files.Where(file => DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > _kept && !IsHeld(file))];

    /// <summary>Removes a journal; false when it cannot be.</summary>
    public static bool Forget(string file)
    {
        try
        {
            File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public LabException Refusal(Exception e) =>
        new(FailureCode.System, $"The journal of changes in {path} cannot be written, and without it nothing is changed: {e.Message} Make room there, or set {Variable} to another folder.", null, e);

    private void MakePrivate()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(path, ownerOnly);
        if (File.GetUnixFileMode(path) != ownerOnly)
        {
            File.SetUnixFileMode(path, ownerOnly);
        }
    }

    /// <summary>A file whose name is not on the disk is lost with the power, whatever is in it.</summary>
    private void SyncFolder()
    {
        if (OperatingSystem.IsLinux())
        {
            int fd = Open(path, 0);
            _ = Sync(fd);
            _ = Close(fd);
        }
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Sync(int fd);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int fd);
}
