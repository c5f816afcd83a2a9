using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>Undoes earlier changes, possibly made by another controller.</summary>
internal sealed class SettingUndoing
{
    private readonly SettingKinds _kinds;
    private readonly SettingRestore _restore;
    private readonly bool _force;

    private SettingUndoing(SettingKinds kinds, LinkWait links, bool force)
    {
        _kinds = kinds;
        _restore = new SettingRestore(kinds, links);
        _force = force;
    }

    public static SettingsUndone Undo(SettingKinds kinds, UndoSettings request) =>
        new() { Id = request.Id, Outcomes = Undo(kinds, request.Items, new LinkWait(request.Items.Select(i => i.Target)), request.Force) };

    /// <summary>Undoes changes while the agent shuts down: it does not wait for links.</summary>
    public static void UndoAtTheEnd(SettingKinds kinds, SettingChange[] items)
    {
        LinkWait links = new([]);
        links.Stop();
        _ = Undo(kinds, items, links, force: false);
    }

    private static UndoOutcome[] Undo(SettingKinds kinds, SettingChange[] items, LinkWait links, bool force)
    {
        using HostLock alone = SettingKinds.Lock(items, () => false);
        SettingUndoing undoing = new(kinds, links, force);
        return [.. items.Select(undoing.Undo)];
    }

    private UndoOutcome Undo(SettingChange change)
    {
        try
        {
            string target = change.Target;
            return SettingIdentity.Lost(change.Identity, SettingTraits.Of(change.Setting).IsOfMachine, ref target) is { } reason
                ? new UndoOutcome { Result = UndoResult.Gone, Reason = reason }
                : UndoOn(target, change);
        }
        catch (Exception e)
        {
            // One that cannot be restored must not prevent the others.
            return new UndoOutcome { Result = UndoResult.Failed, Reason = AgentException.Of(e).Message };
        }
    }

    private UndoOutcome UndoOn(string target, SettingChange change)
    {
        (SettingKind kind, string which) = _kinds.Of(change.Setting);
        if (kind.ReadSettled(target, which, now => kind.Matches(change.After, now)) is not { } found)
        {
            return kind.Absence(target) is { } absence
                ? new UndoOutcome { Result = UndoResult.Failed, Reason = absence }
                : new UndoOutcome { Result = UndoResult.Gone, Reason = $"{target} no longer has {change.Setting}" };
        }

        UndoOutcome outcome = new() { Found = kind.Part(found, change.After) };
        bool isBefore = kind.Matches(change.Before, found);
        if (!isBefore && !_force)
        {
            if (kind.Obstacle(target, which, change.Before) is { } obstacle)
            {
                return outcome with { Result = UndoResult.Failed, Reason = obstacle };
            }

            if (!kind.Matches(change.After, found) && !(change.Unsure && kind.IsBetween(found, change.Before, change.After)))
            {
                return outcome with { Result = UndoResult.ChangedSince };
            }
        }

        // A change that was never made has no side effects to undo.
        (string Setting, string Value)[] moved = isBefore && change.Unsure ? [] : [.. Moved(target, change)];
        if (!isBefore && _restore.Try(target, change.Setting, change.Before) is { } why)
        {
            return outcome with { Result = UndoResult.Failed, Reason = why };
        }

        return WithMoved(target, change, moved, outcome with { Result = isBefore ? UndoResult.AlreadyBefore : UndoResult.Restored });
    }

    /// <summary>Restores what changed along with a change. If some of it stays in effect, the change remains undoable, unless the undo is forced.</summary>
    private UndoOutcome WithMoved(string target, SettingChange change, (string Setting, string Value)[] moved, UndoOutcome outcome)
    {
        string[] left = [.. moved
            .Select(m => (m.Setting, Why: _restore.TryMoved(target, m.Setting, m.Value)))
            .Where(m => m.Why is not null)
            .Select(m => $"{m.Setting} ({m.Why!.TrimEnd('.')})")];

        // A planned change may never have been made if its plan was interrupted: the changes before it decide.
        return left.Length == 0 || change.Unsure ? outcome : outcome with
        {
            Result = _force ? outcome.Result : UndoResult.Failed,
            Reason = $"{change.Setting} is {change.Before} again, but some of what the driver changed along with it could not be restored and is still in effect: {string.Join(", ", left)}",
        };
    }

    /// <summary>
    /// Companion values: the old one if this change altered it, else today's, which the driver may lose during the undo. After
    /// an interrupted change it is unknown what was altered, so all old values are restored.
    /// </summary>
    private IEnumerable<(string Setting, string Value)> Moved(string target, SettingChange change)
    {
        foreach ((string setting, string planned) in change.AtRisk)
        {
            (SettingKind kind, string which) = _kinds.Of(setting);
            if (kind.Read(target, which) is not { } found)
            {
                continue;
            }

            SettingEffect? effect = Array.Find(change.Effects ?? [], e => e.Setting == setting);
            yield return (setting, change.Unsure ? planned
                : effect is not null && (_force || kind.IsBetween(found, effect.Before, effect.After)) ? effect.Before
                : kind.Part(found, planned));
        }
    }
}
