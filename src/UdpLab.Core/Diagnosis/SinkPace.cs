using System.Globalization;

namespace UdpLab;

/// <summary>How busy a sink was, measured by its CPU time, and whether it waited for a CPU.</summary>
/// <param name="CpuPercent">Percent of a CPU used by the busiest thread.</param>
/// <param name="WaitPercent">Percent of the window that a thread waited for a CPU, on average, beyond normal wake-up latency; null if the kernel does not report it.</param>
/// <param name="LossPercent">Percent of packets lost at the sockets.</param>
/// <param name="Evidence">The same as text.</param>
internal sealed record SinkPace(double CpuPercent, double? WaitPercent, double LossPercent, IReadOnlyList<string> Evidence)
{
    private const double Busy = 75, Lossy = 1, Kept = 5, Shortest = 0.1;

    // Waking on an idle CPU also counts as waiting: some microseconds, more in a virtual machine.
    private const double WakeSeconds = 20e-6;

    // What else ran is known to some ticks of the kernel's clock.
    private const double TickSeconds = 0.02;

    /// <summary>It waited for packets most of the time.</summary>
    public bool HasTime => CpuPercent < Busy;

    /// <summary>It had time to spare, yet packets were lost at its sockets.</summary>
    public bool LosesUnhurried => HasTime && LossPercent >= Lossy;

    /// <summary>It was runnable but had to wait for a CPU; null if the kernel does not report it.</summary>
    public bool? WasKept => WaitPercent is double wait ? wait >= Kept : null;

    /// <summary>Null if the window is too short.</summary>
    public static SinkPace? Of(SinkMeasurement measurement) => measurement.Seconds is double seconds and >= Shortest ? Of(measurement, seconds) : null;

    private static SinkPace Of(SinkMeasurement measurement, double seconds)
    {
        // With several threads the busiest one decides: its share of the CPU time roughly equals its share of the packets.
        double busiest = measurement.Sockets > 1 && measurement.Packets > 0 ? (double)measurement.PerSocket.Max(s => s.Packets) / measurement.Packets : 1;
        double cpu = measurement.CpuSeconds * busiest;
        double percent = Math.Min(100, 100 * cpu / seconds);
        int threads = Math.Max(1, measurement.Sockets);
        double? wait = measurement.WaitSeconds is double all ? 100 * WaitWithCompany(all - (measurement.Wakeups * WakeSeconds), measurement.CompanySeconds, threads) / seconds / threads : null;
        string who = measurement.Sockets > 1 ? $"The busiest of the sink's {measurement.Sockets} threads used about" : "The sink's thread used";
        (double loss, string[] lost) = LedgerEvidence.Of(measurement.Ledger, LossCatalogue.All.IsAtSocket);
        return new SinkPace(percent, wait, loss,
        [
            string.Create(CultureInfo.InvariantCulture, $"{who} {percent:F0}% of a CPU ({cpu:F2} s of {seconds:F2} s)"),
            string.Create(CultureInfo.InvariantCulture, $"It slept {measurement.Wakeups / seconds:N0} times per second for lack of packets"),
            .. measurement.WaitSeconds is double waited ? [string.Create(CultureInfo.InvariantCulture, $"It was runnable but waited for a CPU for {waited:F2} s of {seconds:F2} s")] : Array.Empty<string>(),
            .. measurement.CompanySeconds is double company ? [string.Create(CultureInfo.InvariantCulture, $"Other programs, interrupts and softirqs used {company:F2} s of {(measurement.PerSocket.All(s => s.Cpu is not null) ? "its CPUs" : "a CPU, on average")}")] : Array.Empty<string>(),
            .. lost,
        ]);
    }

    /// <summary>A thread waits for something that runs: where little else ran, it was slow to wake up instead.</summary>
    private static double WaitWithCompany(double wait, double? company, int threads) => Math.Max(0, Math.Min(wait, company + (threads * TickSeconds) ?? double.MaxValue));
}
