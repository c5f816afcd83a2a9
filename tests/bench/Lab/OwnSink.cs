using System.Net;
using UdpLab.Wire;

namespace UdpLab.Bench.Lab;

/// <summary>A UdpLab sink in the testbed that measures whatever arrives.</summary>
internal sealed class OwnSink : IDisposable
{
    public const int Port = 9000;
    public const double Warmup = 0.15;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(8);

    private readonly SinkRunner _sink;
    private readonly double _seconds;

    private OwnSink(SinkRunner sink, double seconds)
    {
        _sink = sink;
        _seconds = seconds;
    }

    public SinkRunner Sink => _sink;

    public static OwnSink Open(PinnedBed bed, double seconds, SinkPlan plan, CancellationToken cancel)
    {
        plan = plan with
        {
            Address = IPAddress.Any,
            Port = plan.Port ?? Port,
            Cpus = plan.Cpus.Length > 0 ? plan.Cpus : [bed.SinkCpu],
            Warmup = Warmup,
            Duration = seconds,
            Timeout = 3,
        };
        return new OwnSink(SinkRunner.Open(bed.Sink, plan, null, cancel), seconds);
    }

    /// <summary>The profile of the latest profiled measurement, and the time from the window's result until it arrived.</summary>
    public (PerfProfile Profile, TimeSpan Took)? Profile { get; private set; }

    /// <summary>Makes one measurement: arms, calls <paramref name="start"/> to generate the packets, and disposes what it returned.</summary>
    public Sample Measure(ReceiveMethod method, Func<IDisposable> start, CancellationToken cancel, Watching watching = default)
    {
        _sink.Arm(method, null, cancel, watching);
        SinkResult result;
        using (start())
        {
            long began = Environment.TickCount64;
            while (!_sink.Poll())
            {
                _ = WaitHandle.WaitAny([_sink.Arrived, cancel.WaitHandle], 100);
                cancel.ThrowIfCancellationRequested();
                if (Environment.TickCount64 - began > (_patience.TotalSeconds + _seconds) * 1000)
                {
                    throw new TimeoutException("the sink's window did not close");
                }
            }
        }

        result = _sink.Finish(null, cancel);
        long finished = System.Diagnostics.Stopwatch.GetTimestamp();
        Profile = _sink.ReceiveProfile(result.Packets, cancel) is { } samples ? (samples, System.Diagnostics.Stopwatch.GetElapsedTime(finished)) : null;
        double seconds = (result.LastNanoseconds - result.FirstNanoseconds) / 1e9;
        if (_sink.WindowEnd == WindowEnd.NoPacket || seconds <= 0 || result.Packets == 0)
        {
            throw new TimeoutException("no packet arrived");
        }

        double cpu = (result.UserSeconds + result.SystemSeconds) ?? 0;
        return new Sample(result.Packets / seconds, cpu * 1e9 / result.Packets, cpu / seconds / result.Sockets.Length);
    }

    public void Dispose() => _sink.Dispose();
}
