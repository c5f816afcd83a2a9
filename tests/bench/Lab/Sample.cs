namespace UdpLab.Bench.Lab;

/// <summary>One measurement.</summary>
/// <param name="Value">What the row compares.</param>
/// <param name="CpuNsPerPacket">CPU time of the sink in nanoseconds per packet; 0 if not known.</param>
/// <param name="Busy">Share of the time that the sink's CPU worked for it, 0..1 per thread; 0 if not known.</param>
internal readonly record struct Sample(double Value, double CpuNsPerPacket = 0, double Busy = 0);
