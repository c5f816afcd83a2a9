using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes host names; for Disconnect-LabHost only connected ones.</summary>
public sealed class LabHostCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(commandName == "Disconnect-LabHost" ? [.. LabHosts.All.Where(h => h.Kind == LabHostKind.Ssh).Select(h => h.Name)] : LabHosts.Names, wordToComplete);
}
