using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes process ids of this machine, by number or by the start of the name.</summary>
public sealed class ProcessCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (!NamedHost.IsLocal(commandAst, fakeBoundParameters))
        {
            // The processes of another machine are not known here.
            yield break;
        }

        foreach (Process process in Process.GetProcesses().OrderBy(p => p.Id))
        {
            using (process)
            {
                string id = process.Id.ToString(CultureInfo.InvariantCulture);
                if (id.StartsWith(wordToComplete, StringComparison.Ordinal) || (wordToComplete.Length > 0 && process.ProcessName.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)))
                {
                    yield return new CompletionResult(id, $"{id} {process.ProcessName}", CompletionResultType.ParameterValue, process.ProcessName);
                }
            }
        }
    }
}
