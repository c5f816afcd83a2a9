namespace UdpLab.Tests;

/// <summary>The exact interval, against values from tables and R's wilcox.test, and what must not break it.</summary>
public class SampleComparisonTests
{
    // The largest k with P(U <= k - 1) <= 2.5 %, from the tables of Mann and Whitney's U for a two-sided 5 %, plus 1.
    [Theory]
    [InlineData(3, 3, 0)]
    [InlineData(4, 4, 1)]
    [InlineData(3, 5, 1)]
    [InlineData(2, 8, 1)]
    [InlineData(5, 5, 3)]
    [InlineData(6, 6, 6)]
    [InlineData(7, 10, 15)]
    [InlineData(10, 10, 24)]
    [InlineData(20, 20, 128)]
    [InlineData(30, 30, 318)]
    [InlineData(1, 38, 0)]
    [InlineData(1, 39, 1)]
    public void TheIntervalIsThatOfTheTables(int n, int m, int depth) => Assert.Equal((depth, depth), (MannWhitney.Depth(n, m), MannWhitney.Depth(m, n)));

    [Theory]
    [InlineData(4, 4, 0, 2.0 / 70)]
    [InlineData(4, 4, 1, 4.0 / 70)]
    [InlineData(3, 3, 0, 2.0 / 20)]
    [InlineData(1, 1, 0, 1)]
    [InlineData(10, 10, 23, 0.0432570)]
    [InlineData(10, 10, 100, 1)]
    public void ProbabilitiesAreExact(int n, int m, int u, double p) => Assert.Equal(p, MannWhitney.PValue(n, m, u), 1e-6);

    [Fact]
    public void FourRepeatsCanDecide() => Assert.Equal(4, MannWhitney.FewestRepeats);

    /// <summary>
    /// R: exp(wilcox.test(log(b), log(a), conf.int = TRUE)$conf.int) for 5 and 5 values: the 3rd and the 23rd of the 25 ratios;
    /// the estimate is their median.
    /// </summary>
    [Fact]
    public void TheIntervalIsOfThePairwiseRatios()
    {
        double[] a = [100, 103, 98, 101, 105], b = [110, 108, 112, 107, 115];
        double[] ratios = [.. a.SelectMany(x => b.Select(y => y / x)).Order()];
        SampleComparison c = SampleComparison.Of(a, b, 0.05);

        Assert.Equal(ratios[2], c.Low!.Value, 1e-12);
        Assert.Equal(ratios[22], c.High!.Value, 1e-12);
        Assert.Equal(ratios[12], c.Estimate, 1e-12);
        Assert.Equal(2.0 / 252, c.PValue, 1e-9);
        Assert.Equal(SampleOutcome.Higher, c.Outcome);
    }

    [Fact]
    public void SwappingTheSidesInvertsIt()
    {
        double[] a = [3, 9, 4, 7, 5, 8], b = [6, 2, 10, 12, 11, 9.5];
        SampleComparison one = SampleComparison.Of(a, b, 0.05), other = SampleComparison.Of(b, a, 0.05);

        Assert.Equal(1 / one.Estimate, other.Estimate, 1e-12);
        Assert.Equal(1 / one.Low!.Value, other.High!.Value, 1e-12);
        Assert.Equal(one.PValue, other.PValue, 1e-12);
    }

    /// <summary>An interval without equality and a probability of at most 5 % are the same thing, with ties, zeros and any sizes.</summary>
    [Fact]
    public void IntervalAndProbabilityAgree()
    {
        Random random = new(3);
        for (int trial = 0; trial < 3_000; trial++)
        {
            double[] a = Some(random.Next(1, 12)), b = Some(random.Next(1, 12));
            SampleComparison c = SampleComparison.Of(a, b, 0.05);
            bool differs = c.Outcome is SampleOutcome.Higher or SampleOutcome.Lower;
            Assert.Equal(differs, c.PValue <= 0.05);
            Assert.False(double.IsNaN(c.Estimate) || double.IsNaN(c.Low ?? 0) || double.IsNaN(c.High ?? 0));
            Assert.True(c.Low is not double low || (low <= c.Estimate && c.Estimate <= c.High));
            Assert.Equal(c.Outcome is SampleOutcome.TooFew, c.Low is null);
        }

        double[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(0, 6))];
    }

    [Theory]
    [InlineData(new double[] { 0, 0, 0, 0 }, new double[] { 0, 0, 0, 0 }, "Same", 1.0, 1.0, 1.0)]
    [InlineData(new double[] { 5, 5, 5, 5 }, new double[] { 5, 5, 5, 5 }, "Same", 1.0, 1.0, 1.0)]
    [InlineData(new double[] { 0, 0, 0, 0 }, new double[] { 2, 3, 4, 5 }, "Higher", double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(new double[] { 2, 3, 4, 5 }, new double[] { 0, 0, 0, 0 }, "Lower", 0.0, 0.0, 0.0)]
    [InlineData(new double[] { 0, 0, 0, 1 }, new double[] { 0, 0, 0, 0 }, "Undecided", 1.0, 0.0, 1.0)]
    [InlineData(new double[] { 0, 1 }, new double[] { 1, 0 }, "TooFew", 1.0, null, null)]
    [InlineData(new double[] { 7 }, new double[] { 14 }, "TooFew", 2.0, null, null)]
    [InlineData(new double[] { -4, -3, -2, -1 }, new double[] { 1, 2, 3, 4 }, "Higher", 5.0, 2.0, 8.0)]
    [InlineData(new double[] { -100, -100, -100, -100 }, new double[] { -100, -101, -100, -99 }, "Same", 0.0, -1.0, 1.0)]
    public void ZerosTiesAndNegativesGiveSensibleAnswers(double[] a, double[] b, string outcome, double estimate, double? low, double? high)
    {
        SampleComparison c = SampleComparison.Of(a, b, 0.05);
        Assert.Equal((outcome, estimate, low, high), (c.Outcome.ToString(), c.Estimate, c.Low, c.High));
    }

    [Fact]
    public void LargeSamplesTakeNoTime()
    {
        double[] a = [.. Enumerable.Range(1, 20_000).Select(i => 1000.0 + (i % 97))], b = [.. a.Select(v => v * 1.01)];
        SampleComparison c = SampleComparison.Of(a, b, 0.05);
        Assert.Equal(SampleOutcome.Higher, c.Outcome);
        Assert.InRange(c.Estimate, 1.009, 1.011);
    }

    [Fact]
    public void AnInconclusiveComparisonSaysHowManyRepeatsWouldDecide()
    {
        double[] a = [100, 120, 90, 110], b = [105, 95, 118, 99];
        SampleComparison c = SampleComparison.Of(a, b, 0.05);
        Assert.Equal(SampleOutcome.Undecided, c.Outcome);
        Assert.InRange(c.Needed!.Value, 100, 2_000);
        Assert.Equal(4, SampleComparison.Of([1, 2, 3], [1, 2, 3], 0.05).Needed);
        Assert.Null(SampleComparison.Of(a, [.. a.Select(v => v * 2)], 0.05).Needed);
    }
}
