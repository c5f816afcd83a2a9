using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes online CPUs of the host named by -LabHost, or of this machine.</summary>
public sealed class CpuCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(NamedHost.Of(commandAst, fakeBoundParameters, parameterName).SelectMany(host => HostLinks.Of(host).Hello.OnlineCpus).Select(cpu => cpu.ToString(CultureInfo.InvariantCulture)), wordToComplete);
}
