using UdpLab.Bench.Lab;

namespace UdpLab.Bench.Tools;

/// <summary>What makes packets for a row of the flood section: UdpLab's backends and other people's tools.</summary>
internal interface IGenerator
{
    string Name { get; }

    /// <summary>What arrives of it, packets per second.</summary>
    Sample Measure(CancellationToken cancel);
}
