using System.Globalization;
using System.Management.Automation;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <content>Parameters that contradict each other.</content>
public sealed partial class MeasureSinkCommand
{
    private ErrorRecord? Contradiction() => IsGiven(nameof(Count)) && IsGiven(nameof(Duration))
        ? Wrong("CountWithDuration", nameof(Count), Count, $"-Count {Count} and -Duration {Duration.ToString(CultureInfo.InvariantCulture)} are two ways to say how long; give one of them.")
        : Sink is [{ } running, ..] && MyInvocation.ExpectingInput ? Wrong("InvalidArgument.Sink", nameof(Sink), running, $"-Sink {running.Name} with input from the pipeline: a running sink is measured with what it gets from any sender. Flood it from a job or another window, and pipe the sink alone: Get-Sink {running.Name} | Measure-Sink -Duration 5.")
        : TraceContradiction() ?? IntervalContradiction() ?? SocketContradiction(Method);

    private ErrorRecord? TraceContradiction() => ProfileCost && TraceCost ? Wrong("InvalidArgument.TraceCost", nameof(TraceCost), true, "-TraceCost with -ProfileCost: the cost of each is known only without the other; give one of them.")
        : Tracing && Method.Any(m => ReceiveTraits.Of(m).SeesFrames)
        ? Wrong("InvalidArgument.Trace", nameof(Trace), Method, $"-Trace with -Method {string.Join(", ", Method.Where(m => ReceiveTraits.Of(m).SeesFrames))}: it sees frames before UDP does, so what its UDP socket drops is no loss; use a method that reads the socket, such as Recvmmsg.")
        : null;
}
