namespace UdpLab.Agent.Trace;

/// <summary>What a tracer has seen until a moment.</summary>
/// <param name="Drops">What was dropped, by cause.</param>
/// <param name="ReaderSeconds">Seconds of each thread in each <see cref="ReaderState"/>.</param>
/// <param name="Holders">Which threads had the CPUs that these waited for, and for how many seconds, the longest first.</param>
/// <param name="Axis">What happened when.</param>
/// <param name="NameOf">The name of a cause's reason; null before Linux 5.17.</param>
internal sealed record TraceReading(List<Drops> Drops, List<double[]> ReaderSeconds, (string Name, double Seconds)[] Holders, AxisReading Axis, Func<DropKey, string?> NameOf);
