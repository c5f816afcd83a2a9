using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes names of guests.</summary>
public sealed class GuestCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(LabGuests.All.Select(guest => guest.Name), wordToComplete);
}
