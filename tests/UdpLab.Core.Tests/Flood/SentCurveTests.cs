namespace UdpLab.Tests;

/// <summary>What a flood was to send and did send between any two moments.</summary>
public sealed class SentCurveTests
{
    private const long Start = 5_000_000_000;
    private static readonly SentCurve _curve = new(Start, [Interval(0.25, 1000, 250), Interval(0.5, 1000, 240), Interval(0.75, 4000, 1000), Interval(1, null, 5000)]);

    [Theory]
    [InlineData(0, 0.25, 1000.0, 1000.0)]
    [InlineData(0.1, 0.2, 1000.0, 1000.0)]
    [InlineData(0.25, 0.5, 960.0, 1000.0)]
    [InlineData(0.125, 0.375, 980.0, 1000.0)]
    [InlineData(0.375, 0.625, 2480.0, null)]
    [InlineData(0.26, 0.51, 1081.6, 1000.0)]
    [InlineData(0.5, 0.75, 4000.0, 4000.0)]
    [InlineData(0.75, 1, 20000.0, null)]
    [InlineData(-1, 0, 0.0, null)]
    [InlineData(-0.25, 0.25, 500.0, 1000.0)]
    [InlineData(0, 1, 6490.0, null)]
    [InlineData(2, 3, 0.0, null)]
    public void ItIsEvenBetweenTheEndsOfTheIntervals(double from, double to, double pps, double? rate)
    {
        Assert.Equal(pps, _curve.Pps(At(from), At(to)), 6);
        Assert.Equal(rate, _curve.RatePps(At(from), At(to)));
    }

    [Fact]
    public void IntervalsThatMakeNoSenseAreNoEndlessWork()
    {
        SentCurve curve = new(Start, [Interval(1, 10, 10), Interval(0.5, 10, 5), Interval(double.NaN, 10, 5), Interval(1e300, 10, 5)]);
        Assert.InRange(curve.Pps(At(0), At(1)), 0, 1e9);
        Assert.Equal(10, curve.RatePps(At(0), At(1)));
    }

    private static long At(double seconds) => Start + (long)(seconds * 1e9);

    private static FloodInterval Interval(double seconds, double? rate, long packets) => new() { Seconds = seconds, RatePps = rate, Packets = packets };
}
