using System.Globalization;

namespace UdpLab;

/// <summary>How busy a sink was, by its own CPU time, and whether it waited for a CPU.</summary>
/// <param name="CpuPercent">Of a CPU that the busiest thread used.</param>
/// <param name="WaitPercent">Of the window that a thread waited for a CPU, on average, beyond what waking takes; null where the kernel does not tell.</param>
/// <param name="LossPercent">Packets lost at the sockets.</param>
/// <param name="Evidence">All that in words.</param>
internal sealed record SinkPace(double CpuPercent, double? WaitPercent, double LossPercent, IReadOnlyList<string> Evidence)
{
    private const double Busy = 75, Lossy = 1, Kept = 5, Shortest = 0.1;

    // To wake on an idle CPU, too, is to wait for it: some microseconds, in a virtual machine more.
    private const double WakeSeconds = 20e-6;

    /// <summary>It waited for packets most of the time.</summary>
    public bool HasTime => CpuPercent < Busy;

    /// <summary>It had time, and packets were lost at its sockets all the same.</summary>
    public bool LosesUnhurried => HasTime && LossPercent >= Lossy;

    /// <summary>It wanted to run for a while and could not; null where the kernel does not tell.</summary>
    public bool? WasKept => WaitPercent is double wait ? wait >= Kept : null;

    /// <summary>Null where the window is too short to say.</summary>
    public static SinkPace? Of(SinkMeasurement measurement) => measurement.Seconds is double seconds and >= Shortest ? Of(measurement, seconds) : null;

    private static SinkPace Of(SinkMeasurement measurement, double seconds)
    {
        // Of several threads the busiest decides: its share of the CPU time is about its share of the packets.
        double busiest = measurement.Sockets > 1 && measurement.Packets > 0 ? (double)measurement.PerSocket.Max(s => s.Packets) / measurement.Packets : 1;
        double cpu = measurement.CpuSeconds * busiest;
        double percent = Math.Min(100, 100 * cpu / seconds);
        double? wait = measurement.WaitSeconds is double all ? Math.Max(0, 100 * (all - (measurement.Wakeups * WakeSeconds)) / seconds / Math.Max(1, measurement.Sockets)) : null;
        string who = measurement.Sockets > 1 ? $"The busiest of the sink's {measurement.Sockets} threads used about" : "The sink's thread used";
        (double loss, string[] lost) = LedgerEvidence.Of(measurement.Ledger, e => e.Layer is LedgerLayer.Udp or LedgerLayer.Socket && e.Counter != "NoPorts");
        return new SinkPace(percent, wait, loss,
        [
            string.Create(CultureInfo.InvariantCulture, $"{who} {percent:F0}% of a CPU ({cpu:F2} s of {seconds:F2} s)"),
            string.Create(CultureInfo.InvariantCulture, $"It slept {measurement.Wakeups / seconds:N0} times a second for want of packets"),
            .. measurement.WaitSeconds is double waited ? [string.Create(CultureInfo.InvariantCulture, $"It could have run and waited for a CPU for {waited:F2} s of {seconds:F2} s")] : Array.Empty<string>(),
            .. lost,
        ]);
    }
}
