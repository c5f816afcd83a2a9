using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Net.NetworkInformation;

namespace UdpLab.Parameters;

/// <summary>Completes names of interfaces: this machine's, or those of the testbed host named by -LabHost.</summary>
public sealed class InterfaceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        object? host = fakeBoundParameters["LabHost"];
        string name = (host is PSObject wrapped ? wrapped.BaseObject : host)?.ToString() ?? LabHosts.Local.Name;
        IEnumerable<string> names = name == LabHosts.Local.Name
            ? NetworkInterface.GetAllNetworkInterfaces().Select(i => i.Name)
            : LabTestbeds.List(CancellationToken.None)
                .SelectMany(bed => new[] { (bed.Generator.Name, bed.GeneratorInterface), (bed.Sink.Name, bed.SinkInterface) })
                .Where(end => end.Name == name)
                .Select(end => end.Item2);
        return Completion.Of(names, wordToComplete);
    }
}
