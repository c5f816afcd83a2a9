using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>Puts changes back that were made some time ago, perhaps by another controller.</summary>
internal sealed class SettingUndoing(SettingKinds kinds)
{
    public SettingsUndone Undo(UndoSettings request)
    {
        using HostLock alone = kinds.Lock(request.Items, () => false);
        LinkWait links = new(request.Items.Select(i => i.Target));
        return new SettingsUndone { Id = request.Id, Outcomes = [.. request.Items.Select(item => Undo(item, request, links))] };
    }

    private UndoOutcome Undo(SettingUndo item, UndoSettings request, LinkWait links)
    {
        try
        {
            string target = item.Target;
            (SettingKind kind, string which) = kinds.Of(item.Setting);
            if (SettingIdentity.Lost(item.Identity, kind.IsOfMachine(which), ref target) is { } reason)
            {
                return new UndoOutcome { Result = UndoResult.Gone, Reason = reason };
            }

            return UndoOn(target, item, request, links);
        }
        catch (Exception e)
        {
            // One that cannot be put back must not keep the others from it.
            return new UndoOutcome { Result = UndoResult.Failed, Reason = e.Message };
        }
    }

    private UndoOutcome UndoOn(string target, SettingUndo item, UndoSettings request, LinkWait links)
    {
        (SettingKind kind, string which) = kinds.Of(item.Setting);
        if (kind.Read(target, which) is not { } found)
        {
            return new UndoOutcome { Result = UndoResult.Gone, Reason = $"{target} does not have {item.Setting} any more" };
        }

        if (!request.Force && !kind.Matches(item.Before, found) && kind.Obstacle(target, which, item.Before) is { } obstacle)
        {
            return new UndoOutcome { Result = UndoResult.Failed, Found = kind.Part(found, item.After), Reason = obstacle };
        }

        UndoOutcome outcome = new() { Found = kind.Part(found, item.After) };
        bool isBefore = kind.Matches(item.Before, found);
        if (isBefore)
        {
            outcome.Result = UndoResult.AlreadyBefore;
        }
        else if (kind.Matches(item.After, found) || request.Force || (item.Unsure && kind.IsBetween(found, item.Before, item.After)))
        {
            outcome.Result = UndoResult.Restored;
        }
        else
        {
            outcome.Result = UndoResult.ChangedSince;
            return outcome;
        }

        // What came along with a change that was never made needs no putting back.
        (string Setting, string Value)[] companions = isBefore && item.Unsure ? [] : [.. Companions(target, item, request.Force)];
        if (!isBefore)
        {
            Restore(target, kind, which, item.Before, links);
        }

        string[] left = [.. companions.Where(c => !RestoreCompanion(target, c.Setting, c.Value, links)).Select(c => c.Setting)];

        // Of a change in the middle of several, what was planned may never have been: those before it have the last word.
        if (left.Length > 0 && !item.Unsure)
        {
            outcome.Reason = $"what the driver had changed along with it could not all be put back: {string.Join(", ", left)}";
        }

        return outcome;
    }

    /// <summary>
    /// What shall be besides, when the setting is put back: what was altered along with the change as it was before, and the
    /// rest as it is now - the driver may forget it while the setting is put back. After a change that ended in the middle
    /// nobody knows what was altered, and all is put back.
    /// </summary>
    private IEnumerable<(string Setting, string Value)> Companions(string target, SettingUndo item, bool force)
    {
        foreach ((string setting, string planned) in item.Companions)
        {
            (SettingKind kind, string which) = kinds.Of(setting);
            if (kind.Read(target, which) is not { } found)
            {
                continue;
            }

            SettingEffect? effect = Array.Find(item.Effects, e => e.Setting == setting);
            yield return (setting, item.Unsure ? planned
                : effect is not null && (force || kind.IsBetween(found, effect.Before, effect.After)) ? effect.Before
                : kind.Part(found, planned));
        }
    }

    private bool RestoreCompanion(string target, string setting, string value, LinkWait links)
    {
        try
        {
            (SettingKind kind, string which) = kinds.Of(setting);
            if (kind.Read(target, which) is { } found && !kind.IsStill(value, found))
            {
                Restore(target, kind, which, value, links);
            }

            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void Restore(string target, SettingKind kind, string which, string before, LinkWait links)
    {
        if (kind.WriteAndRead(target, which, before, links) is not { } restored || !(kind.Took(target, before, restored) || kind.IsStill(before, restored)))
        {
            throw new AgentException(FailureCode.NotSupported, $"the device did not take {before}");
        }
    }
}
