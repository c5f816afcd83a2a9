using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>
/// Makes changes in order: all, or none. What was made is put back when one fails - and when this agent is told to end in
/// the middle, because its controller died.
/// </summary>
internal sealed class SettingTransaction
{
    private readonly Lock _stepping = new();
    private readonly SettingKinds _kinds;
    private readonly SettingChange[] _changes;
    private readonly LinkWait _links;

    /// <summary>Of every change begun, what its companions were just before.</summary>
    private readonly List<Dictionary<string, string>> _companions = [];
    private readonly List<SettingEffect[]> _effects = [];
    private int _made;
    private volatile bool _leaving;
    private bool _over;

    private SettingTransaction(SettingKinds kinds, SettingChange[] changes)
    {
        _kinds = kinds;
        _changes = changes;
        _links = new LinkWait(changes.Select(c => c.Target));
    }

    public static SettingsApplied Apply(SettingKinds kinds, ApplySettings request)
    {
        SettingTransaction transaction = new(kinds, request.Changes);
        Action undo = transaction.Leave;
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
            alone = _kinds.Lock(_changes, () => _leaving);
            Array.ForEach(_changes, RequireUnchanged);
            Array.ForEach(_changes, RequireHarmless);
            for (; at < _changes.Length; at++)
            {
                lock (_stepping)
                {
                    RequireStaying();

                    // Counted first: a write that fails may have done half of its work.
                    _companions.Add(Companions(_changes[at]));
                    _made = at + 1;
                    Make(_changes[at]);
                    _effects.Add([.. Altered(at)]);
                }
            }

            lock (_stepping)
            {
                MakeAgain();
                RequireStaying();
                SettingOutcome[] outcomes = [.. _changes.Select(Outcome)];
                _over = true;
                return new SettingsApplied { Id = id, Outcomes = outcomes, Warnings = [.. _links.Warnings] };
            }
        }
        catch (Exception e)
        {
            // Whatever it was: what was made is put back, or reported as left.
            AgentException cause = e as AgentException ?? new AgentException(FailureCode.System, e.Message);
            Failure failure = cause.ToReply(id);
            if (cause.Code == FailureCode.PermissionDenied)
            {
                failure.Message += " It takes CAP_NET_ADMIN, for files of /proc and /sys root: connect as root, or with -Sudo.";
            }

            failure.Parameter = cause.Parameter ?? _changes[Math.Min(at, _changes.Length - 1)].Parameter;
            return new SettingsApplied { Id = id, Failure = failure, Failed = Math.Min(at, _changes.Length - 1), Left = PutBack() };
        }
        finally
        {
            alone?.Dispose();
        }
    }

    /// <summary>The agent is about to end: there is no time to wait for links.</summary>
    private void Leave()
    {
        _leaving = true;
        _links.Stop();
        _ = PutBack();
    }

    private void RequireStaying()
    {
        if (_leaving)
        {
            throw new AgentException(FailureCode.Protocol, "The agent is ending.");
        }
    }

    private void RequireUnchanged(SettingChange change)
    {
        (SettingKind kind, string which) = _kinds.Of(change.Setting);
        string? found = SettingIdentity.Of(change.Target) == change.Identity ? kind.Read(change.Target, which) : null;
        if (found is null || !kind.IsStill(change.Before, found))
        {
            throw new AgentException(FailureCode.Busy, $"{change.Target}: {change.Setting} was {change.Before} a moment ago and is {found ?? "gone"} now: somebody else is changing this host. Try again.");
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
        if (found is null || !kind.Took(change.Target, change.After, found))
        {
            throw new AgentException(FailureCode.NotSupported, $"{change.Target}: the device did not take it: {change.Setting} was set to {change.After} without an error, and reads {(found is null ? "nothing" : kind.Shown(change.Target, change.After, found))}. {kind.Remedy}".TrimEnd())
            {
                Parameter = change.Parameter,
            };
        }
    }

    /// <summary>A driver may have forgotten one change, or what was so already, over a later one; then it needs both once more.</summary>
    private void MakeAgain()
    {
        foreach (SettingChange change in _changes.SelectMany(Forgotten))
        {
            Make(change);
        }

        foreach (SettingChange change in _changes)
        {
            (SettingKind kind, string which) = _kinds.Of(change.Setting);
            if (kind.Read(change.Target, which) is not { } found || !kind.Took(change.Target, change.After, found))
            {
                Make(change);
            }
        }
    }

    /// <summary>What was asked for as it was, and is not so any more.</summary>
    private IEnumerable<SettingChange> Forgotten(SettingChange change)
    {
        foreach ((string setting, string value) in change.Held)
        {
            (SettingKind kind, string which) = _kinds.Of(setting);
            if (kind.Read(change.Target, which) is { } found && !kind.IsStill(value, found))
            {
                yield return new SettingChange { Target = change.Target, Identity = change.Identity, Setting = setting, Before = value, After = value, Parameter = change.Parameter };
            }
        }
    }

    private SettingOutcome Outcome(SettingChange change, int index)
    {
        (SettingKind kind, string which) = _kinds.Of(change.Setting);
        return new SettingOutcome { Value = kind.Part(kind.Read(change.Target, which) ?? change.After, change.After), Effects = _effects[index] };
    }

    /// <summary>What the companions of a change are now: earlier changes of the same plan may have moved them.</summary>
    private Dictionary<string, string> Companions(SettingChange change)
    {
        Dictionary<string, string> now = [];
        foreach ((string setting, string planned) in change.Companions)
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
        foreach ((string setting, string before) in _companions[index])
        {
            (SettingKind kind, string which) = _kinds.Of(setting);
            if (kind.Read(_changes[index].Target, which) is { } found && !kind.Matches(before, found))
            {
                yield return new SettingEffect { Setting = setting, Before = before, After = found };
            }
        }
    }

    /// <summary>Puts back what was made, the last first; returns the indices of what could not be.</summary>
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
                if (!Restore(change.Target, change.Setting, change.Before) | !RestoreCompanions(i))
                {
                    left.Add(i);
                }
            }

            return [.. left];
        }
    }

    private bool RestoreCompanions(int index)
    {
        bool restored = true;
        try
        {
            foreach (SettingEffect effect in Altered(index).ToArray())
            {
                restored &= Restore(_changes[index].Target, effect.Setting, effect.Before);
            }
        }
        catch (Exception)
        {
            // What cannot be read is not known to be as it was.
            restored = false;
        }

        return restored;
    }

    private bool Restore(string target, string setting, string before)
    {
        try
        {
            (SettingKind kind, string which) = _kinds.Of(setting);
            string? restored = kind.Read(target, which);
            if (restored is null || !kind.Matches(before, restored))
            {
                restored = kind.WriteAndRead(target, which, before, _links);
            }

            return restored is not null && (kind.Took(target, before, restored) || kind.IsStill(before, restored));
        }
        catch (Exception)
        {
            return false;
        }
    }
}
