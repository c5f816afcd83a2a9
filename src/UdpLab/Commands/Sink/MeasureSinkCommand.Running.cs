using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Commands;

/// <content>Measurements in intervals, and of a sink that runs.</content>
public sealed partial class MeasureSinkCommand
{
    // A sink that runs has its sockets and its method.
    private static readonly string[] _ofRunning = [nameof(Sink), nameof(Duration), nameof(Interval), nameof(Repeat), nameof(Profile), nameof(ProfileCpu), nameof(ProfileFrequency), nameof(ProfileCallGraph), nameof(ProfileSampler)];

    private ErrorRecord? IntervalContradiction()
    {
        string? other = !IsGiven(nameof(Interval)) ? null
            : Profiling ? nameof(Profile)
            : Tracing ? nameof(Trace)
            : new[] { nameof(Warmup), nameof(Timeout), nameof(Repeat) }.FirstOrDefault(IsGiven);
        return other switch
        {
            null when IsGiven(nameof(Interval)) && Method.Length > 1 => Wrong("InvalidArgument.Method", nameof(Method), Method, $"-Interval with -Method {string.Join(", ", Method)}: intervals follow each other until the end, so only one method has its turn; give one."),
            null => null,
            nameof(Profile) => Wrong("InvalidArgument.Interval", nameof(Interval), Interval, "-Interval with -Profile: a profile is of a whole measurement; omit one of them."),
            nameof(Trace) => Wrong("InvalidArgument.Interval", nameof(Interval), Interval, "-Interval with -Trace: what is traced is of a whole measurement; omit one of them."),
            nameof(Repeat) => Wrong("InvalidArgument.Interval", nameof(Interval), Interval, "-Interval with -Repeat: an interval follows the other anyway; give -Duration to say how long."),
            _ => Wrong("InvalidArgument.Interval", nameof(Interval), Interval, string.Create(CultureInfo.InvariantCulture, $"-Interval with -{other}: intervals begin at once, and one without packets is measured too; omit -{other}.")),
        };
    }

    /// <summary>Measures windows of sinks that run, one after the other.</summary>
    private void MeasureRunning() => Array.ForEach(Sink, MeasureRunning);

    private void MeasureRunning(Sink sink)
    {
        if (MyInvocation.BoundParameters.Keys.FirstOrDefault(k => !_ofRunning.Contains(k) && !CommonParameters.Contains(k)) is { } other)
        {
            WriteError(Wrong($"InvalidArgument.{other}", other, MyInvocation.BoundParameters[other], $"-{other} does not apply to sink {sink.Name}, which runs already; give only -Duration, -Interval, -Repeat and -Profile. What shapes a sink is for Start-Sink."));
            return;
        }

        Try(
            () =>
            {
                RunningSink running = RunningSinks.Find(sink);
                for (int i = 0; i < Repeat; i++)
                {
                    running.Measure(Given(nameof(Duration), Duration), Given(nameof(Interval), Interval), SocketPlan().Profile, this, Cancel);
                }
            },
            sink);
    }
}
