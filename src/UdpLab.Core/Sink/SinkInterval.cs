namespace UdpLab;

/// <summary>A quarter of a second, or so, of a sink's life.</summary>
public sealed record SinkInterval
{
    /// <summary>Its end, seconds after the sink's first packet.</summary>
    public double Seconds { get; init; }

    /// <summary>Packets received in it.</summary>
    public long Packets { get; init; }

    /// <summary>Packets received per second.</summary>
    public double Pps { get; init; }
}
