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
    private string _fileId = "";
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
                _file = Folder.Create(out _fileId);
                Prune();
            }

            DateTimeOffset now = DateTimeOffset.UtcNow;
            LabChange[] opened = [.. changes.Select(change => new LabChange
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{_fileId}-{++_last}"),
                Number = _last,
                Time = now,
                Place = place,
                Target = change.Target,
                Identity = change.Identity,
                Setting = change.Setting,
                Before = change.Before,
                After = change.After,
                Companions = change.Companions,
            })];
            Write(opened.Select(JournalEntry.Opening));
            _making.UnionWith(opened.Select(c => c.Id));
            return opened;
        }
    }

    /// <summary>Writes down what became of changes, also of another controller's.</summary>
    public void Advance(IReadOnlyCollection<LabChange> changes)
    {
        lock (_writing)
        {
            if (changes.Count == 0)
            {
                return;
            }

            _file ??= Folder.Create(out _fileId);
            Write(changes.Select(JournalEntry.Advance));
            _making.ExceptWith(changes.Select(c => c.Id));
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

    /// <summary>All changes of this user's controllers, oldest first.</summary>
    /// <exception cref="LabException">A journal cannot be read.</exception>
    public IReadOnlyList<LabChange> Read()
    {
        try
        {
            return ReadAll();
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

    private LabChange[] ReadAll()
    {
        Dictionary<string, LabChange> changes = [];
        List<JournalEntry> further = [];
        foreach (string file in Folder.Files)
        {
            bool? held = null;
            foreach (JournalEntry entry in Entries(file))
            {
                // Whether its controller lives matters for what is not settled; a change whose only line is cut off was never begun.
                if (entry.ToChange(false) is not { } change)
                {
                    further.Add(entry);
                    continue;
                }

                held ??= IsOwn(file) ? null : JournalFolder.IsHeld(file);
                changes[change.Id] = change with { OwnerLives = held ?? IsMaking(change.Id) };
            }
        }

        foreach (JournalEntry entry in further)
        {
            if (changes.TryGetValue(entry.Id, out LabChange? change))
            {
                changes[entry.Id] = entry.AddTo(change);
            }
        }

        return [.. changes.Values.OrderBy(c => c.Time).ThenBy(c => c.Id.Split('-')[0], StringComparer.Ordinal).ThenBy(c => c.Number)];
    }

    private static IEnumerable<JournalEntry> Entries(string file) => JournalFolder.Lines(file).Select(JournalEntry.Parse).OfType<JournalEntry>();

    /// <summary>
    /// Forgets old journals that have nothing to undo. One that says what became of another journal's change is kept for as
    /// long as that one: without it the change would be open again.
    /// </summary>
    private void Prune()
    {
        Dictionary<string, LabChange> changes = Read().ToDictionary(c => c.Id);
        foreach (string file in Folder.Old)
        {
            JournalEntry[] entries = [.. Entries(file)];
            HashSet<string> own = [.. entries.Where(e => e.Place is not null).Select(e => e.Id)];
            if (own.All(id => !changes[id].IsOpen) && entries.All(e => own.Contains(e.Id) || !changes.ContainsKey(e.Id)) && JournalFolder.Forget(file))
            {
                own.ToList().ForEach(id => changes.Remove(id));
            }
        }
    }

    private bool IsOwn(string file) => _file?.Name == file;

    private bool IsMaking(string id)
    {
        lock (_writing)
        {
            return _making.Contains(id);
        }
    }

    private void Write(IEnumerable<JournalEntry> entries)
    {
        long end = _file!.Length;
        try
        {
            _file.Write(Encoding.UTF8.GetBytes(string.Concat(entries.Select(e => e.ToLine()))));
            _file.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            // Half a line must not spoil the next one.
            _file.SetLength(end);
            throw Folder.Refusal(e);
        }
    }
}
