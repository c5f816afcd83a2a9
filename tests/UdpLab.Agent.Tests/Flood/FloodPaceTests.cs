using UdpLab.Agent.Flood;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>The rates of a flood over time.</summary>
public sealed class FloodPaceTests
{
    private static readonly FloodPace _ramp = new(new OpenFlood { StepRates = [10, 20, 30], Duration = 3 });

    [Theory]
    [InlineData(-1.0, 0)]
    [InlineData(0.0, 0)]
    [InlineData(0.999, 0)]
    [InlineData(1.0, 1)]
    [InlineData(2.5, 2)]
    [InlineData(9.0, 2)]
    public void EachStepLastsAnEqualPart(double seconds, int step) => Assert.Equal(step, _ramp.At((long)(seconds * 1e9)));

    [Theory]
    [InlineData(3.0, 1.0, 1.0, 1.0)]
    [InlineData(1.5, 1.0, 0.5)]
    [InlineData(0.25, 0.25)]
    [InlineData(0.0, 0.0)]
    public void TheStepsThatWereBegunLastedSoLong(double end, params double[] seconds) => Assert.Equal(seconds, _ramp.SecondsOf(end));

    [Theory]
    [InlineData(0, 0.75, 1.0, 10.0)]
    [InlineData(0, 0.75, 1.02, 10.0)]
    [InlineData(0, 0.75, 1.1, null)]
    [InlineData(0, 0.75, 2.5, null)]
    [InlineData(1, 1.0, 1.25, 20.0)]
    [InlineData(2, 2.75, 5.0, 30.0)]
    public void AnIntervalHasTheRateThatItHadUntilItsEnd(int step, double begin, double end, double? rate) => Assert.Equal(rate, _ramp.RateIn(step, (long)(begin * 1e9), (long)(end * 1e9)));

    [Fact]
    public void OneRateIsOneStepWithoutEnd()
    {
        FloodPace pace = new(new OpenFlood { RatePps = 5, Duration = 3 });
        Assert.Equal((1, false, 0, 5.0), (pace.Count, pace.IsRamp, pace.At(long.MaxValue), pace.RateOf(0)));
        Assert.Equal(5.0, pace.RateIn(0, 0, long.MaxValue / 2));
        Assert.Empty(pace.SecondsOf(3));
    }
}
