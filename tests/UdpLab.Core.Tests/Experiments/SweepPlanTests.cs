namespace UdpLab.Tests;

/// <summary>Which runs a sweep makes, and in which order.</summary>
public class SweepPlanTests
{
    [Fact]
    public void EachBlockHasEveryCellOnce()
    {
        SweepPlan plan = new([Sweeps.Factor("A", 1, 2, 3), Sweeps.Factor("B", "x", "y")], SweepOrder.Blocks, 20, 1);

        Assert.Equal(120, plan.Runs.Count);
        for (int block = 0; block < 20; block++)
        {
            SweepRun[] runs = [.. plan.Runs.Skip(block * 6).Take(6)];
            Assert.All(runs, run => Assert.Equal(block + 1, run.Repeat));
            Assert.Equal([1, 2, 3, 4, 5, 6], runs.Select(run => run.Cell.Number).Order());
        }

        // Their orders differ.
        Assert.True(plan.Runs.Chunk(6).Select(block => string.Join(',', block.Select(run => run.Cell.Number))).Distinct().Count() > 15);
    }

    /// <summary>Seeds are in journals and papers, so an order must never change.</summary>
    [Theory]
    [InlineData(SweepOrder.Blocks, 7, "2/1 3/1 1/1 4/1 1/2 3/2 2/2 4/2")]
    [InlineData(SweepOrder.Blocks, 2026, "2/1 1/1 3/1 4/1 4/2 2/2 1/2 3/2")]
    [InlineData(SweepOrder.Random, 7, "2/1 1/2 2/2 3/1 3/2 1/1 4/1 4/2")]
    [InlineData(SweepOrder.Nested, 7, "1/1 1/2 2/1 2/2 3/1 3/2 4/1 4/2")]
    public void ASeedGivesItsOrder(SweepOrder order, int seed, string expected) =>
        Assert.Equal(expected, string.Join(' ', Plan(order, seed).Runs.Select(run => $"{run.Cell.Number}/{run.Repeat}")));

    [Fact]
    public void ACellIsACombinationWithTheLastFactorFastest() =>
        Assert.Equal(["A = 1, B = x", "A = 1, B = y", "A = 2, B = x", "A = 2, B = y"], Plan(SweepOrder.Blocks, 7).Cells.Select(cell => cell.ToString()));

    [Fact]
    public void WithoutFactorsThereIsOneCell()
    {
        SweepPlan plan = new([], SweepOrder.Blocks, 3, 0);
        Assert.Equal([1, 2, 3], plan.Runs.Select(run => run.Repeat));
        Assert.False(plan.IsRandom);
        Assert.Empty(plan.Cells[0].Factors);
    }

    [Fact]
    public void MoreRepeatsGoOnWhereFewerEnded() =>
        Assert.Equal(Plan(SweepOrder.Blocks, 7).Runs.Select(run => run.Key), new SweepPlan(Plan(SweepOrder.Blocks, 7).Factors, SweepOrder.Blocks, 5, 7).Runs.Take(8).Select(run => run.Key));

    [Fact]
    public void WhatNobodyCanTellApartOrWaitForIsRefused()
    {
        Assert.Contains("has no values", Assert.Throws<LabException>(() => Sweeps.Factor("A")).Message);
        Assert.Contains("value 1 twice", Assert.Throws<LabException>(() => Sweeps.Factor("A", 1, 2, "1")).Message);
        Assert.Contains("at most 1,000,000", Assert.Throws<LabException>(() => new SweepPlan([Sweeps.Factor("A", [.. Enumerable.Range(0, 2000).Cast<object>()])], SweepOrder.Blocks, 1000, 0)).Message);
    }

    private static SweepPlan Plan(SweepOrder order, int seed) => new([Sweeps.Factor("A", 1, 2), Sweeps.Factor("B", "x", "y")], order, 2, seed);
}
