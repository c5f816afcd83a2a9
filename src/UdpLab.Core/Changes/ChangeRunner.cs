using UdpLab.Wire;

namespace UdpLab;

/// <summary>Makes changes of a host: written down first, then all or none.</summary>
internal static class ChangeRunner
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Makes the changes in order and returns them, applied.</summary>
    /// <param name="host">Whose.</param>
    /// <param name="agent">The conversation with it.</param>
    /// <param name="changes">In the order they are made; what is already as wanted is left out.</param>
    /// <param name="warn">Takes what is worth knowing and no failure.</param>
    /// <param name="cancel">Ends it; what was made by then is put back.</param>
    /// <exception cref="LabException">One of them failed; none is left, or the message says which.</exception>
    public static IReadOnlyList<LabChange> Apply(LabHost host, AgentSession agent, SettingChange[] changes, Action<string> warn, CancellationToken cancel)
    {
        if (changes.Length == 0)
        {
            return [];
        }

        ChangeJournal journal = ChangeJournal.Here;
        LabChange[] opened = journal.Open(ChangePlace.Of(host), changes);
        SettingsApplied? applied = null;
        try
        {
            applied = agent.Ask<SettingsApplied>(id => new ApplySettings { Id = id, Changes = changes }, cancel);
            Require(applied, changes.Length, host);
        }
        catch (LabException e) when (agent.IsAlive && applied is null)
        {
            // It answered that it does not even begin.
            journal.Advance([.. opened.Select(c => c with { State = LabChangeState.Failed, Note = e.Message })], $"{e.Message} Nothing was changed.");
            throw;
        }
        catch (Exception e)
        {
            // Whatever it was: the changes are not being made any more, and what became of them is not known.
            journal.GiveUp(opened);
            agent.Dispose();
            throw Recover(host, opened, e);
        }

        return Settle(host, agent, opened, changes, applied, warn);
    }

    /// <summary>Refuses an answer that does not fit the question.</summary>
    private static void Require(SettingsApplied applied, int changes, LabHost host)
    {
        if ((applied.Failure is null && applied.Outcomes.Length != changes) || applied.Left.Any(i => i < 0 || i >= changes))
        {
            throw new LabException(FailureCode.Protocol, $"{host} answered for other changes than were asked for.");
        }
    }

    private static LabChange[] Settle(LabHost host, AgentSession agent, LabChange[] opened, SettingChange[] changes, SettingsApplied applied, Action<string> warn)
    {
        ChangeJournal journal = ChangeJournal.Here;
        if (applied.Failure is null)
        {
            LabChange[] made = [.. opened.Select((change, i) => change with
            {
                State = LabChangeState.Applied,
                After = applied.Outcomes[i].Value,
                Effects = [.. applied.Outcomes[i].Effects.Select(e => new LabChangeEffect(e.Setting, e.Before, e.After))],
            })];
            try
            {
                journal.Advance(made, "The changes were made.");
            }
            catch (LabException e)
            {
                throw PutBack(host, agent, made, e);
            }

            // Only now: $WarningPreference may have a warning stop the pipeline.
            Array.ForEach(applied.Warnings, warn);
            foreach (LabChange change in made.Where(c => !SettingTraits.Of(c.Setting).ReplacesQueues))
            {
                // It is a surprise, unless it is as was asked for all the same.
                foreach (LabChangeEffect effect in change.Effects.Where(e => !changes.Any(c => c.Target == change.Target && (c.Setting == e.Setting || c.MustStay?.ContainsKey(e.Setting) == true))))
                {
                    warn($"{change.Target} of {host}: along with it the driver changed {effect.Setting} from {effect.Before} to {effect.After}; undo puts that back, too.");
                }
            }

            return made;
        }

        LabException failure = new(applied.Failure, host.Name);
        LabChange[] left = [.. applied.Left.Select(i => opened[i])];
        journal.GiveUp(left);
        string rest = left.Length > 0 ? $" These could not be put back and are still in effect: {string.Join("; ", left.Select(c => $"{c.Target} {c.Setting}"))}. Undo-LabChange tries again."
            : opened.Length > 1 ? " Nothing was changed: what had been set before it was put back."
            : "";
        try
        {
            journal.Advance([.. opened.Except(left).Select(c => c with { State = LabChangeState.Failed, Note = failure.Message })], "It has them as pending.");
        }
        catch (LabException e)
        {
            rest += $" {e.Message}";
        }

        Array.ForEach(applied.Warnings, warn);
        throw new LabException(failure.Code, failure.Message + rest, failure.Parameter, failure);
    }

    /// <summary>What was made and could not be written down is not left: without its effects nobody could undo it all.</summary>
    private static LabException PutBack(LabHost host, AgentSession agent, LabChange[] made, LabException gap)
    {
        LabChange[] left = made;
        try
        {
            using CancellationTokenSource limit = new(_patience);
            LabChange[] back = [.. made.AsEnumerable().Reverse()];
            SettingsUndone undone = agent.Ask<SettingsUndone>(id => new UndoSettings { Id = id, Items = [.. back.Select(ChangeUndo.Item)] }, limit.Token);
            left = [.. back.Where((_, i) => undone.Outcomes.ElementAtOrDefault(i)?.Result is null or UndoResult.ChangedSince or UndoResult.Failed)];
        }
        catch (Exception)
        {
            // All of them may be left, as the message says.
        }

        return new LabException(gap.Code, left.Length == 0
            ? $"The changes were made and put back at once. {gap.Message}"
            : $"{gap.Message} These are in effect on {host} and could not be put back: {string.Join("; ", left.Select(c => $"{c.Target} {c.Setting} was {c.Before}"))}. Undo-LabChange tries again.", null, gap);
    }

    /// <summary>
    /// The conversation ended in the middle. The agent puts back what it can when that happens; what became of it is seen by
    /// another one, if the host still answers. If not, the changes stay pending, and Undo-LabChange settles them later.
    /// </summary>
    private static Exception Recover(LabHost host, LabChange[] opened, Exception cause)
    {
        try
        {
            using CancellationTokenSource limit = new(_patience);
            ChangeUndo undo = new(force: false);
            LabChange[] settled = [.. undo.Undo(opened.AsEnumerable().Reverse(), host, limit.Token)];
            if (settled.All(c => !c.IsOpen))
            {
                return cause is LabException e ? new LabException(e.Code, $"{e.Message} Nothing was changed: what had been set by then was put back.", e.Parameter, e) : cause;
            }
        }
        catch (Exception)
        {
            // They stay pending, as the message says.
        }

        return cause is LabException lost
            ? new LabException(lost.Code, $"{lost.Message} How far the changes came is not known; 'Undo-LabChange -LabHost {host}' settles that once the host answers.", lost.Parameter, lost)
            : cause;
    }
}
