namespace UdpLab.Tests;

/// <summary>Whether runs alternated, and whether they drifted.</summary>
public class RunOrderTests
{
    [Theory]
    [InlineData("AABB", false)]
    [InlineData("BBBAAA", false)]
    [InlineData("ABAB", true)]
    [InlineData("ABBA", true)]
    [InlineData("ABABABAB", true)]
    [InlineData("ABBABAABAB", true)]
    [InlineData("AAAAABABBBBB", false)]
    [InlineData("AABBBBAA", true)]
    public void BlocksAreMixedAndOneSideFirstIsNot(string order, bool mixed)
    {
        long[] Of(char side) => [.. Enumerable.Range(0, order.Length).Where(i => order[i] == side).Select(i => (long)i)];
        Assert.Equal(mixed, RunOrder.IsInterleaved(RunOrder.BaselineFirst(Of('A'), Of('B'))));
    }

    [Fact]
    public void ADifferenceBetweenGroupsIsNoTrend()
    {
        double[] low = [1, 3, 2, 1.5, 2.5], high = [101, 103, 102, 101.5, 102.5];
        Assert.True(Trend.Of(low, high).PValue > 0.5);
    }

    [Fact]
    public void FourAndFourThatRiseAreATrend()
    {
        Trend trend = Trend.Of([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0, 5.0]);
        Assert.True(trend.PValue <= 0.01);
        Assert.True(trend.Slope > 0);
        Assert.Equal(1, Trend.Of([5.0, 5.0, 5.0], [5.0]).PValue, 1e-6);
    }

    [Fact]
    public void PairsOfEqualRunsSayWhatTheLabCanSee()
    {
        Random random = new(1);
        double[] values = [.. Enumerable.Range(0, 20).Select(_ => 1000 + (30 * random.NextDouble()))];
        (int splits, int wrong, double? detectable) = PairSplits.Study(values, 0.05);

        Assert.Equal(512, splits);
        Assert.InRange(wrong / (double)splits, 0, 0.1);
        Assert.InRange(detectable!.Value, 0.005, 0.05);
        Assert.Null(PairSplits.Study([1, 2, 3, 4], 0.05).Detectable);
        Assert.Equal((2, 0, (double?)null), PairSplits.Study([0, 0, 0, 0], 0.05));
        Assert.Equal((1_000, 0, 0.0), PairSplits.Study([.. Enumerable.Repeat(7.0, 30)], 0.05));
    }
}
