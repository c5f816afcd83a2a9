using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes the names of pktgen devices on the host named by -LabHost, or on this machine.</summary>
public sealed class PktgenDeviceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(NamedHost.Of(commandAst, fakeBoundParameters).SelectMany(Names), wordToComplete);

    private static string[] Names(LabHost host)
    {
        using PktgenClient client = PktgenClient.Open(host);
        return [.. client.Read(CancellationToken.None).Devices.Select(d => d.Name)];
    }
}
