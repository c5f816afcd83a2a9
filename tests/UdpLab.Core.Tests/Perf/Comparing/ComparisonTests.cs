namespace UdpLab.Tests.Perf;

/// <summary>Comparing profiles. Expected p-values come from the formulas in Python, exact ones with fractions.</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData(500, 1000, 450, 1000, 0.02516)]
    [InlineData(15, 25, 5, 25, 0.00389)]
    [InlineData(100, 1000, 100, 1000, 1.0)]
    public void TwoProportions(long x1, long n1, long x2, long n2, double expected) => Assert.Equal(expected, SamplingNoise.Shares(x1, n1, x2, n2), 4);

    [Theory]
    [InlineData(3, 10, 0, 10, 0.21053)]
    [InlineData(1, 1000, 6, 1000, 0.12434)]
    public void FewSamplesAreExact(long x1, long n1, long x2, long n2, double expected) => Assert.Equal(expected, SamplingNoise.Shares(x1, n1, x2, n2), 3);

    [Theory]
    [InlineData(11, 800, 23, 3011, 0.13663)]
    [InlineData(10, 1000, 10, 1000, 1.0)]
    public void TwoRates(long x1, double t1, long x2, double t2, double expected) => Assert.Equal(expected, SamplingNoise.Rates(x1, t1, x2, t2), 3);

    [Fact]
    public void ChanceAloneIsCalledNoiseAndAChangeIsNot()
    {
        Random random = new(5);
        PerfProfile one = Sampled(random, 0.30), other = Sampled(random, 0.30), changed = Sampled(random, 0.40);

        Assert.All(PerfComparison.Of(one, other), c => Assert.False(c.IsSignificant));
        Assert.Contains(PerfComparison.Of(one, changed), c => c.Name == "f0" && c.IsSignificant == true && c.Difference > 8);
    }

    [Fact]
    public void NewAndVanishedSymbolsComeFirst()
    {
        PerfProfile before = Texts.One("s;both;gone 100\ns;stays 900\n", PerfFormat.Folded), after = Texts.One("s;both;came 50\ns;stays 950\n", PerfFormat.Folded);

        IReadOnlyList<PerfSymbolChange> changes = PerfComparison.Of(before, after);

        Assert.Equal([("gone", PerfSymbolState.Vanished), ("came", PerfSymbolState.New), ("stays", PerfSymbolState.Both)], changes.Select(c => (c.Name, c.State)));
    }

    [Fact]
    public void SamplesForEveryPacketDecideWherePacketsAreKnown()
    {
        PerfProfile before = Texts.One("s;f 500\ns;g 500\n", PerfFormat.Folded) with { Packets = 1_000_000 };
        PerfProfile after = Texts.One("s;f 500\ns;g 500\n", PerfFormat.Folded) with { Packets = 2_000_000 };

        Assert.All(PerfComparison.Of(before, after), c =>
        {
            Assert.Equal(1.0, c.PValue!.Value, 6);
            Assert.Equal(0.5, c.PerPacketRatio!.Value, 6);
            Assert.True(c.IsSignificant);
        });
    }

    [Fact]
    public void PercentagesOfNobodyKnowsHowManySamplesAreNotJudged() =>
        Assert.All(PerfComparison.Of(Texts.Capture("article-rhel7.3.txt"), Texts.Capture("article-rhel7.4.txt")), c => Assert.Null(c.IsSignificant));

    private static PerfProfile Sampled(Random random, double first)
    {
        long[] counts = new long[10];
        for (int i = 0; i < 5000; i++)
        {
            counts[random.NextDouble() < first ? 0 : random.Next(1, counts.Length)]++;
        }

        return Texts.One(string.Concat(counts.Select((count, i) => $"s;f{i} {count}\n")), PerfFormat.Folded);
    }
}
