using System.Management.Automation;

namespace UdpLab.Commands;

/// <summary>Get-UdpBottleneck: explains what limits a receiver.</summary>
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
                Try(() => WriteObject(BottleneckFinder.Find(measurement), enumerateCollection: true), measurement);
                break;
            case PerfProfile profile:
                Try(() => WriteObject(BottleneckFinder.Find(profile), enumerateCollection: true), profile);
                break;
            case { } other:
                WriteError(new ErrorRecord(
                    new PSArgumentException($"-InputObject is a {other.GetType().Name}; give a profile (from Invoke-PerfCapture or Import-PerfProfile) or a measurement (from Measure-Sink, preferably with -Profile).", nameof(InputObject)),
                    "InvalidArgument.InputObject",
                    ErrorCategory.InvalidArgument,
                    other));
                break;
        }
    }
}
