using System.Management.Automation;
using UdpLab.Pipeline;

namespace UdpLab.Commands;

/// <content>The floods upstream, and what goes downstream.</content>
public sealed partial class MeasureSinkCommand : IDownstreamSink, IMeasuringObserver
{
    private bool _emitting;

    bool IDownstreamSink.IsRefused => _refused;

    bool IDownstreamSink.AcceptsFloods => (_run.Sink is not null || MyInvocation.ExpectingInput) && !_emitting;

    FloodTarget IDownstreamSink.TargetFor(SenderHints sender, ILabObserver upstream) => _run.TargetFor(Plan(), sender, upstream, Cancel);

    UdpFlood[] IDownstreamSink.Attach(FloodGroup flood, ILabObserver upstream) => _run.Attach(flood, upstream, Cancel);

    void IMeasuringObserver.Measured(SinkMeasurement measurement)
    {
        _emitting = true;
        try
        {
            WriteObject(ResultObject.Of(measurement));
        }
        finally
        {
            _emitting = false;
        }
    }

    void IMeasuringObserver.NothingCame(string message, Ledger ledger) =>
        WriteError(new ErrorRecord(new TimeoutException(message), "NoPacket", ErrorCategory.OperationTimeout, ledger));

    private void MeasureFlood(UdpFlood flood)
    {
        if (!_run.Measure(flood, this, Cancel))
        {
            WriteError(new ErrorRecord(
                new PSInvalidOperationException("This is not the flood the sink waits for: it had already ended, or another one took its place. Pipe Invoke-UdpFlood itself to Measure-Sink, not an object from an earlier call."),
                "FloodIsOver",
                ErrorCategory.InvalidOperation,
                flood));
        }
    }
}
