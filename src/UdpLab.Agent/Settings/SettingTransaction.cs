using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>Applies changes in order, all or none. Rolls back if one fails, or if the agent has to shut down in between because its controller died.</summary>
internal sealed class SettingTransaction
{
    private readonly Lock _stepping = new();
    private readonly SettingKinds _kinds;
    private readonly SettingChange[] _changes;
    private readonly LinkWait _links;

    private readonly SettingRestore _restore;

    /// <summary>For every change begun: the values of the settings at risk just before it.</summary>
    private readonly List<Dictionary<string, string>> _atRisk = [];
    private readonly List<SettingEffect[]> _effects = [];
    private int _made;
    private volatile bool _ending;
    private bool _over;

    private SettingTransaction(SettingKinds kinds, SettingChange[] changes)
    {
        _kinds = kinds;
        _changes = changes;
        _links = new LinkWait(changes.Select(c => c.Target));
        _restore = new SettingRestore(kinds, _links);
    }

    public static SettingsApplied Apply(SettingKinds kinds, ApplySettings request)
    {
        SettingTransaction transaction = new(kinds, request.Changes);
        if (request.Preview)
        {
            Array.ForEach(request.Changes, transaction.RequireHarmless);
            return new SettingsApplied { Id = request.Id };
        }

        Action undo = transaction.End;
        ExitActions.Add(undo);
        try
        {
            return transaction.Apply(request.Id);
        }
        finally
        {
            ExitActions.Remove(undo);
        }
    }

    private SettingsApplied Apply(long id)
    {
        int at = 0;
        HostLock? alone = null;
        try
        {
            alone = SettingKinds.Lock(_changes, () => _ending);
            Array.ForEach(_changes, RequireUnchanged);
            Array.ForEach(_changes, RequireHarmless);
            for (; at < _changes.Length; at++)
            {
                lock (_stepping)
                {
                    RequireRunning();

                    // Counted first: a write that fails may have done half of its work.
                    _atRisk.Add(AtRisk(_changes[at]));
                    _made = at + 1;
                    Make(_changes[at]);
                    _effects.Add([.. Altered(at)]);
                }
            }

            lock (_stepping)
            {
                // What the shutdown has restored must not be changed again.
                RequireRunning();
                MakeAgain();
                RequireRunning();
                SettingOutcome[] outcomes = [.. _changes.Select(Outcome)];
                _over = true;
                return new SettingsApplied { Id = id, Outcomes = outcomes, Warnings = [.. _links.Warnings] };
            }
        }
        catch (Exception e)
        {
            // Any exception: roll back the changes made, or report them as left.
            AgentException cause = AgentException.Of(e);
            Failure failure = cause.ToReply(id);
            if (cause.Code == FailureCode.PermissionDenied)
            {
                failure.Message += " This needs CAP_NET_ADMIN, and root for files in /proc and /sys: connect as root, or with -Sudo.";
            }

            int failed = Math.Min(at, _changes.Length - 1);
            failure.Parameter = cause.Parameter ?? _changes.ElementAtOrDefault(failed)?.Parameter;
            return new SettingsApplied { Id = id, Failure = failure, Failed = failed, Left = PutBack() };
        }
        finally
        {
            alone?.Dispose();
        }
    }

    /// <summary>The agent is shutting down: do not wait for links.</summary>
    private void End()
    {
        _ending = true;
        _links.Stop();
        _ = PutBack();
    }

    private void RequireRunning()
    {
        if (_ending)
        {
            throw new AgentException(FailureCode.Protocol, "The agent is shutting down.");
        }
    }

    private void RequireUnchanged(SettingChange change)
    {
        (SettingKind kind, string which) = _kinds.Of(change.Setting);
        string? found = SettingIdentity.Of(change.Target) == change.Identity ? kind.ReadSettled(change.Target, which, value => kind.IsUnchanged(change.Before, value)) : null;
        if (found is null || !kind.IsUnchanged(change.Before, found))
        {
            throw new AgentException(FailureCode.Busy, $"{change.Target}: {change.Setting} was {change.Before} a moment ago and is {found ?? "gone"} now: another program is changing this host. Try again.");
        }
    }

