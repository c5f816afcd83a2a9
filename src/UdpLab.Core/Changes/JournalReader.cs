using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Assembles the changes from the lines of all journals. A bad line or file is reported by name; the rest is still read.
/// </summary>
internal sealed class JournalReader(JournalFolder folder, Action<LabException>? report)
{
    private readonly Dictionary<string, int> _places = [];
    private readonly List<LabChange> _changes = [];
    private readonly List<JournalEntry> _further = [];

    /// <summary>All changes, in the order they were written.</summary>
    /// <param name="ownerLives">Whether the session that made a change from a given file is still working on it.</param>
    public IReadOnlyList<LabChange> Read(Func<string, string, bool> ownerLives)
    {
        foreach (string file in folder.Files)
        {
            ReadFile(file, ownerLives);
        }

        foreach (JournalEntry entry in _further)
        {
            if (_places.TryGetValue(entry.Id, out int place))
            {
                _changes[place] = entry.AddTo(_changes[place]);
            }
        }

        return [.. _changes.Order(LabChange.InOrder)];
    }

    /// <summary>The valid lines of a file.</summary>
    public IEnumerable<JournalEntry> Entries(string file)
    {
        string[] lines;
        try
        {
            lines = [.. folder.Lines(file)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LabException)
        {
            report?.Invoke(e as LabException ?? new LabException(FailureCode.System, $"The journal {file} cannot be read and is skipped: {e.Message}", null, e));
            yield break;
        }

        for (int i = 0; i < lines.Length; i++)
        {
            if (JournalEntry.Parse(lines[i], out string why) is { } entry)
            {
                yield return entry;
            }
            else
            {
                Damage(file, i, why);
            }
        }
    }

    private void ReadFile(string file, Func<string, string, bool> ownerLives)
    {
        foreach (JournalEntry entry in Entries(file))
        {
            if (!entry.IsOpening)
            {
                _further.Add(entry);
            }
            else if (_places.TryAdd(entry.Id, _changes.Count))
            {
                // Only an unsettled change cares whether its session lives; a change whose only line was cut off was never started.
                _changes.Add(entry.ToChange(ownerLives(file, entry.Id)));
            }
            else
            {
                report?.Invoke(new LabException(FailureCode.System, $"The journal {file} has a second change {entry.Id}, which is skipped."));
            }
        }
    }

    private void Damage(string file, int index, string why) => report?.Invoke(new LabException(
        FailureCode.System,
        $"The journal {file}, line {index + 1}, is damaged and skipped: {why} The other lines are used. If it recorded a change, check the current settings with Get-LabNic and Test-LabHost, then delete the line."));
}
