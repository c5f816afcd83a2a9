using System.Globalization;

namespace UdpLab;

/// <summary>The charts of a report: the article's, one for each further factor, cost, loss, latency, and the rate over time.</summary>
internal static class ReportFigures
{
    private const int MostSeries = 8, MostLatencies = 24, MostIntervals = 240;
    private const double SameRate = 0.005;

    /// <summary>The article's chart: packets per second by receive queues, a series a kernel; null without any rate.</summary>
    public static Chart? Main(ReportModel report) => report.Cells.Cells.Count == 0 ? null : Build(report, nameof(SinkMeasurement.Pps), report.Cells.X, report.Cells.Series) is { } chart
        ? chart with { References = LineRateOf(report.Measurements) }
        : null;

    /// <summary>All others.</summary>
    public static IEnumerable<Chart> Others(ReportModel report)
    {
        ReportCells cells = report.Cells;
        foreach (ReportKey factor in cells.Varying.Where(key => key != cells.X && (cells.Varying.Count() > 2 || key.Levels.Count <= MostSeries || !cells.IsTable)))
        {
            ReportKey? series = cells.X is { } x && x.Levels.Count <= MostSeries ? x : null;
            if (Build(report, nameof(SinkMeasurement.Pps), factor, series) is { } chart)
            {
                yield return chart;
            }
        }

        foreach (string metric in new[] { nameof(SinkMeasurement.LossPercent), nameof(SinkMeasurement.CpuNsPerPacket) })
        {
            if (Build(report, metric, cells.X, cells.Series) is { } chart && chart.Points.Any(point => point.Values.Any(value => value != 0)))
            {
                yield return chart;
            }
        }

        if (Latency(report) is { } latency)
        {
            yield return latency;
        }

        if (Steps(report) is { } steps)
        {
            yield return steps;
        }

        if (Intervals(report) is { } intervals)
        {
            yield return intervals;
        }
    }

    /// <summary>Loss by rate of the trials of a search; null if none has a loss.</summary>
    public static Chart? Trials(ThroughputResult result)
    {
        ThroughputTrial[] trials = [.. result.Trials.Where(trial => trial is { LossPercent: not null, SentPps: not null }).OrderBy(trial => trial.RatePps)];
        IGrouping<double, ThroughputTrial>[] rates = [.. trials.GroupBy(trial => Math.Round(trial.RatePps))];
        return rates.Length == 0 ? null : new Chart
        {
            Kind = ChartKind.Line,
            Title = "Loss by offered rate, of all trials",
            XName = "offered pps",
            YName = nameof(ThroughputTrial.LossPercent),
            Unit = "%",
            Xs = [.. rates.Select(rate => Text($"{rate.Key:0}"))],
            Series = [new ChartSeries("", [.. rates.Select(rate => new ChartPoint([.. rate.Select(trial => trial.LossPercent!.Value)]))])],
        };
    }

    private static Chart? Build(ReportModel report, string metric, ReportKey? x, ReportKey? series)
    {
        try
        {
            ChartKind? kind = series?.Levels.Count > MostSeries ? ChartKind.HeatMap : null;
            return ChartBuilder.Build(report.Measurements, new ChartRequest { Y = metric, X = x?.Name, Series = series?.Name, Kind = kind });
        }
        catch (LabException)
        {
            // None of the measurements has this number.
            return null;
        }
    }

    /// <summary>The line rate, where it is known and the same for all.</summary>
    private static ChartReference[] LineRateOf(IReadOnlyList<SinkMeasurement> measurements)
    {
        List<double> rates = [];
        foreach (SinkMeasurement measurement in measurements.Where(m => m.Nic?.SpeedMbps is > 0))
        {
            try
            {
                rates.Add(MeasuredLineRate.Of(measurement, null).Pps);
            }
            catch (LabException)
            {
                return [];
            }
        }

        return rates.Count == measurements.Count && rates.Count > 0 && rates.Max() - rates.Min() <= rates.Max() * SameRate
            ? [new ChartReference(Text($"line rate {ChartText.Short(rates[0])}"), rates[0])]
            : [];
    }

