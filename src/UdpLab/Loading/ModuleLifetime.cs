using System.Management.Automation;

namespace UdpLab.Loading;

/// <summary>What happens when PowerShell removes the module.</summary>
public sealed class ModuleLifetime : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        LatencyHold.ReleaseAll();
        LabHosts.DisconnectAll();
        LabTestbeds.RemoveOwn();
        ChangeJournal.Close();
    }
}
