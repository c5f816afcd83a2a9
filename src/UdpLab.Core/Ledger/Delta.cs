namespace UdpLab;

/// <summary>The difference of two readings of a counter that only grows.</summary>
internal static class Delta
{
    /// <summary>
    /// The count between two readings of a 64-bit counter, which may have wrapped. Null if a reading is missing or the counter
    /// went backwards: then it was reset and the count is not known.
    /// </summary>
    public static long? Of(ulong? before, ulong? after)
    {
        long? difference = unchecked((long?)(after - before));
        return difference >= 0 ? difference : null;
    }

    /// <summary>Sums counters with wrap-around, as the kernel does; Enumerable.Sum would throw.</summary>
    public static long Sum(IEnumerable<long> counts) => counts.Aggregate(0L, (sum, count) => unchecked(sum + count));

    /// <inheritdoc cref="Of(ulong?, ulong?)"/>
    public static long? Of(IReadOnlyDictionary<string, ulong> before, IReadOnlyDictionary<string, ulong> after, string name) =>
        before.TryGetValue(name, out ulong old) && after.TryGetValue(name, out ulong now)
            ? Of((ulong?)old, now)
            : null;
}
