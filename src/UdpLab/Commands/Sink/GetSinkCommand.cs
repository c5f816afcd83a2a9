using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Get-Sink: the sinks this session has started, with what they have received.</summary>
[Cmdlet(VerbsCommon.Get, "Sink")]
[OutputType(typeof(Sink))]
public sealed class GetSinkCommand : LabCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SinkCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (Sink sink in NamedSinks.Find(this, Name, Cancel))
        {
            WriteObject(sink);
        }
    }
}
