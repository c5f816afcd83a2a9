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
            case ThroughputResult result:
                WriteObject(result.Bottleneck, enumerateCollection: true);
                break;
            case ThroughputTrial { Measurement: null } trial:
                WriteError(Wrong("InvalidArgument.InputObject", nameof(InputObject), trial, $"The trial has no measurement: {trial.Failure ?? trial.Note}"));
                break;
            case ThroughputTrial { Measurement: { } measurement }:
                Try(() => WriteObject(BottleneckFinder.Find(measurement), enumerateCollection: true), measurement);
                break;
            case SinkMeasurement measurement:
                Try(() => WriteObject(BottleneckFinder.Find(measurement), enumerateCollection: true), measurement);
                break;
            case TraceBurst burst:
                Try(() => WriteObject(BurstCause.Find(burst), enumerateCollection: true), burst);
                break;
            case PerfProfile profile:
                Try(() => WriteObject(BottleneckFinder.Find(profile), enumerateCollection: true), profile);
                break;
            case { } other:
                WriteError(new ErrorRecord(
                    new PSArgumentException($"-InputObject is a {other.GetType().Name}; give a profile (from Invoke-PerfCapture or Import-PerfProfile), a measurement (from Measure-Sink, Measure-UdpSocket or Stop-Sink, preferably with -Profile or -Trace), a burst of one (Trace.Bursts), or a result of Find-UdpThroughput.", nameof(InputObject)),
                    "InvalidArgument.InputObject",
                    ErrorCategory.InvalidArgument,
                    other));
                break;
        }
    }
}
