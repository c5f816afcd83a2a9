using System.Diagnostics;
using System.Globalization;
using System.Text;
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
    private const int Digits = 19;

    /// <summary>More changes than anybody makes: a number behind it is damage, and counting on from there would run over.</summary>
    public const long LastNumber = 1L << 60;

    private static readonly TimeSpan _kept = TimeSpan.FromDays(30);

    // An undo may take a card's firmware seconds for each change; a number is written in a moment.
    private static readonly TimeSpan _undoPatience = TimeSpan.FromMinutes(10), _numberPatience = TimeSpan.FromSeconds(60);

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

    /// <summary>Full names of the journals, oldest first.</summary>
    /// <exception cref="LabException">The folder is not this user's own.</exception>
    public IReadOnlyList<string> Files
    {
        get
        {
            using StateFolder? folder = StateFolder.Find(path);
            return folder is null ? [] : [.. folder.Names(Pattern).Select(name => System.IO.Path.Combine(path, name))];
        }
    }

    /// <summary>Makes a journal of this process's own, held and empty.</summary>
    public (FileStream Stream, string File, string Id) Create()
    {
        try
        {
            using StateFolder folder = StateFolder.Make(path);
            while (true)
            {
                string id = Guid.NewGuid().ToString("N")[..6];
                if (folder.Names($"*-{id}.jsonl").Any())
                {
                    continue;
                }

                string name = $"{DateTime.UtcNow:yyyyMMdd'T'HHmmss}-{id}.jsonl";
                FileStream stream = folder.Create(name);
                folder.Sync();
                return (stream, System.IO.Path.Combine(path, name), id);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal(e);
        }
    }

    /// <summary>The complete lines of a journal: one that a crash cut off has no end.</summary>
    /// <exception cref="LabException">The file is not this user's own.</exception>
    public IEnumerable<string> Lines(string file)
    {
        string text;
        using (StateFolder? folder = StateFolder.Find(path))
        {
            if (folder is null)
            {
                return [];
            }

            using StreamReader reader = new(folder.Read(System.IO.Path.GetFileName(file)));
            text = reader.ReadToEnd();
        }

        int end = text.LastIndexOf('\n');
        return end < 0 ? [] : text[..end].Split('\n');
    }

    /// <summary>Its controller lives: nobody else can have the file for himself.</summary>
    public bool IsHeld(string file)
    {
        using StateFolder? folder = StateFolder.Find(path);
        return folder?.IsHeld(System.IO.Path.GetFileName(file)) == true;
    }

    /// <summary>Keeps other controllers from undoing at the same time.</summary>
    public FileStream Lock(CancellationToken cancel) => Hold("undo.lock", _undoPatience, cancel);

    /// <summary>
    /// Numbers for changes, in the order they are written down, whichever session writes and whatever the clock says. The file
    /// is overwritten in place: a disk that is full does not matter to it.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="last">The last one in the journals, asked for where the file does not say.</param>
    /// <returns>The first.</returns>
    public long Number(int count, Func<long> last)
    {
        try
        {
            using FileStream file = Hold("sequence", _numberPatience, CancellationToken.None);
            byte[] text = new byte[Digits];
            bool known = file.ReadAtLeast(text, Digits, throwOnEndOfStream: false) == Digits
                & long.TryParse(Encoding.ASCII.GetString(text), NumberStyles.None, CultureInfo.InvariantCulture, out long used)
                & used < LastNumber;
            used = known ? used : last();
            file.Position = 0;
            file.Write(Encoding.ASCII.GetBytes((used + count).ToString(new string('0', Digits), CultureInfo.InvariantCulture)));
            file.Flush(flushToDisk: true);
            return used + 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal(e);
        }
    }

    /// <summary>Journals of controllers that are long gone.</summary>
    public IEnumerable<string> Old => [.. Files.Where(file => DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > _kept && IsFree(file))];

    /// <summary>Removes a journal; false when it cannot be.</summary>
    public bool Forget(string file)
    {
        try
        {
            using StateFolder? folder = StateFolder.Find(path);
            folder?.Delete(System.IO.Path.GetFileName(file));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Nothing was begun, because it could not be written down.</summary>
    public LabException Refusal(Exception e) =>
        new(FailureCode.System, $"The journal of changes in {path} cannot be written, and without it nothing is changed: {e.Message.TrimEnd('.')}. {Remedy}", null, e);

    /// <summary>Something happened, and it could not be written down.</summary>
    /// <param name="what">What is so now, a sentence.</param>
    /// <param name="e">Why it was not written.</param>
    public LabException Gap(string what, Exception e) =>
        new(FailureCode.System, $"{what} The journal of changes in {path} could not be written and does not say so: {e.Message.TrimEnd('.')}. {Remedy}", null, e);

    private bool IsFree(string file)
    {
        try
        {
            return !IsHeld(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LabException)
        {
            // Not ours, or gone meanwhile.
            return false;
        }
    }

    private static string Remedy => $"Make room there, or set {Variable} to another folder.";

    /// <summary>Waits for a file that another session has, which may be stopped and never let go of it.</summary>
    internal FileStream Hold(string name, TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            using StateFolder folder = StateFolder.Make(path);
            Stopwatch waited = Stopwatch.StartNew();
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                if (folder.TryHold(name) is { } held)
                {
                    return held;
                }

                if (waited.Elapsed > patience)
                {
                    throw new LabException(FailureCode.Busy, $"Another session has had {System.IO.Path.Combine(path, name)} for {patience.TotalSeconds:0.#} s. End that session, or wait until it is done, and try again.");
                }

                cancel.WaitHandle.WaitOne(5);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal(e);
        }
    }
}
