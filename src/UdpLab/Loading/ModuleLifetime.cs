using System.Management.Automation;
using System.Runtime.Loader;

namespace UdpLab.Loading;

/// <summary>What happens when PowerShell imports and removes the module.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
        AssemblyLoadContext.Default.Resolving -= CoreLoadContext.Resolve;
        AssemblyLoadContext.Default.Resolving += CoreLoadContext.Resolve;
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => LabTestbeds.RemoveOwn();
}
