using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace UdpLab.Loading;

/// <summary>
/// Cleans up when PowerShell removes the module. A process may have it in several runspaces, and one must not remove what
/// another created.
/// </summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly Dictionary<Guid, Runspace> _users = [];

    /// <summary>The current runspace, which owns what it creates.</summary>
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

            // Also remove what runspaces that ended without removing the module left behind.
            bool gone(Guid owner) => !_users.ContainsKey(owner);
            RunningSinks.EndOwn(gone);
            LabHosts.DisconnectAll(gone);
            LabTestbeds.RemoveOwn(gone);
            LabGuests.RemoveOwn(gone);

            // Those waiting for any runspace: the next cmdlet of another one starts its own.
            HostLinks.EndIdle();
            if (_users.Count == 0)
            {
                LatencyHold.ReleaseAll();
                ChangeJournal.Close();
            }
        }
    }
}
