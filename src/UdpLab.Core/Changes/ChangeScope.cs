using System.Runtime.InteropServices;

namespace UdpLab;

/// <summary>
/// Remembers the changes made while it is open by the code that runs in it, not by other code of the same process, and puts
/// them back. A nested scope is part of the outer one.
/// </summary>
internal sealed class ChangeScope : IDisposable
{
    private static readonly TimeSpan _lastPatience = TimeSpan.FromSeconds(10);
    private static readonly AsyncLocal<ChangeScope?> _current = new();
    private readonly ChangeScope? _outer = _current.Value;
    private readonly ChangeGuard _guard;
    private readonly List<string> _ids = [];

    private readonly PosixSignalRegistration[] _signals = [];

    private ChangeScope(ChangeGuard guard)
    {
        _guard = guard;
        _current.Value = this;
        if (_outer is null)
        {
            // The process ends after the handler.
            _signals = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, _ => UndoAtTheEnd()))];
        }
    }

    /// <summary>Opens a scope.</summary>
    /// <param name="guard">Restores what it changed if this process is killed meanwhile; a nested scope is guarded by the outer one's.</param>
    public static ChangeScope Begin(ChangeGuard guard) => new(guard);

    /// <summary>Adds changes that are about to be made.</summary>
    public static void Note(IEnumerable<LabChange> changes)
    {
        string[] ids = [.. changes.Select(change => change.Id)];
        for (ChangeScope? scope = _current.Value; scope is not null; scope = scope._outer)
        {
            lock (scope._ids)
            {
                scope._ids.AddRange(ids);
            }
        }
    }

    /// <summary>Changes are about to be made on a host, or were made.</summary>
    public static void Guard(LabHost host, IReadOnlyList<LabChange> changes)
    {
        ChangeScope? outermost = _current.Value;
        while (outermost?._outer is { } outer)
        {
            outermost = outer;
        }

        outermost?._guard.Add(host, changes);
    }

    /// <summary>Puts back those of its changes that are still in effect.</summary>
    /// <returns>Those that could not be put back, and why.</returns>
    public IReadOnlyList<(LabChange Change, LabException Failure)> Undo(CancellationToken cancel)
    {
        HashSet<string> ids;
        lock (_ids)
        {
            ids = [.. _ids];
        }

        LabChange[] open = ids.Count == 0 ? [] : [.. ChangeJournal.Here.Read().Where(change => change.IsOpen && ids.Contains(change.Id))];
        if (open.Length == 0)
        {
            return [];
        }

        ChangeUndo undo = new(force: false);
        _ = undo.Undo(open, cancel);
        return undo.Failures;
    }

    public void Dispose()
    {
        _current.Value = _outer;
        if (_outer is null)
        {
            // Also what the code undid itself, or failed to change: it must not be undone again.
            _guard.Release();
        }

        Array.ForEach(_signals, signal => signal.Dispose());
    }

    /// <summary>What cannot be undone in time is in the journal.</summary>
    private void UndoAtTheEnd()
    {
        try
        {
            using CancellationTokenSource limit = new(_lastPatience);
            _ = Undo(limit.Token);
        }
        catch (Exception e) when (e is LabException or OperationCanceledException)
        {
            // The process is ending.
        }
    }
}
