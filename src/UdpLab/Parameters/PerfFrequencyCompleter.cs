using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes common sampling frequencies: odd ones, which do not run in step with timers.</summary>
public sealed class PerfFrequencyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(["99", "199", "499", "997", "1999", "3997", "9973"], wordToComplete);
}
