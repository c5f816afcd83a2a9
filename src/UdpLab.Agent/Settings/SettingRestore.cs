using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>Puts settings back: the one way, for a transaction that failed and for an undo. Whatever goes wrong is an answer, never an exception.</summary>
internal sealed class SettingRestore(SettingKinds kinds, LinkWait links)
{
    /// <summary>Puts a setting back, if it is not as it was.</summary>
    /// <param name="target">An interface, or "host".</param>
    /// <param name="setting">Its name.</param>
    /// <param name="before">What it was.</param>
    /// <returns>Why it is not as before; null when it is.</returns>
    public string? Try(string target, string setting, string before)
    {
        try
        {
            (SettingKind kind, string which) = kinds.Of(setting);
            string? found = kind.Read(target, which);
            if (found is null || !kind.Matches(before, found))
            {
                found = kind.WriteAndRead(target, which, before, links);
            }

            return found is null ? $"{target} no longer has it"
                : kind.Took(target, before, found) || kind.IsStill(before, found) ? null
                : $"the device did not take {before}";
        }
        catch (Exception e)
        {
            return AgentException.Of(e).Message;
        }
    }

    /// <summary>The same of a setting that was moved along with another one: if it is gone, it went with what it belonged to.</summary>
    /// <inheritdoc cref="Try"/>
    public string? TryMoved(string target, string setting, string before)
    {
        try
        {
            (SettingKind kind, string which) = kinds.Of(setting);
            return kind.Read(target, which) is { } found && !kind.IsStill(before, found) ? Try(target, setting, before) : null;
        }
        catch (Exception e)
        {
            // What cannot be read is not known to be as it was.
            return AgentException.Of(e).Message;
        }
    }
}
