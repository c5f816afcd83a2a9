using System.Collections;
using System.Management.Automation;

namespace UdpLab.Parameters;

/// <summary>The host a half-typed command line names, for completions.</summary>
internal static class NamedHost
{
    /// <summary>Null for this machine, and for one that is not known.</summary>
    public static LabHost? Of(IDictionary boundParameters)
    {
        object? host = boundParameters["LabHost"];
        string? name = (host is PSObject wrapped ? wrapped.BaseObject : host) is object[] several ? several.FirstOrDefault()?.ToString() : host?.ToString();
        return LabHosts.All.FirstOrDefault(h => h.Kind != LabHostKind.Local && h.State == LabHostState.Available && string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase));
    }
}
