using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>
/// Completes IP addresses. -Address and -Source are those of the host named by -LabHost; a destination is one of any host
/// the session knows.
/// </summary>
public sealed class AddressCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        bool own = parameterName is "Address" or "Source";
        IEnumerable<LabHost> hosts = own ? [NamedHost.Of(fakeBoundParameters) ?? LabHosts.Local] : LabHosts.All.Where(h => h.State == LabHostState.Available);
        return Completion.Of([.. parameterName == "Address" ? ["0.0.0.0", "::"] : Array.Empty<string>(), .. hosts.SelectMany(HostNics.Addresses)], wordToComplete);
    }
}
