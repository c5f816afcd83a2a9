using System.Globalization;
using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The journal of changes. A change is written to disk before it is made, so that if this process dies, another one can
/// put it back.
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

    /// <summary>The journal of this session.</summary>
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

    /// <summary>Called when the module is unloaded.</summary>
    public static void Close()
    {
        lock (_opening)
        {
            _here?.Dispose();
            _here = null;
        }
    }

    /// <summary>Writes changes to disk before they are made; they are on disk when this returns.</summary>
    public LabChange[] Open(ChangePlace place, IEnumerable<SettingChange> changes)
    {
        lock (_writing)
        {
            if (Begin())
            {
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
            ChangeScope.Note(opened);
            return opened;
        }
    }

    /// <summary>Records the new state of changes, including those of other sessions. They are no longer being made, even if writing fails.</summary>
    /// <param name="changes">In their new state.</param>
    /// <param name="now">A sentence for the error message that says what has happened on the host.</param>
    /// <exception cref="LabException">Writing failed; the journal still has the old states.</exception>
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

    /// <summary>Checks that the journal can be written before anything is done that must be recorded.</summary>
    /// <exception cref="LabException">There is no journal and none can be created.</exception>
    public void Prepare()
    {
        lock (_writing)
        {
            _ = Begin();
        }
    }

    /// <summary>Marks changes as no longer being made, with an unknown result.</summary>
    public void GiveUp(IEnumerable<LabChange> changes)
    {
        lock (_writing)
        {
            _making.ExceptWith(changes.Select(c => c.Id));
        }
    }

    /// <summary>Reads all changes of this user's sessions, in the order they were written.</summary>
    /// <param name="report">Receives an error for each unusable file or line; the others are still read.</param>
    /// <exception cref="LabException">The journal folder cannot be read or does not belong to this user.</exception>
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

    /// <summary>Creates a journal if there is none, or if it was deleted: nobody would find what is written to it.</summary>
    private bool Begin()
    {
        if (_file is not null && File.Exists(_fileName))
        {
            return false;
        }

        _file?.Dispose();
        _file = null;
        (_file, _fileName, _fileId) = Folder.Create();
        return true;
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
    /// Deletes old journals with nothing left to undo. A journal that records the outcome of another journal's change is kept
    /// as long as that one: without it the change would count as open again.
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

            // A damaged line could have been about any change.
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

    /// <summary>Removes a half-written line so that it cannot spoil the next one; if that fails, the next line goes to a new file.</summary>
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