    private void RequireHarmless(SettingChange change)
    {
        (SettingKind kind, string which) = _kinds.Of(change.Setting);
        if (kind.Obstacle(change.Target, which, change.After) is { } obstacle)
        {
            throw new AgentException(FailureCode.InvalidArgument, $"{change.Target}: {obstacle}") { Parameter = change.Parameter };
        }
    }

    private void Make(SettingChange change)
    {
        (SettingKind kind, string which) = _kinds.Of(change.Setting);
        string? found = kind.WriteAndRead(change.Target, which, change.After, _links);
        if (found is null || !kind.Accepted(change.Target, change.After, found))
        {
            throw new AgentException(FailureCode.NotSupported, $"{change.Target}: the device did not accept it: {change.Setting} was set to {change.After} without an error, and reads {(found is null ? "nothing" : kind.Shown(change.Target, change.After, found))}. {kind.Remedy}".TrimEnd())
            {
                Parameter = change.Parameter,
            };
        }
    }

    /// <summary>A later change may make a driver forget an earlier one, or a setting that was already right; then both are written once more.</summary>
    private void MakeAgain()
    {
        foreach (SettingChange change in _changes.SelectMany(Forgotten))
        {
            Make(change);
        }

        foreach (SettingChange change in _changes)
        {
            (SettingKind kind, string which) = _kinds.Of(change.Setting);
            if (ReadAccepted(kind, which, change) is not { } found || !kind.Accepted(change.Target, change.After, found))
            {
                Make(change);
            }
        }
    }

    /// <summary>Settings that were requested at their current value and have changed since.</summary>
    private IEnumerable<SettingChange> Forgotten(SettingChange change)
    {
        foreach ((string setting, string value) in change.MustStay ?? [])
        {
            (SettingKind kind, string which) = _kinds.Of(setting);
            if (kind.ReadSettled(change.Target, which, now => kind.IsUnchanged(value, now)) is { } found && !kind.IsUnchanged(value, found))
            {
                yield return new SettingChange { Target = change.Target, Identity = change.Identity, Setting = setting, Before = value, After = value, Parameter = change.Parameter };
            }
        }
    }

    private SettingOutcome Outcome(SettingChange change, int index)
    {
        (SettingKind kind, string which) = _kinds.Of(change.Setting);
        return new SettingOutcome { Value = kind.Part(ReadAccepted(kind, which, change) ?? change.After, change.After), Effects = _effects[index] };
    }

    private static string? ReadAccepted(SettingKind kind, string which, SettingChange change) =>
        kind.ReadSettled(change.Target, which, found => kind.Accepted(change.Target, change.After, found));

    /// <summary>The current values of the settings at risk: earlier changes of the same plan may have altered them.</summary>
    private Dictionary<string, string> AtRisk(SettingChange change)
    {
        Dictionary<string, string> now = [];
        foreach ((string setting, string planned) in change.AtRisk)
        {
            (SettingKind kind, string which) = _kinds.Of(setting);
            if (kind.Read(change.Target, which) is { } found)
            {
                now[setting] = kind.Part(found, planned);
            }
        }

        return now;
    }

    private IEnumerable<SettingEffect> Altered(int index)
    {
        foreach ((string setting, string before) in _atRisk[index])
        {
            (SettingKind kind, string which) = _kinds.Of(setting);
            if (kind.ReadSettled(_changes[index].Target, which, now => kind.Matches(before, now)) is { } found && !kind.Matches(before, found))
            {
                yield return new SettingEffect { Setting = setting, Before = before, After = found };
            }
        }
    }

    /// <summary>Rolls back the changes, last first; returns the indices of those that could not be rolled back.</summary>
    private int[] PutBack()
    {
        lock (_stepping)
        {
            if (_over)
            {
                return [];
            }

            _over = true;
            List<int> left = [];
            for (int i = _made - 1; i >= 0; i--)
            {
                SettingChange change = _changes[i];
                bool restored = _restore.Try(change.Target, change.Setting, change.Before) is null;
                if (!RestoreMoved(i) || !restored)
                {
                    left.Add(i);
                }
            }

            return [.. left];
        }
    }

    /// <summary>Restores what was at risk; false if some of it could not be restored.</summary>
    private bool RestoreMoved(int index) =>
        _atRisk[index].Select(risk => _restore.TryMoved(_changes[index].Target, risk.Key, risk.Value)).ToArray().All(why => why is null);
}
