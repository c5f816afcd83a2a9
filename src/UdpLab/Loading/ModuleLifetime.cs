using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace UdpLab.Loading;

/// <summary>
/// What happens when PowerShell removes the module. A process may have it in several runspaces, and what one of them made is not
/// removed by another.
/// </summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly Dictionary<Guid, Runspace> _users = [];

    /// <summary>The runspace that runs, which owns what it makes.</summary>
    internal static Guid Owner
    {
        get
        {
            if (Runspace.DefaultRunspace is not { } runspace)
            {
                return Guid.Empty;
            }

            lock (_users)
            {
                _users[runspace.InstanceId] = runspace;
            }

            return runspace.InstanceId;
        }
    }

    /// <inheritdoc/>
    public void OnImport() => _ = Owner;

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        lock (_users)
        {
            _users.Remove(Runspace.DefaultRunspace?.InstanceId ?? Guid.Empty);
            foreach (Guid ended in _users.Where(u => u.Value.RunspaceStateInfo.State is not (RunspaceState.Opened or RunspaceState.Opening)).Select(u => u.Key).ToArray())
            {
                _users.Remove(ended);
            }

            // What runspaces that ended without a word have left goes along.
            bool gone(Guid owner) => !_users.ContainsKey(owner);
            LabHosts.DisconnectAll(gone);
            LabTestbeds.RemoveOwn(gone);
            if (_users.Count == 0)
            {
                LatencyHold.ReleaseAll();
                ChangeJournal.Close();
            }
        }
    }
}
