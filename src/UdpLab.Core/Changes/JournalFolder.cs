using System.Diagnostics;
using System.Globalization;
using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The folder with the journals of this user's sessions, readable by this user only. A session writes to its own file only
/// and keeps it locked while it lives.
/// </summary>
internal sealed class JournalFolder(string path)
{
    /// <summary>Environment variable that overrides UdpLab's state folder.</summary>
    public const string Variable = "UDPLAB_STATE";
    private const string Pattern = "*.jsonl";
    private const int Digits = 19;

    /// <summary>More changes than anyone makes: a higher number is damage, and counting on from there would overflow.</summary>
    public const long LastNumber = 1L << 60;

    private static readonly TimeSpan _kept = TimeSpan.FromDays(30);

    // An undo may take a card's firmware seconds per change; a number is written in a moment.
    private static readonly TimeSpan _undoPatience = TimeSpan.FromMinutes(10), _numberPatience = TimeSpan.FromSeconds(60);

    public string Path => path;

    /// <summary>This user's folder ($UDPLAB_STATE, $XDG_STATE_HOME/udplab, ~/.local/state/udplab).</summary>
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

    /// <summary>Full paths of the journals, oldest first.</summary>
    /// <exception cref="LabException">The folder does not belong to this user.</exception>
    public IReadOnlyList<string> Files
    {
        get
        {
            using StateFolder? folder = StateFolder.Find(path);
            return folder is null ? [] : [.. folder.Names(Pattern).Select(name => System.IO.Path.Combine(path, name))];
        }
    }

    /// <summary>Creates an empty journal for this process and locks it.</summary>
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

                string name = string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyyMMdd'T'HHmmss}-{id}.jsonl");
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

    /// <summary>The complete lines of a journal; a line cut off by a crash has no newline and is skipped.</summary>
    /// <exception cref="LabException">The file does not belong to this user.</exception>
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

    /// <summary>True while the session that writes this file lives: it holds the lock.</summary>
    public bool IsHeld(string file)
    {
        using StateFolder? folder = StateFolder.Find(path);
        return folder?.IsHeld(System.IO.Path.GetFileName(file)) == true;
    }

    /// <summary>Keeps other controllers from undoing at the same time.</summary>
    public FileStream Lock(CancellationToken cancel) => Hold("undo.lock", _undoPatience, cancel);

    /// <summary>
    /// Numbers changes in the order they are written, across sessions and independent of the clock. The file is overwritten in
    /// place, so it works on a full disk too.
    /// </summary>
    /// <param name="count">How many numbers to reserve.</param>
    /// <param name="last">Finds the last number used in the journals, in case the file is unusable.</param>
    /// <returns>The first of the reserved numbers.</returns>
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

    /// <summary>Journals of sessions that ended long ago.</summary>
    public IEnumerable<string> Old => [.. Files.Where(file => DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > _kept && IsFree(file))];

    /// <summary>Deletes a journal; false if that fails.</summary>
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

    /// <summary>The error for a change that was not started because it could not be journaled.</summary>
    public LabException Refusal(Exception e) =>
        new(FailureCode.System, $"The journal of changes in {path} cannot be written, and without it nothing is changed: {e.Message.TrimEnd('.')}. {Remedy}", null, e);

    /// <summary>The error for something that happened but could not be journaled.</summary>
    /// <param name="what">What happened, as a sentence.</param>
    /// <param name="e">Why writing failed.</param>
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
            // Not ours, or deleted meanwhile.
            return false;
        }
    }

    private static string Remedy => $"Make room there, or set {Variable} to another folder.";

    /// <summary>Waits for a file another session holds, up to a limit, since that session may be stopped.</summary>
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
                    throw new LabException(FailureCode.Busy, string.Create(CultureInfo.InvariantCulture, $"Another session has had {System.IO.Path.Combine(path, name)} for {patience.TotalSeconds:0.#} s. End that session, or wait until it has finished, and try again."));
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
