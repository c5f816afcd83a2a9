using System.Net;

namespace UdpLab.Bench.Lab;

/// <summary>A running UdpLab flood of the testbed's generator; disposing it stops it.</summary>
internal sealed class Sender : IDisposable
{
    // Nothing here takes this long; if the bench is killed, the agent's dead man's switch ends the flood.
    private const double LongestSeconds = 90;

    private readonly FloodGroup _flood;

    private Sender(FloodGroup flood) => _flood = flood;

    public static Sender Start(PinnedBed bed, FloodPlan plan, SinkRunner? sink, int port, CancellationToken cancel)
    {
        plan = plan with
        {
            Destination = IPAddress.Parse(bed.SinkAddress),
            Port = port,
            Threads = 1,
            Cpus = [bed.FloodCpu],
            Duration = plan.Count is null ? LongestSeconds : null,
        };
        FloodGroup flood = FloodGroup.Open([bed.Generator], plan, sink is null ? null : SinkAndFlood.TargetOf(sink), cancel);
        try
        {
            _ = flood.Start(cancel);
            return new Sender(flood);
        }
        catch
        {
            flood.Dispose();
            throw;
        }
    }

    public void Dispose() => _flood.Dispose();
}
