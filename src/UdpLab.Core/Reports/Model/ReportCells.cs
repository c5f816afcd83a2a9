namespace UdpLab;

/// <summary>The measurements of a report by what varies, and which of it is the horizontal axis and which the series of its charts.</summary>
internal sealed class ReportCells
{
    private const int MostSeries = 8;
    private const string Kernel = "Kernel";

    public ReportCells(IReadOnlyList<SinkMeasurement> all)
    {
        IReadOnlyList<(MeasurementKey Key, string[] Texts)> keys = ChartKeys.Of(all, inShort: true);
        int[] cells = ChartKeys.Cells(keys, all.Count);
        Keys = [.. keys.Select(key => new ReportKey(key.Key, key.Key.Levels(all)))];
        int[] varying = [.. Enumerable.Range(0, Keys.Count).Where(i => Keys[i].Varies)];
        Cells = [.. Enumerable.Range(0, all.Count).GroupBy(i => cells[i])
            .Select(runs => (Values: keys.Select(key => key.Texts[runs.First()]).ToArray(), Runs: runs.Select(i => all[i]).ToArray()))
            .OrderBy(cell => Order(cell.Values), Comparer<int[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))
            .Select(cell => new ReportCell(cell.Values, cell.Runs, Name(cell.Values, varying, withNames: true), Name(cell.Values, varying, withNames: false)))];
        X = Varying.FirstOrDefault(key => key.IsNumber && key.Name.Contains("Queues", StringComparison.OrdinalIgnoreCase))
            ?? Varying.Where(key => key.Name != Kernel).OrderByDescending(key => key.IsNumber).ThenByDescending(key => key.Levels.Count).FirstOrDefault()
            ?? Varying.FirstOrDefault();
        Series = Varying.FirstOrDefault(key => key != X && key.Name == Kernel) ?? Varying.Where(key => key != X).OrderBy(key => key.Levels.Count > MostSeries).ThenByDescending(key => key.Levels.Count).FirstOrDefault();
    }

    /// <summary>All factors, and the properties that vary apart from them.</summary>
    public IReadOnlyList<ReportKey> Keys { get; }

    public IEnumerable<ReportKey> Varying => Keys.Where(key => key.Varies);

    /// <summary>In the order of the keys' values.</summary>
    public IReadOnlyList<ReportCell> Cells { get; }

    /// <summary>What charts have as their X: the receive queues, else the numbers with most values; null if nothing varies.</summary>
    public ReportKey? X { get; }

    /// <summary>What charts have a series for each value of: the kernels, else what has most values; null if at most X varies.</summary>
    public ReportKey? Series { get; }

    /// <summary>All runs of each value of X.</summary>
    public IEnumerable<(string Level, IReadOnlyList<SinkMeasurement> Runs)> ByX
    {
        get
        {
            int x = Keys.ToList().IndexOf(X!);
            return Cells.GroupBy(cell => cell.Values[x], StringComparer.OrdinalIgnoreCase).Select(level => (level.Key, (IReadOnlyList<SinkMeasurement>)[.. level.SelectMany(cell => cell.Runs)]));
        }
    }

    /// <summary>What the cells' labels are of: "RssQueues, Kernel".</summary>
    public string LabelName => Varying.Any() ? string.Join(", ", Varying.Select(key => key.Name)) : "Runs";

    /// <summary>The series are too many for colours.</summary>
    public bool IsTable => Series?.Levels.Count > MostSeries;

    private int[] Order(string[] values) => [.. values.Select((value, i) => Keys[i].Levels.ToList().FindIndex(level => level.Equals(value, StringComparison.OrdinalIgnoreCase)))];

    private string Name(string[] values, int[] varying, bool withNames) => varying.Length == 0 ? "all runs" : string.Join(", ", varying.Select(i => withNames ? $"{Keys[i].Name}={values[i]}" : values[i]));
}
