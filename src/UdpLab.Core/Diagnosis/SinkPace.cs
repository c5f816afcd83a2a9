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
    public static SinkPace? Of(SinkMeasurement measurement) => measurement is { Seconds: >= Shortest and double seconds, CpuSeconds: double cpu } ? Of(measurement, seconds, cpu, measurement.Wakeups ?? 0) : null;

    private static SinkPace Of(SinkMeasurement measurement, double seconds, double cpu, long wakeups)
    {
        // With several threads the busiest one decides: a sink's share of the CPU time roughly equals its share of the packets.
        MeasuredThread? busiest = measurement.PerThread.MaxBy(t => t.CpuSeconds);
        int threads = Math.Max(1, busiest is not null ? measurement.PerThread.Count : measurement.Sockets);
        double? waited = busiest is not null ? busiest.WaitSeconds : measurement.WaitSeconds / threads;
        cpu = busiest is not null ? busiest.CpuSeconds : threads > 1 && measurement.Packets > 0 && measurement.PerSocket.Max(s => s.Packets) is long most ? cpu * most / measurement.Packets : cpu;
        wakeups = busiest?.Wakeups ?? wakeups;
        double percent = Math.Min(100, 100 * cpu / seconds);
        double? wait = waited is double all ? 100 * WaitWithCompany(all - ((double)wakeups / (busiest is null ? threads : 1) * WakeSeconds), measurement.CompanySeconds / threads) / seconds : null;
        string owner = measurement.Process ?? "the sink";
        string who = threads > 1 ? $"The busiest of {owner}'s {threads} threads used about" : $"{(measurement.Process is null ? "The sink's" : $"{owner}'s")} thread used";
        (double loss, string[] lost) = LedgerEvidence.Of(measurement.Ledger, LossCatalogue.All.IsAtSocket);
        return new SinkPace(percent, wait, loss,
        [
            string.Create(CultureInfo.InvariantCulture, $"{who} {percent:F0}% of a CPU ({cpu:F2} s of {seconds:F2} s)"),
            string.Create(CultureInfo.InvariantCulture, $"It slept {wakeups / seconds:N0} times per second for lack of packets"),
            .. (busiest is null ? measurement.WaitSeconds : waited) is double late ? [string.Create(CultureInfo.InvariantCulture, $"It was runnable but waited for a CPU for {late:F2} s of {seconds:F2} s")] : Array.Empty<string>(),
            .. measurement.CompanySeconds is double company ? [string.Create(CultureInfo.InvariantCulture, $"Other programs, interrupts and softirqs used {company:F2} s of {(measurement.PerSocket.All(s => s.Cpu is not null) ? "its CPUs" : "a CPU, on average")}")] : Array.Empty<string>(),
            .. lost,
        ]);
    }

    /// <summary>A thread waits for something that runs: where little else ran, it was slow to wake up instead.</summary>
    private static double WaitWithCompany(double wait, double? company) => Math.Max(0, Math.Min(wait, company + TickSeconds ?? double.MaxValue));
}
