using UdpLab.Wire;

namespace UdpLab;

/// <summary>Puts changes back, newest first, and journals the result.</summary>
internal sealed class ChangeUndo(bool force)
{
    /// <summary>All changes as they are now, by id: read once.</summary>
    private Dictionary<string, LabChange> _journal = [];

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
        using FileStream? alone = changes.Count > 0 ? Begin(changes.First(), cancel) : null;
        foreach (LabChange[] run in alone is null ? [] : Runs(changes.Select(Now)))
        {
            try
            {
                if (!lost.Contains(run[0].Place))
                {
                    results.AddRange(run[0].Place.HasGone() ? Settle(run) : UndoRun(run, run[0].Place.Find(), cancel));
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // All of its changes fail for the same reason: report it once.
                lost.Add(run[0].Place);
                Failures.Add((run[0], AsLab(e)));
            }
        }

        return results;
    }

    /// <summary>Puts changes of one host back, the last first.</summary>
    /// <exception cref="LabException">The host or the journal does not allow it.</exception>
    public IReadOnlyList<LabChange> Undo(IEnumerable<LabChange> changes, LabHost host, CancellationToken cancel)
    {
        using FileStream alone = Begin(cancel);
        return UndoRun([.. changes.Select(Now).OrderDescending(LabChange.InOrder)], host, cancel);
    }

    private FileStream? Begin(LabChange first, CancellationToken cancel)
    {
        try
        {
            return Begin(cancel);
        }
        catch (LabException e)
        {
            Failures.Add((first, e));
            return null;
        }
    }

    /// <summary>Keeps other controllers from undoing meanwhile, and reads the journal: they may have undone some of the changes since these were chosen.</summary>
    private FileStream Begin(CancellationToken cancel)
    {
        ChangeJournal journal = ChangeJournal.Here;
        journal.Prepare();
        FileStream alone = journal.Folder.Lock(cancel);
        try
        {
            _journal = journal.Read().ToDictionary(c => c.Id);
            return alone;
        }
        catch
        {
            alone.Dispose();
            throw;
        }
    }

    private LabChange Now(LabChange change) => _journal.GetValueOrDefault(change.Id, change);

    private static LabException AsLab(Exception e) => e as LabException ?? new LabException(FailureCode.System, $"Putting changes back failed: {e.Message} They stay in the journal; undo them again.", null, e);

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

    /// <summary>Puts changes of one host back with one request to its agent, and journals the results.</summary>
    private LabChange[] UndoRun(IReadOnlyList<LabChange> run, LabHost host, CancellationToken cancel)
    {
        LabChange[] open = [.. run.Where(c => c.IsOpen && IsSettled(c))];
        if (open.Length == 0)
        {
            return [];
        }

        using AgentSession agent = host.OpenAgent();
        SettingsUndone undone = agent.Ask<SettingsUndone>(id => new UndoSettings { Id = id, Force = force, Items = [.. open.Select(Item)] }, cancel);
        LabChange[] results = [.. open.Zip(HostAnswer.Each(host, "the undo", undone.Outcomes, open.Length), Result).OfType<LabChange>()];
        try
        {
            ChangeJournal.Here.Advance(results, "The changes were put back.");
        }
        catch (LabException e)
        {
            Failures.Add((results[0], e));
        }

        Array.ForEach(results, change => _journal[change.Id] = change);
        return results;
    }

    /// <summary>Changes in a guest that has ended: nothing is left to put back.</summary>
    private LabChange[] Settle(IReadOnlyList<LabChange> run)
    {
        LabChange[] results = [.. run.Where(c => c.IsOpen).Select(c => c with { State = LabChangeState.Undone, Note = "The guest has ended, and the setting with it." })];
        ChangeJournal.Here.Advance(results, "The guest has ended.");
        Array.ForEach(results, change => _journal[change.Id] = change);
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

    internal static SettingChange Item(LabChange change) => new()
    {
        Target = change.Target,
        Setting = change.Setting,
        Identity = change.Identity,
        Before = change.Before,
        After = change.After,
        Unsure = change.State == LabChangeState.Pending,
        Effects = [.. change.Effects.Select(e => new SettingEffect { Setting = e.Setting, Before = e.Before, After = e.After })],
        AtRisk = new(change.AtRisk),
    };

    private LabChange? Result(LabChange change, UndoOutcome outcome)
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
                LabChange? later = _journal.Values.OrderDescending(LabChange.InOrder).FirstOrDefault(c => c.IsOpen && c.Place == change.Place && c.Target == change.Target && c.Setting == change.Setting && LabChange.InOrder.Compare(c, change) > 0);
                string who = later is null ? "someone else has changed it since" : $"change {later.Id} changed it since; undo that first";
                Failures.Add((change, new LabException(FailureCode.Busy, $"{change.Host}: {change.Target} {change.Setting} is {outcome.Found} and not {change.After}, as change {change.Id} left it: {who}. It was left unchanged; -Force sets it to {change.Before} anyway.", "Force")));
                return null;
            default:
                Failures.Add((change, new LabException(FailureCode.System, $"{change.Host}: putting {change.Target} {change.Setting} back to {change.Before} failed: {outcome.Reason}. The change can be undone again.")));
                return null;
        }
    }
}
