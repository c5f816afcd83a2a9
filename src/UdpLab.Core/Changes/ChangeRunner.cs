using UdpLab.Wire;

namespace UdpLab;

/// <summary>Makes changes on a host: journaled first, then all or nothing.</summary>
internal static class ChangeRunner
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks the host whether it would make the changes; nothing is changed or journaled.</summary>
    /// <exception cref="LabException">One of them has a side effect that cannot be undone.</exception>
    public static void Preview(AgentSession agent, SettingChange[] changes, CancellationToken cancel)
    {
        if (changes.Length > 0)
        {
            _ = agent.Ask<SettingsApplied>(id => new ApplySettings { Id = id, Changes = changes, Preview = true }, cancel);
        }
    }

    /// <summary>Makes the changes in order and returns them as applied.</summary>
    /// <param name="host">The host to change.</param>
    /// <param name="agent">The session with its agent.</param>
    /// <param name="changes">In the order to make them, without those already in effect.</param>
    /// <param name="warn">Receives warnings.</param>
    /// <param name="cancel">Stops it; changes made so far are put back.</param>
    /// <exception cref="LabException">A change failed; the others were put back, or the message names those that were not.</exception>
    public static IReadOnlyList<LabChange> Apply(LabHost host, AgentSession agent, SettingChange[] changes, Action<string> warn, CancellationToken cancel)
    {
        if (changes.Length == 0)
        {
            return [];
        }

        ChangeJournal journal = ChangeJournal.Here;
        LabChange[] opened = journal.Open(ChangePlace.Of(host), changes);
        ChangeScope.Guard(host, opened);
        SettingsApplied applied;
        try
        {
            applied = agent.Ask<SettingsApplied>(id => new ApplySettings { Id = id, Changes = changes }, cancel);
            RequireSense(host, applied, changes.Length);
        }
        catch (LabException e) when (e.IsAnswer)
        {
            // The agent refused before it changed anything.
            journal.Advance([.. opened.Select(c => c with { State = LabChangeState.Failed, Note = e.Message })], $"{e.Message} Nothing was changed.");
            throw;
        }
        catch (Exception e)
        {
            // Whatever went wrong, the changes are no longer being made, and their state is unknown.
            journal.GiveUp(opened);
            agent.Close();
            throw Recover(host, opened, e);
        }

        return Settle(host, agent, opened, changes, applied, warn);
    }

    private static void RequireSense(LabHost host, SettingsApplied applied, int asked)
    {
        if (applied.Failure is null)
        {
            _ = HostAnswer.Each(host, "the changes", applied.Outcomes, asked);
        }
        else if (applied.Left.Any(i => i < 0 || i >= asked))
        {
            throw new LabException(FailureCode.Protocol, $"{host.Name}: the agent's answer about the changes makes no sense: change {string.Join(", ", applied.Left)} of {asked} was not put back.");
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

            ChangeScope.Guard(host, made);

            // Only now: $WarningPreference may have a warning stop the pipeline.
            Array.ForEach(applied.Warnings, warn);
            foreach (LabChange change in made.Where(c => !SettingTraits.Of(c.Setting).ReplacesQueues))
            {
                // With a new number of queues, new tables are expected. Otherwise warn, unless the new value is a requested one.
                foreach (LabChangeEffect effect in change.Effects.Where(e => !changes.Any(c => c.Target == change.Target && (c.Setting == e.Setting || c.MustStay?.ContainsKey(e.Setting) == true))))
                {
                    warn($"{change.Target} of {host}: the driver also changed {effect.Setting} from {effect.Before} to {effect.After}; undo restores that too.");
                }
            }

            return made;
        }

        LabException failure = new(applied.Failure, host.Name);
        LabChange[] left = [.. applied.Left.Select(i => opened[i])];
        journal.GiveUp(left);
        string rest = left.Length > 0 ? $" These could not be put back and are still in effect: {string.Join("; ", left.Select(c => $"{c.Target} {c.Setting}"))}. Run Undo-LabChange to try again."
            : opened.Length > 1 ? " Nothing was changed: the changes made before it were put back."
            : "";
        try
        {
            journal.Advance([.. opened.Except(left).Select(c => c with { State = LabChangeState.Failed, Note = failure.Message })], "It still lists them as pending.");
        }
        catch (LabException e)
        {
            rest += $" {e.Message}";
        }

        Array.ForEach(applied.Warnings, warn);
        throw new LabException(failure.Code, failure.Message + rest, failure.Parameter, failure);
    }

    /// <summary>Puts back changes whose result cannot be journaled: without their side effects on record they could not be undone completely.</summary>
    private static LabException PutBack(LabHost host, AgentSession agent, LabChange[] made, LabException gap)
    {
        LabChange[] left = made;
        try
        {
            using CancellationTokenSource limit = new(_patience);
            LabChange[] back = [.. made.AsEnumerable().Reverse()];
            SettingsUndone undone = agent.Ask<SettingsUndone>(id => new UndoSettings { Id = id, Items = [.. back.Select(ChangeUndo.Item)] }, limit.Token);
            UndoOutcome[] outcomes = HostAnswer.Each(host, "the undo", undone.Outcomes, back.Length);
            left = [.. back.Where((_, i) => outcomes[i].Result is UndoResult.ChangedSince or UndoResult.Failed)];
        }
        catch (Exception)
        {
            // Then all of them may be in effect, as the message says.
        }

        return new LabException(gap.Code, left.Length == 0
            ? $"The changes were made and put back at once. {gap.Message}"
            : $"{gap.Message} These are in effect on {host} and could not be put back: {string.Join("; ", left.Select(c => $"{c.Target} {c.Setting} was {c.Before}"))}. Run Undo-LabChange to try again.", null, gap);
    }

    /// <summary>
    /// The connection broke in the middle. The agent then puts back what it can; if the host still answers, a new agent checks the
    /// result. If not, the changes stay pending and Undo-LabChange settles them later.
    /// </summary>
    private static Exception Recover(LabHost host, LabChange[] opened, Exception cause)
    {
        using CancellationTokenSource limit = new(_patience);

        // A waiting agent may have died along with the other one: the next attempt starts a new one.
        for (int tries = 0; tries < 3 && !limit.IsCancellationRequested; tries++)
        {
            try
            {
                ChangeUndo undo = new(force: false);
                LabChange[] settled = [.. undo.Undo(opened.AsEnumerable().Reverse(), host, limit.Token)];
                if (settled.All(c => !c.IsOpen))
                {
                    return cause is LabException e ? new LabException(e.Code, $"{e.Message} Nothing was changed: the changes made so far were put back.", e.Parameter, e) : cause;
                }

                break;
            }
            catch (Exception)
            {
                // Reported below.
            }
        }

        return cause is LabException lost
            ? new LabException(lost.Code, $"{lost.Message} It is not known which changes were made; run 'Undo-LabChange -LabHost {host}' once the host answers.", lost.Parameter, lost)
            : cause;
    }
}
