using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>
/// Completes IP addresses: for -Address and -Source those of the host named by -LabHost, for a destination those of all hosts of
/// the session.
/// </summary>
public sealed class AddressCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        bool own = parameterName is "Address" or "Source";
        IEnumerable<LabHost> hosts = own ? NamedHost.Of(commandAst, fakeBoundParameters) : LabHosts.All.Where(h => h.State == LabHostState.Available);
        return Completion.Of([.. parameterName == "Address" ? ["0.0.0.0", "::"] : Array.Empty<string>(), .. hosts.SelectMany(HostNics.Addresses)], wordToComplete);
    }
}
