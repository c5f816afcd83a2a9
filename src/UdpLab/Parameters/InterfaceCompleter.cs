using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Net.NetworkInformation;

namespace UdpLab.Parameters;

/// <summary>Completes interface names of the host named by -LabHost, or of this machine.</summary>
public sealed class InterfaceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(NamedHost.Of(commandAst, fakeBoundParameters, parameterName).SelectMany(Names), wordToComplete);

    private static IEnumerable<string> Names(LabHost host) =>
        host.Kind == LabHostKind.Local ? NetworkInterface.GetAllNetworkInterfaces().Select(i => i.Name) : HostLinks.Of(host).Hello.Interfaces ?? [];
}
