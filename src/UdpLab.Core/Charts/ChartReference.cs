namespace UdpLab;

/// <summary>A line across a chart at a value of Y, such as the line rate.</summary>
/// <param name="Name">What the value is.</param>
/// <param name="Value">In the unit of Y.</param>
internal sealed record ChartReference(string Name, double Value);
