using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Net.NetworkInformation;

namespace UdpLab.Parameters;

/// <summary>Completes interface names of the host named by -LabHost.</summary>
public sealed class InterfaceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IEnumerable<string> names = (NamedHost.Of(fakeBoundParameters) is { } host ? HostLinks.Of(host).Hello.Interfaces : null) ?? NetworkInterface.GetAllNetworkInterfaces().Select(i => i.Name);
        return Completion.Of(names, wordToComplete);
    }
}
