namespace UdpLab.Bench.Lab;

/// <summary>One measurement.</summary>
/// <param name="Value">What the row compares.</param>
/// <param name="CpuNsPerPacket">CPU time of the sink, nanoseconds a packet; 0 where nobody knows.</param>
/// <param name="Busy">Share of the time that the sink's CPU worked for it, 0..1 a thread; 0 where nobody knows.</param>
internal readonly record struct Sample(double Value, double CpuNsPerPacket = 0, double Busy = 0);
