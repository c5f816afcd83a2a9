using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes kernels installed on this machine; paths are the engine's own business.</summary>
public sealed class KernelCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        [.. Completion.Of(KernelSource.Installed, wordToComplete), .. CompletionCompleters.CompleteFilename(wordToComplete)];
}
