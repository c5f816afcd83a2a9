namespace UdpLab;

/// <summary>What watches a measurement, apart from the kernel's counters.</summary>
/// <param name="Profile">perf, as the sink's plan says.</param>
/// <param name="Trace">A tracer.</param>
internal readonly record struct Watching(bool Profile, bool Trace);
