using System.Globalization;
using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The journal of changes: what this session is about to change is on the disk before it is changed, so that whatever
/// becomes of this process, another one can put it back.
/// </summary>
internal sealed class ChangeJournal : IDisposable
{
    private static readonly object _opening = new();
    private static ChangeJournal? _here;

    private readonly object _writing = new();
    private readonly HashSet<string> _making = [];
    private FileStream? _file;
    private string _fileName = "", _fileId = "";
    private int _last;

    internal ChangeJournal(JournalFolder folder) => Folder = folder;

    public JournalFolder Folder { get; }

    /// <summary>This session's.</summary>
    public static ChangeJournal Here
    {
        get
        {
            lock (_opening)
            {
                JournalFolder folder = JournalFolder.Here;
                if (_here?.Folder.Path != folder.Path)
                {
                    _here?.Dispose();
                    _here = new ChangeJournal(folder);
                }

                return _here;
            }
        }
    }

    /// <summary>Called when the module goes.</summary>
    public static void Close()
    {
        lock (_opening)
        {
            _here?.Dispose();
            _here = null;
        }
    }

    /// <summary>Writes down changes that are about to be made. They are on the disk when this returns.</summary>
    public LabChange[] Open(ChangePlace place, IEnumerable<SettingChange> changes)
    {
        lock (_writing)
        {
            if (_file is null)
            {
                (_file, _fileName, _fileId) = Folder.Create();
                Prune();
            }

            SettingChange[] all = [.. changes];
            DateTimeOffset now = DateTimeOffset.UtcNow;
            long sequence = Folder.Number(all.Length, () => Read().Select(c => c.Sequence).DefaultIfEmpty().Max());
            LabChange[] opened = [.. all.Select(change => new LabChange
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{_fileId}-{++_last}"),
                Number = _last,
                Sequence = sequence++,
                Time = now,
                Place = place,
                Target = change.Target,
                Identity = change.Identity,
                Setting = change.Setting,
                Before = change.Before,
                After = change.After,
                AtRisk = change.AtRisk,
            })];
            try
            {
                Write(opened.Select(JournalEntry.Opening));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Folder.Refusal(e);
            }

            _making.UnionWith(opened.Select(c => c.Id));
            return opened;
        }
    }

    /// <summary>Writes down what became of changes, also of another controller's. They are not being made any more, written down or not.</summary>
    /// <param name="changes">As they are now.</param>
    /// <param name="now">What to say of them when this cannot be written, a sentence.</param>
    /// <exception cref="LabException">It cannot be written: the journal has them as they were.</exception>
    public void Advance(IReadOnlyCollection<LabChange> changes, string now)
    {
        lock (_writing)
        {
            _making.ExceptWith(changes.Select(c => c.Id));
            if (changes.Count == 0)
            {
                return;
            }

            try
            {
                Prepare();
                Write(changes.Select(JournalEntry.Advance));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or LabException)
            {
                throw Folder.Gap(now, e.InnerException ?? e);
            }
        }
    }

    /// <summary>Makes sure that there is a journal to write to, before something is done that has to be written down.</summary>
    /// <exception cref="LabException">There is none, and none can be made.</exception>
    public void Prepare()
    {
        lock (_writing)
        {
            if (_file is null)
            {
                (_file, _fileName, _fileId) = Folder.Create();
            }
        }
    }

    /// <summary>Nobody makes them any more, and what became of them is not known.</summary>
    public void GiveUp(IEnumerable<LabChange> changes)
    {
        lock (_writing)
        {
            _making.ExceptWith(changes.Select(c => c.Id));
        }
    }

    /// <summary>All changes of this user's controllers, in the order they were written down.</summary>
    /// <param name="report">Takes each file and line that cannot be used; the others are.</param>
    /// <exception cref="LabException">The folder of the journals cannot be read, or is not this user's own.</exception>
    public IReadOnlyList<LabChange> Read(Action<LabException>? report = null)
    {
        try
        {
            Dictionary<string, bool> held = [];
            return new JournalReader(Folder, report).Read((file, id) => IsOwn(file) ? IsMaking(id) : IsHeld(file, held));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException(FailureCode.System, $"The journal of changes in {Folder.Path} cannot be read: {e.Message}", null, e);
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private bool IsHeld(string file, Dictionary<string, bool> known)
    {
        if (!known.TryGetValue(file, out bool held))
        {
            held = Folder.IsHeld(file);
            known[file] = held;
        }

        return held;
    }

    /// <summary>
    /// Forgets old journals that have nothing to undo. One that says what became of another journal's change is kept for as
    /// long as that one: without it the change would be open again.
    /// </summary>
    private void Prune()
    {
        bool damaged = false;
        Dictionary<string, LabChange> changes = Read().ToDictionary(c => c.Id);
        JournalReader reader = new(Folder, _ => damaged = true);
        foreach (string file in Folder.Old)
        {
            damaged = false;
            JournalEntry[] entries = [.. reader.Entries(file)];
            HashSet<string> own = [.. entries.Where(e => e.IsOpening).Select(e => e.Id)];

            // What a damaged line was about nobody knows.
            if (!damaged && own.All(id => !changes[id].IsOpen) && entries.All(e => own.Contains(e.Id) || !changes.ContainsKey(e.Id)) && Folder.Forget(file))
            {
                own.ToList().ForEach(id => changes.Remove(id));
            }
        }
    }

    private bool IsOwn(string file) => _file is not null && _fileName == file;

    private bool IsMaking(string id)
    {
        lock (_writing)
        {
            return _making.Contains(id);
        }
    }

    private void Write(IEnumerable<JournalEntry> entries)
    {
        FileStream file = _file!;
        long end = file.Length;
        try
        {
            file.Position = end;
            file.Write(Encoding.UTF8.GetBytes(string.Concat(entries.Select(e => e.ToLine()))));
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            TakeBack(file, end);
            throw;
        }
    }

    /// <summary>Half a line must not spoil the next one: where it cannot be taken back, the next goes to another file.</summary>
    private void TakeBack(FileStream file, long end)
    {
        try
        {
            file.SetLength(end);
        }
        catch (IOException)
        {
            file.Dispose();
            _file = null;
        }
    }
}
