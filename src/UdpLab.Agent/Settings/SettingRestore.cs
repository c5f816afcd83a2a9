using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>Restores settings: the only way, for a failed transaction and for an undo. Any failure is returned, never thrown.</summary>
internal sealed class SettingRestore(SettingKinds kinds, LinkWait links)
{
    /// <summary>Restores a setting unless it has its old value.</summary>
    /// <param name="target">An interface, or "host".</param>
    /// <param name="setting">Its name.</param>
    /// <param name="before">Its old value.</param>
    /// <returns>Why it does not have its old value; null if it does.</returns>
    public string? Try(string target, string setting, string before)
    {
        try
        {
            (SettingKind kind, string which) = kinds.Of(setting);

            // Only what keeps its old value needs no write.
            string? found = kind.ReadSettled(target, which, now => !kind.Matches(before, now));
            if (found is null || !kind.Matches(before, found))
            {
                found = kind.WriteAndRead(target, which, before, links);
            }

            return found is null ? $"{target} no longer has it"
                : kind.Accepted(target, before, found) || kind.IsUnchanged(before, found) ? null
                : $"the device did not accept {before}";
        }
        catch (Exception e)
        {
            return AgentException.Of(e).Message;
        }
    }

    /// <summary>The same for a setting that changed along with another: if it no longer exists, it disappeared with what it belonged to.</summary>
    /// <inheritdoc cref="Try"/>
    public string? TryMoved(string target, string setting, string before)
    {
        try
        {
            (SettingKind kind, string which) = kinds.Of(setting);
            return kind.ReadSettled(target, which, now => kind.IsUnchanged(before, now)) is { } found && !kind.IsUnchanged(before, found) ? Try(target, setting, before) : null;
        }
        catch (Exception e)
        {
            // An unreadable value is not known to be the old one.
            return AgentException.Of(e).Message;
        }
    }
}
