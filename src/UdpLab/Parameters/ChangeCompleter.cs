using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes ids of changes that can be undone, newest first, with a description as tooltip.</summary>
public sealed class ChangeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ChangeJournal.Here.Read()
            .Where(c => c.IsOpen && c.Id.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Reverse()
            .Select(c => new CompletionResult(c.Id, c.Id, CompletionResultType.ParameterValue, c.ToString()));
}
