using System.Management.Automation;

namespace UdpLab.Loading;

/// <summary>What has to happen before PowerShell inspects the cmdlets.</summary>
internal static class ModuleStart
{
    /// <summary>Called by UdpLab.Loading.psm1.</summary>
    /// <param name="session">That module's session state.</param>
    public static void Begin(SessionState session)
    {
        CoreLoadContext.Register();
        TabCompletion.Register(session);
    }
}