    private static Chart? Latency(ReportModel report)
    {
        ReportCell[] cells = [.. report.Cells.Cells.Where(cell => cell.Completed.Any(run => run.Latency is { Samples: > 0 }))];
        if (cells.Length == 0)
        {
            return null;
        }

        if (cells.Length > MostLatencies)
        {
            return Build(report, "Latency.P99Microseconds", report.Cells.X, report.Cells.Series);
        }

        (string Name, Func<LatencySummary, double?> Value)[] percentiles = [("p50", l => l.P50Microseconds), ("p90", l => l.P90Microseconds), ("p99", l => l.P99Microseconds), ("p99.9", l => l.P999Microseconds)];
        return new Chart
        {
            Kind = ChartKind.Bar,
            Title = "One-way latency",
            XName = report.Cells.LabelName,
            SeriesName = "Percentile",
            YName = "Latency",
            Unit = "µs",
            Xs = [.. cells.Select(cell => cell.Label)],
            Series = [.. percentiles.Select(p => new ChartSeries(p.Name, [.. cells.Select(cell => cell.Completed.Select(run => run.Latency is null ? null : p.Value(run.Latency)).OfType<double>().ToArray() is { Length: > 0 } values ? new ChartPoint(values) : null)]))],
            Notes = ["from the time in the packet to the return of the receiving call"],
        };
    }

    /// <summary>Loss by rate of floods whose rate went up in steps.</summary>
    private static Chart? Steps(ReportModel report)
    {
        (string Name, SinkMeasurement[] Runs)[] ramps = [.. report.Cells.Cells.Select(cell => (Name: cell.Label, Runs: cell.Completed.Where(run => run.Steps.Any(step => step.LossPercent is not null)).ToArray())).Where(cell => cell.Runs.Length > 0).Take(MostSeries)];
        double[] rates = [.. ramps.SelectMany(ramp => ramp.Runs).SelectMany(run => run.Steps).Select(step => step.RatePps).Distinct().Order()];
        return ramps.Length == 0 ? null : new Chart
        {
            Kind = ChartKind.Line,
            Title = "Loss by offered rate",
            XName = nameof(RateStep.RatePps),
            SeriesName = ramps.Length > 1 ? report.Cells.LabelName : null,
            YName = nameof(RateStep.LossPercent),
            Unit = "%",
            Xs = [.. rates.Select(rate => Text($"{rate}"))],
            Series = [.. ramps.Select(ramp => new ChartSeries(ramps.Length > 1 ? ramp.Name : "", [.. rates.Select(rate => ramp.Runs.SelectMany(run => run.Steps).Where(step => step.RatePps == rate).Select(step => step.LossPercent).OfType<double>().ToArray() is { Length: > 0 } values ? new ChartPoint(values) : null)]))],
        };
    }

    /// <summary>The rate over time of each cell's typical run.</summary>
    private static Chart? Intervals(ReportModel report)
    {
        (string Name, SinkMeasurement Run)[] runs = [.. report.Cells.Cells.Select(cell => (Name: cell.Label, Run: cell.Typical)).Where(cell => cell.Run?.Intervals.Count > 1).Select(cell => (cell.Name, cell.Run!))];
        if (runs.Length == 0)
        {
            return null;
        }

        if (runs.Length > MostSeries)
        {
            (string, SinkMeasurement Run)[] sorted = [.. runs.OrderBy(run => run.Run.Pps)];
            runs = [sorted[^1], sorted[sorted.Length / 2], sorted[0]];
        }

        int longest = runs.Max(run => run.Run.Intervals.Count), together = (longest + MostIntervals - 1) / MostIntervals;
        IReadOnlyList<SinkInterval> times = runs.First(run => run.Run.Intervals.Count == longest).Run.Intervals;
        int points = (longest + together - 1) / together;
        List<ChartSeries> series = [.. runs.Select(run => Line(runs.Length > 1 ? run.Name : "received", run.Run, interval => interval.Pps, points, together))];
        if (runs is [var (_, only)] && only.Intervals.Any(interval => interval.SentPps is not null))
        {
            series.Insert(0, Line("sent", only, interval => interval.SentPps, points, together));
        }

        bool isSelected = runs.Length < report.Cells.Cells.Count;
        return new Chart
        {
            Kind = ChartKind.Line,
            Title = "Rate over time",
            XName = "seconds",
            SeriesName = series.Count > 1 ? runs.Length > 1 ? report.Cells.LabelName : "Packets" : null,
            YName = nameof(SinkInterval.Pps),
            Unit = "pps",
            Xs = [.. Enumerable.Range(0, points).Select(i => Text($"{times[Math.Min(longest, (i + 1) * together) - 1].Seconds:0.##}"))],
            Series = series,
            Notes = [.. runs.Length > 1 || report.Measurements.Count > 1 ? new[] { $"{(runs.Length > 1 ? "of each cell " : "")}the run whose rate is the median{(isSelected ? Text($"; the fastest, the median and the slowest of {report.Cells.Cells.Count} cells") : "")}" } : []],
        };
    }

    private static ChartSeries Line(string name, SinkMeasurement run, Func<SinkInterval, double?> value, int points, int together) => new(name, [.. Enumerable.Range(0, points).Select(i =>
        run.Intervals.Skip(i * together).Take(together).Select(value).OfType<double>().ToArray() is { Length: > 0 } values ? new ChartPoint([values.Average()]) : null)]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
