using UdpLab.Bench.Lab;

namespace UdpLab.Bench.Tools;

/// <summary>A packet generator for the flood section: UdpLab's backends and other tools.</summary>
internal interface IGenerator
{
    string Name { get; }

    /// <summary>The rate that arrives, in packets per second.</summary>
    Sample Measure(CancellationToken cancel);
}
