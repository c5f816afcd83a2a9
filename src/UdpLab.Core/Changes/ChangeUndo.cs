using UdpLab.Wire;

namespace UdpLab;

/// <summary>Puts changes back, the last first, and writes down what came of it.</summary>
internal sealed class ChangeUndo(bool force)
{
    /// <summary>What could not be undone, and why.</summary>
    public List<(LabChange Change, LabException Failure)> Failures { get; } = [];

    /// <summary>Puts changes back, whatever hosts they are on; those that are over already are left alone.</summary>
    /// <param name="changes">In any order.</param>
    /// <param name="cancel">Ends it between hosts.</param>
    /// <returns>The changes as they are now.</returns>
    public IReadOnlyList<LabChange> Undo(IReadOnlyCollection<LabChange> changes, CancellationToken cancel)
    {
        List<LabChange> results = [];
        foreach (IGrouping<ChangePlace, LabChange> ofHost in changes.Reverse().GroupBy(c => c.Place))
        {
            LabHost host;
            try
            {
                host = ofHost.Key.Find();
                results.AddRange(Undo(ofHost, host, cancel));
            }
            catch (LabException e)
            {
                // The same for all of its changes: told once.
                Failures.Add((ofHost.First(), e));
            }
        }

        return results;
    }

    /// <summary>Puts changes of one host back, in this order, in one question to its agent.</summary>
    public IReadOnlyList<LabChange> Undo(IEnumerable<LabChange> changes, LabHost host, CancellationToken cancel)
    {
        ChangeJournal journal = ChangeJournal.Here;
        using FileStream alone = journal.Folder.Lock(cancel);

        // Another controller may have undone some of them since they were read.
        Dictionary<string, LabChange> now = journal.Read().ToDictionary(c => c.Id);
        LabChange[] open = [.. changes.Select(c => now.GetValueOrDefault(c.Id, c)).Where(c => c.IsOpen && IsSettled(c))];
        if (open.Length == 0)
        {
            return [];
        }

        using AgentSession agent = host.OpenAgent();
        SettingsUndone undone = agent.Ask<SettingsUndone>(id => new UndoSettings { Id = id, Force = force, Items = [.. open.Select(Item)] }, cancel);
        LabChange[] results = [.. open.Zip(undone.Outcomes, (change, outcome) => Result(change, outcome, now.Values)).OfType<LabChange>()];
        journal.Advance(results);
        return results;
    }

    private bool IsSettled(LabChange change)
    {
        if (change is not { State: LabChangeState.Pending, OwnerLives: true } || force)
        {
            return true;
        }

        Failures.Add((change, new LabException(FailureCode.Busy, $"Change {change.Id} ({change.Target} {change.Setting} of {change.Host}) is being made at this moment by another session; wait for it to end, or use -Force.", "Id")));
        return false;
    }

    private static SettingUndo Item(LabChange change) => new()
    {
        Target = change.Target,
        Setting = change.Setting,
        Identity = change.Identity,
        Before = change.Before,
        After = change.After,
        Unsure = change.State == LabChangeState.Pending,
        Effects = [.. change.Effects.Select(e => new SettingEffect { Setting = e.Setting, Before = e.Before, After = e.After })],
        Companions = new(change.Companions),
    };

    private LabChange? Result(LabChange change, UndoOutcome outcome, IEnumerable<LabChange> all)
    {
        switch (outcome.Result)
        {
            case UndoResult.Restored:
                return change with { State = LabChangeState.Undone, Note = outcome.Reason };
            case UndoResult.AlreadyBefore:
                return change.State == LabChangeState.Pending
                    ? change with { State = LabChangeState.Failed, Note = "It was never made: its controller ended before, or it was put back at once." }
                    : change with { State = LabChangeState.Undone, Note = outcome.Reason ?? "It was already as before: somebody else had put it back, or it ended with the session that held it." };
            case UndoResult.Gone:
                return change with { State = LabChangeState.Undone, Note = outcome.Reason };
            case UndoResult.ChangedSince:
                LabChange? later = all.LastOrDefault(c => c.IsOpen && c.Place == change.Place && c.Target == change.Target && c.Setting == change.Setting && IsAfter(c, change));
                string who = later is null ? "somebody else changed it since" : $"change {later.Id} changed it since; undo that first";
                Failures.Add((change, new LabException(FailureCode.Busy, $"{change.Host}: {change.Target} {change.Setting} is {outcome.Found} and not {change.After}, as change {change.Id} left it: {who}. It was left alone; -Force sets it to {change.Before} all the same.", "Force")));
                return null;
            default:
                Failures.Add((change, new LabException(FailureCode.System, $"{change.Host}: putting {change.Target} {change.Setting} back to {change.Before} failed: {outcome.Reason}")));
                return null;
        }
    }

    private static bool IsAfter(LabChange later, LabChange earlier) =>
        later.Time != earlier.Time ? later.Time > earlier.Time : later.Id.Split('-')[0] == earlier.Id.Split('-')[0] && later.Number > earlier.Number;
}
