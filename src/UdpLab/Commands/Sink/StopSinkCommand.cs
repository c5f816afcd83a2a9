using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Stop-Sink: ends sinks, and gives the measurement of the whole life of each.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Sink", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(SinkMeasurement))]
public sealed class StopSinkCommand : LabCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SinkCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public Sink[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (Sink sink in InputObject.Length > 0 ? InputObject : NamedSinks.Find(this, Name, Cancel))
        {
            if (ShouldProcess(sink.ToString(), "Stop the sink"))
            {
                Try(() => WriteObject(ResultObject.Of(RunningSinks.Stop(sink, this, Cancel))), sink);
            }
        }
    }
}
