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
        HashSet<ChangePlace> lost = [];
        foreach (LabChange[] run in Runs(changes))
        {
            try
            {
                if (!lost.Contains(run[0].Place))
                {
                    results.AddRange(Undo(run, run[0].Place.Find(), cancel));
                }
            }
            catch (LabException e)
            {
                // The same for all of its changes: told once.
                lost.Add(run[0].Place);
                Failures.Add((run[0], e));
            }
        }

        return results;
    }

    /// <summary>The last first, those that follow each other on one host together: a setting of the whole machine may have been changed from several of its namespaces in turn.</summary>
    private static IEnumerable<LabChange[]> Runs(IEnumerable<LabChange> changes)
    {
        List<LabChange> run = [];
        foreach (LabChange change in changes.OrderDescending(LabChange.InOrder))
        {
            if (run.Count > 0 && run[0].Place != change.Place)
            {
                yield return [.. run];
                run.Clear();
            }

            run.Add(change);
        }

        if (run.Count > 0)
        {
            yield return [.. run];
        }
    }

    /// <summary>Puts changes of one host back, the last first, in one question to its agent.</summary>
    public IReadOnlyList<LabChange> Undo(IEnumerable<LabChange> changes, LabHost host, CancellationToken cancel)
    {
        ChangeJournal journal = ChangeJournal.Here;
        journal.Prepare();
        using FileStream alone = journal.Folder.Lock(cancel);

        // Another controller may have undone some of them since they were read.
        IReadOnlyList<LabChange> all = journal.Read();
        Dictionary<string, LabChange> now = all.ToDictionary(c => c.Id);
        LabChange[] open = [.. changes.OrderDescending(LabChange.InOrder).Select(c => now.GetValueOrDefault(c.Id, c)).Where(c => c.IsOpen && IsSettled(c))];
        if (open.Length == 0)
        {
            return [];
        }

        using AgentSession agent = host.OpenAgent();
        SettingsUndone undone = agent.Ask<SettingsUndone>(id => new UndoSettings { Id = id, Force = force, Items = [.. open.Select(Item)] }, cancel);
        LabChange[] results = [.. open.Zip(HostAnswer.Each(host, "the undo", undone.Outcomes, open.Length), (change, outcome) => Result(change, outcome, all)).OfType<LabChange>()];
        try
        {
            journal.Advance(results, "The changes were put back.");
        }
        catch (LabException e)
        {
            Failures.Add((results[0], e));
        }

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

    internal static SettingUndo Item(LabChange change) => new()
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

    private LabChange? Result(LabChange change, UndoOutcome outcome, IReadOnlyList<LabChange> all)
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
                LabChange? later = all.LastOrDefault(c => c.IsOpen && c.Place == change.Place && c.Target == change.Target && c.Setting == change.Setting && LabChange.InOrder.Compare(c, change) > 0);
                string who = later is null ? "somebody else changed it since" : $"change {later.Id} changed it since; undo that first";
                Failures.Add((change, new LabException(FailureCode.Busy, $"{change.Host}: {change.Target} {change.Setting} is {outcome.Found} and not {change.After}, as change {change.Id} left it: {who}. It was left alone; -Force sets it to {change.Before} all the same.", "Force")));
                return null;
            default:
                Failures.Add((change, new LabException(FailureCode.System, $"{change.Host}: putting {change.Target} {change.Setting} back to {change.Before} failed: {outcome.Reason}")));
                return null;
        }
    }
}
