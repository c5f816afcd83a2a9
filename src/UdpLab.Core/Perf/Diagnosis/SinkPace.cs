using System.Globalization;

namespace UdpLab;

/// <summary>How busy a sink was, by its own CPU time.</summary>
internal sealed record SinkPace(double CpuPercent, double LossPercent, IReadOnlyList<string> Evidence)
{
    private const double Busy = 75, Lossy = 1;

    /// <summary>It waited for packets: none were lost for want of its time.</summary>
    public bool IsIdle => CpuPercent < Busy && LossPercent < Lossy;

    /// <summary>It could not run when it had to.</summary>
    public bool IsStarved => CpuPercent < Busy && LossPercent >= Lossy;

    /// <summary>Null where the window is too short to say.</summary>
    public static SinkPace? Of(SinkMeasurement measurement)
    {
        if (measurement.Seconds < 0.1)
        {
            return null;
        }

        // Of several threads the busiest decides: its share of the CPU time is about its share of the packets.
        double busiest = measurement.Sockets > 1 && measurement.Packets > 0 ? (double)measurement.PerSocket.Max(s => s.Packets) / measurement.Packets : 1;
        double cpu = measurement.CpuSeconds * busiest;
        double percent = Math.Min(100, 100 * cpu / measurement.Seconds);
        string who = measurement.Sockets > 1 ? $"The busiest of the sink's {measurement.Sockets} threads used about" : "The sink's thread used";
        (double loss, string[] lost) = LedgerEvidence.Of(measurement.Ledger, [LedgerLayer.Udp, LedgerLayer.Socket]);
        return new SinkPace(percent, loss,
        [
            string.Create(CultureInfo.InvariantCulture, $"{who} {percent:F0}% of a CPU ({cpu:F2} s of {measurement.Seconds:F2} s)"),
            string.Create(CultureInfo.InvariantCulture, $"It slept {measurement.Wakeups / measurement.Seconds:N0} times a second for want of packets"),
            .. lost,
        ]);
    }
}
