namespace UdpLab;

/// <summary>The difference of two readings of a counter that only grows.</summary>
internal static class Delta
{
    /// <summary>
    /// What was counted between two readings of a 64-bit counter, which may have wrapped. Null where a reading is missing,
    /// or where the counter went backwards: it was reset, and what it lost is not known.
    /// </summary>
    public static long? Of(ulong? before, ulong? after)
    {
        var difference = unchecked((long?)(after - before));
        return difference >= 0 ? difference : null;
    }

    /// <summary>Counters added up as the kernel adds: they wrap, where Enumerable.Sum throws.</summary>
    public static long Sum(IEnumerable<long> counts) => counts.Aggregate(0L, (sum, count) => unchecked(sum + count));

    /// <inheritdoc cref="Of(ulong?, ulong?)"/>
    public static long? Of(IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> after, string name) =>
        before.TryGetValue(name, out var old) && after.TryGetValue(name, out var now)
            ? Of(unchecked((ulong)old), unchecked((ulong)now))
            : null;
}
