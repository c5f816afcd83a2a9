using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>Changes that this agent undoes when its conversation ends, in case its controller has died before it could.</summary>
internal sealed class SettingGuard(SettingKinds kinds)
{
    private Action? _undo;

    /// <summary>Replaces the changes to undo.</summary>
    /// <param name="items">The last change first; may be empty.</param>
    public void Set(SettingChange[] items)
    {
        // The new ones first: at no moment are there none.
        Action? undo = items.Length == 0 ? null : () => SettingUndoing.UndoAtTheEnd(kinds, items);
        if (undo is not null)
        {
            ExitActions.Add(undo);
        }

        if (Interlocked.Exchange(ref _undo, undo) is { } earlier)
        {
            ExitActions.Remove(earlier);
        }
    }
}
