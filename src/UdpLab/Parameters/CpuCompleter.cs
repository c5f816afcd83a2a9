using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes CPU numbers of the host named by -LabHost, or of this machine.</summary>
public sealed class CpuCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(Enumerable.Range(0, NamedHost.Of(commandAst, fakeBoundParameters, parameterName).Max(host => (int?)host.Cpus) ?? 0).Select(cpu => cpu.ToString(CultureInfo.InvariantCulture)), wordToComplete);
}
