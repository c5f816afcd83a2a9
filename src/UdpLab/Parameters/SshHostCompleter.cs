using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes host aliases from ~/.ssh/config and /etc/ssh/ssh_config.</summary>
public sealed class SshHostCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(SshAliases.Of(SshFiles.Config, SshFiles.SystemConfig), wordToComplete);
}
