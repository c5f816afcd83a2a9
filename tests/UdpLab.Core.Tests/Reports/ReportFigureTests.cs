namespace UdpLab.Tests;

/// <summary>The charts of a report beside the main one: latency, steps and the rate over time.</summary>
public class ReportFigureTests
{
    [Fact]
    public void LatencyHasABarForEachPercentile()
    {
        Chart chart = Assert.Single(Others([.. new[] { 1, 2 }.Select(queues => Report.Of(1e6, 1, ("RssQueues", queues)) with { Latency = new LatencySummary { Samples = 100, P50Microseconds = 10 * queues, P99Microseconds = 99 } })]), chart => chart.Title == "One-way latency");
        Assert.Equal((ChartKind.Bar, "Percentile", "µs"), (chart.Kind, chart.SeriesName, chart.Unit));
        Assert.Equal(["1", "2"], chart.Xs);
        Assert.Equal(["p50", "p90", "p99", "p99.9"], chart.Series.Select(series => series.Name));
        Assert.Equal([10.0, 20.0], chart.Series[0].Points.Select(point => Assert.Single(point!.Values)));
        Assert.All(chart.Series[1].Points, Assert.Null);
    }

    /// <summary>Bars of very many cells could not be told apart.</summary>
    [Fact]
    public void OfManyCellsOnlyTheP99IsDrawn()
    {
        Chart[] charts = Others([.. Enumerable.Range(1, 30).Select(queues => Report.Of(1e6, 1, ("RssQueues", queues)) with { Latency = new LatencySummary { Samples = 100, P99Microseconds = queues } })]);
        Assert.DoesNotContain(charts, chart => chart.Title == "One-way latency");
        Chart chart = Assert.Single(charts, chart => chart.YName.Contains("P99", StringComparison.Ordinal));
        Assert.Equal(30, chart.Xs.Count);
    }

    [Fact]
    public void StepsAreDrawnByOfferedRate()
    {
        RateStep[] steps = [new() { RatePps = 1000, Seconds = 1, Sent = 1000, Received = 1000, Lost = 0 }, new() { RatePps = 2000, Seconds = 1, Sent = 2000, Received = 1500, Lost = 500 }];
        Chart one = Assert.Single(Others(Report.Of(1e6, 1) with { Steps = steps }), chart => chart.Title == "Loss by offered rate");
        Assert.Equal((null, "%"), (one.SeriesName, one.Unit));
        Assert.Equal(["1000", "2000"], one.Xs);
        Assert.Equal([0.0, 25.0], Assert.Single(one.Series).Points.Select(point => Assert.Single(point!.Values)));

        // Where a cell had no such step, its line has a gap.
        Chart two = Assert.Single(Others(Report.Of(1e6, 1, ("RssQueues", 1)) with { Steps = steps }, Report.Of(1e6, 1, ("RssQueues", 2)) with { Steps = steps[..1] }), chart => chart.Title == "Loss by offered rate");
        Assert.Equal(["1", "2"], two.Series.Select(series => series.Name));
        Assert.Null(two.Series[1].Points[1]);
        Assert.DoesNotContain(Others(Report.Of(1e6, 1) with { Steps = [steps[0] with { Lost = null }] }), chart => chart.Title == "Loss by offered rate");
    }

    [Fact]
    public void OneRunIsDrawnBesideWhatWasSent()
    {
        Chart chart = Assert.Single(Others(Report.Of(1e6, 1) with { Intervals = Intervals(1000, sent: true) }), chart => chart.Title == "Rate over time");
        Assert.Equal(["sent", "received"], chart.Series.Select(series => series.Name));
        Assert.Equal("Packets", chart.SeriesName);

        // 1000 intervals are drawn as means of five.
        Assert.Equal((200, "0.5", "100"), (chart.Xs.Count, chart.Xs[0], chart.Xs[^1]));
        Assert.Equal(3.0, Assert.Single(chart.Series[1].Points[0]!.Values));
        Assert.Equal(203.0, Assert.Single(chart.Series[0].Points[0]!.Values));
        Assert.Empty(chart.Notes);
    }

    [Fact]
    public void OfManyCellsTheFastestTheMedianAndTheSlowestAreDrawn()
    {
        Chart chart = Assert.Single(Others([.. Enumerable.Range(1, 9).Select(queues => Report.Of(1e5 * queues, 1, ("RssQueues", queues)) with { Intervals = Intervals(4, sent: false) })]), chart => chart.Title == "Rate over time");
        Assert.Equal(["9", "5", "1"], chart.Series.Select(series => series.Name));
        Assert.Equal(["of each cell the run whose rate is the median; the fastest, the median and the slowest of 9 cells"], chart.Notes);
    }

    private static Chart[] Others(params SinkMeasurement[] measurements) => [.. ReportFigures.Others(Report.Model(measurements))];

    private static SinkInterval[] Intervals(int count, bool sent) => [.. Enumerable.Range(1, count).Select(i => new SinkInterval { Seconds = i / 10.0, Packets = i, Pps = i, SentPps = sent ? 200 + i : null })];
}
