using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>Puts changes back that were made some time ago, perhaps by another controller.</summary>
internal static class SettingUndoing
{
    public static SettingsUndone Undo(UndoSettings request)
    {
        LinkWait links = new(request.Items.Select(i => i.Target));
        return new SettingsUndone { Id = request.Id, Outcomes = [.. request.Items.Select(item => Undo(item, request, links))] };
    }

    private static UndoOutcome Undo(SettingUndo item, UndoSettings request, LinkWait links)
    {
        try
        {
            string target = item.Target;
            if (SettingIdentity.Lost(item.Identity, ref target) is { } reason)
            {
                return new UndoOutcome { Result = UndoResult.Gone, Reason = reason };
            }

            return UndoOn(target, item, request, links);
        }
        catch (AgentException e)
        {
            return new UndoOutcome { Result = UndoResult.Failed, Reason = e.Message };
        }
    }

    private static UndoOutcome UndoOn(string target, SettingUndo item, UndoSettings request, LinkWait links)
    {
        (SettingKind kind, string which) = SettingKinds.Of(item.Setting);
        if (kind.Read(target, which) is not { } found)
        {
            return new UndoOutcome { Result = UndoResult.Gone, Reason = $"{target} does not have {item.Setting} any more" };
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
        (string Setting, string Before)[] companions = isBefore && item.Unsure ? [] : [.. Companions(target, item, request.Force)];
        if (!isBefore)
        {
            Restore(target, kind, which, item.Before, links);
        }

        Array.ForEach(companions, c => RestoreCompanion(target, c.Setting, c.Before, links));
        return outcome;
    }

    /// <summary>What was altered along with the change, but for what somebody else changed since.</summary>
    private static IEnumerable<(string Setting, string Before)> Companions(string target, SettingUndo item, bool force)
    {
        if (item.Unsure)
        {
            return item.Companions.Select(c => (c.Key, c.Value));
        }

        return item.Effects.Where(e =>
        {
            (SettingKind kind, string which) = SettingKinds.Of(e.Setting);
            return force || (kind.Read(target, which) is { } found && kind.IsBetween(found, e.Before, e.After));
        }).Select(e => (e.Setting, e.Before));
    }

    /// <summary>Putting the setting itself back may have put this back, too, or moved it once more.</summary>
    private static void RestoreCompanion(string target, string setting, string before, LinkWait links)
    {
        (SettingKind kind, string which) = SettingKinds.Of(setting);
        if (kind.Read(target, which) is { } found && !kind.Matches(before, found))
        {
            Restore(target, kind, which, before, links);
        }
    }

    private static void Restore(string target, SettingKind kind, string which, string before, LinkWait links)
    {
        kind.Write(target, which, before);
        links.Await(target);
        if (kind.Read(target, which) is not { } restored || !kind.Took(target, before, restored))
        {
            throw new AgentException(FailureCode.NotSupported, $"the device did not take {before}");
        }
    }
}
