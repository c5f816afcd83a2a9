namespace UdpLab;

/// <summary>What tells measurements apart: their factors, and the properties that vary where the factors do not.</summary>
internal static class ChartKeys
{
    // The most telling first: what follows from one before it tells nothing more.
    private static readonly string[] _properties = ["Method", "Sockets", "Batch", "Gro", "Flood.Backend", "Flood.PacketSize", "Flood.Flows", "Flood.RatePps", "Flood.Gso", "Flood.Burst", "Nic.RssQueues", "Environment.Kernel", "Host"];

    /// <summary>
    /// All factors, and such properties as the receive methods of one script block or the kernels of two files, with the text of
    /// each measurement.
    /// </summary>
    /// <param name="all">The measurements.</param>
    /// <param name="inShort">Call a property by its last name: Kernel instead of Environment.Kernel.</param>
    public static IReadOnlyList<(MeasurementKey Key, string[] Texts)> Of(IReadOnlyList<SinkMeasurement> all, bool inShort)
    {
        List<(MeasurementKey Key, string[] Texts)> keys = [.. MeasurementKey.Factors(all).Select(name => Read(name, all))];
        int[] cells = Cells(keys, all.Count);
        foreach (string name in all.Count > 1 ? _properties : [])
        {
            string last = name.Split('.')[^1];
            if (!keys.Exists(key => key.Key.Name.Equals(last, StringComparison.OrdinalIgnoreCase)) && Read(inShort ? last : name, all) is var property && SplitsACell(cells, property.Texts))
            {
                keys.Add(property);
                cells = Cells(keys, all.Count);
            }
        }

        return keys;
    }

    /// <summary>The number of each measurement's cell, counted as they occur. On and ON are the same value.</summary>
    public static int[] Cells(IReadOnlyList<(MeasurementKey Key, string[] Texts)> keys, int count)
    {
        Dictionary<string, int> numbers = new(StringComparer.OrdinalIgnoreCase);
        int[] cells = new int[count];
        for (int i = 0; i < count; i++)
        {
            string text = string.Join('\n', keys.Select(key => key.Texts[i]));
            cells[i] = numbers.TryGetValue(text, out int number) ? number : numbers[text] = numbers.Count;
        }

        return cells;
    }

    private static (MeasurementKey Key, string[] Texts) Read(string name, IReadOnlyList<SinkMeasurement> all)
    {
        MeasurementKey key = MeasurementKey.Find(name, "X", all);
        return (key, [.. all.Select(key.Text)]);
    }

    private static bool SplitsACell(int[] cells, string[] texts)
    {
        Dictionary<int, string> first = [];
        return cells.Where((cell, i) => !first.TryAdd(cell, texts[i]) && !first[cell].Equals(texts[i], StringComparison.OrdinalIgnoreCase)).Any();
    }
}
