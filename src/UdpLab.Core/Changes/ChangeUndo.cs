using UdpLab.Wire;

namespace UdpLab;

/// <summary>Puts changes back, newest first, and journals the result.</summary>
internal sealed class ChangeUndo(bool force)
{
    /// <summary>The changes that could not be undone, and why.</summary>
    public List<(LabChange Change, LabException Failure)> Failures { get; } = [];

    /// <summary>Puts changes back on any number of hosts; those already settled are skipped.</summary>
    /// <param name="changes">In any order.</param>
    /// <param name="cancel">Stops it between hosts.</param>
    /// <returns>The changes in their new state.</returns>
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
                // All of its changes fail for the same reason: report it once.
                lost.Add(run[0].Place);
                Failures.Add((run[0], e));
            }
        }

        return results;
    }

    /// <summary>Newest first, grouped by host where consecutive: several namespaces of one machine may have changed the same machine-wide setting in turn.</summary>
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

    /// <summary>Puts back changes of one host, newest first, in one request to its agent.</summary>
    public IReadOnlyList<LabChange> Undo(IEnumerable<LabChange> changes, LabHost host, CancellationToken cancel)
    {
        ChangeJournal journal = ChangeJournal.Here;
        journal.Prepare();
        using FileStream alone = journal.Folder.Lock(cancel);

        // Another session may have undone some since they were read.
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

        Failures.Add((change, new LabException(FailureCode.Busy, $"Change {change.Id} ({change.Target} {change.Setting} of {change.Host}) is being made by another session; wait until it ends, or use -Force.", "Id")));
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
                    ? change with { State = LabChangeState.Failed, Note = "It was never made, or it was put back right away when its session ended." }
                    : change with { State = LabChangeState.Undone, Note = outcome.Reason ?? "The old value was already back: someone else restored it, or the setting ended with its session." };
            case UndoResult.Gone:
                return change with { State = LabChangeState.Undone, Note = outcome.Reason };
            case UndoResult.ChangedSince:
                LabChange? later = all.LastOrDefault(c => c.IsOpen && c.Place == change.Place && c.Target == change.Target && c.Setting == change.Setting && LabChange.InOrder.Compare(c, change) > 0);
                string who = later is null ? "someone else has changed it since" : $"change {later.Id} changed it since; undo that first";
                Failures.Add((change, new LabException(FailureCode.Busy, $"{change.Host}: {change.Target} {change.Setting} is {outcome.Found} and not {change.After}, as change {change.Id} left it: {who}. It was left unchanged; -Force sets it to {change.Before} anyway.", "Force")));
                return null;
            default:
                Failures.Add((change, new LabException(FailureCode.System, $"{change.Host}: putting {change.Target} {change.Setting} back to {change.Before} failed: {outcome.Reason}")));
                return null;
        }
    }
}
