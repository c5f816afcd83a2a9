using System.Management.Automation;

namespace UdpLab.Commands;

/// <summary>Get-UdpBottleneck: says in words what holds a receiver back.</summary>
[Cmdlet(VerbsCommon.Get, "UdpBottleneck")]
[OutputType(typeof(UdpBottleneck))]
public sealed class GetUdpBottleneckCommand : LabCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (InputObject.BaseObject)
        {
            case SinkMeasurement measurement:
                WriteObject(Terminating(() => BottleneckFinder.Find(measurement), measurement), enumerateCollection: true);
                break;
            case PerfProfile profile:
                WriteObject(Terminating(() => BottleneckFinder.Find(profile), profile), enumerateCollection: true);
                break;
            case { } other:
                WriteError(new ErrorRecord(
                    new PSArgumentException($"-InputObject is a {other.GetType().Name}; give a profile (of Invoke-PerfCapture or Import-PerfProfile) or a measurement (of Measure-Sink, best with -Profile).", nameof(InputObject)),
                    "InvalidArgument.InputObject",
                    ErrorCategory.InvalidArgument,
                    other));
                break;
        }
    }
}
