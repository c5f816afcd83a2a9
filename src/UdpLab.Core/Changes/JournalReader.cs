using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Puts the changes together from the lines of all journals. A line or a file that is no good is reported with its name, and costs
/// only what it would have said.
/// </summary>
internal sealed class JournalReader(JournalFolder folder, Action<LabException>? report)
{
    private readonly Dictionary<string, int> _places = [];
    private readonly List<LabChange> _changes = [];
    private readonly List<JournalEntry> _further = [];

    /// <summary>All changes, in the order they were written down.</summary>
    /// <param name="ownerLives">Whether the controller that made a change of a file is at work on it.</param>
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

    /// <summary>The good lines of a file.</summary>
    public IEnumerable<JournalEntry> Entries(string file)
    {
        string[] lines;
        try
        {
            lines = [.. folder.Lines(file)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LabException)
        {
            report?.Invoke(e as LabException ?? new LabException(FailureCode.System, $"The journal {file} cannot be read, and what it says is left out: {e.Message}", null, e));
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
                // Whether its controller lives matters for what is not settled; a change whose only line is cut off was never begun.
                _changes.Add(entry.ToChange(ownerLives(file, entry.Id)));
            }
            else
            {
                report?.Invoke(new LabException(FailureCode.System, $"The journal {file} has a second change {entry.Id}, which is left out."));
            }
        }
    }

    private void Damage(string file, int index, string why) => report?.Invoke(new LabException(
        FailureCode.System,
        $"The journal {file}, line {index + 1}, is damaged and left out: {why} The other lines are used. If a change was lost with it, Get-LabNic and Test-LabHost show what is set; remove the line when it is settled."));
}
